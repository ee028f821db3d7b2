import { FingerprintQueue, Fingerprints, fingerprintOf } from './batch-fingerprints.ts';
import type { DuckDBConnection } from './database.ts';
import { scalar } from './rows-of.ts';
import type { Sources } from './sources.ts';

/** By which a batch is known when it comes again. */
export interface BatchRecord {
  readonly source: string;
  readonly id: string;
}

/** How many batches are remembered. */
export interface BatchLimits {
  /** The newest of each source: at ten requests a second more than two hours, and a sender gives up within minutes. */
  readonly ofSource: number;
  /** Of all sources together; beyond, the source that has most forgets its oldest. */
  readonly inAll: number;
}

const LIMITS: BatchLimits = { ofSource: 100_000, inAll: 4_000_000 };
const ASKED_TOGETHER = 500;
/** An export may be taken in again years later: its parts are known for ever. */
const IMPORT_PREFIX = 'import of ';

/** The name of the source that parts of an export are known by. */
export function importSource(id: string): string {
  return `${IMPORT_PREFIX}${id}`;
}

/** Finds the places of those batches that the file knows, all that was committed before included. */
type LookUp = (batches: readonly BatchRecord[]) => Promise<ReadonlySet<number>>;

interface RememberedSource {
  readonly name: string;
  readonly salt: number;
  readonly queue: FingerprintQueue;
  readonly forgets: boolean;
  /** Whether something of it was forgotten. */
  shortened: boolean;
}

/**
 * Which batches were committed, so that a batch that is sent again changes nothing. Memory holds a fingerprint of each, twelve bytes or
 * so: what has none is new. What has one is looked up in the file, where whole ids are.
 */
export class BatchLedger {
  readonly #lookUp: LookUp;
  readonly #limits: BatchLimits;
  readonly #sources = new Map<string, RememberedSource>();
  readonly #fingerprints = new Fingerprints();
  #forgotten = 0;

  constructor(lookUp: LookUp, limits: BatchLimits = LIMITS) {
    this.#lookUp = lookUp;
    this.#limits = limits;
  }

  /** Whether a batch may have been committed; `false` is certain. */
  mayHave({ source, id }: BatchRecord): boolean {
    const known = this.#sources.get(source);
    return known !== undefined && this.#fingerprints.has(salted(fingerprintOf(id), known));
  }

  /** Which of some batches were committed. */
  async known<Batch extends BatchRecord>(batches: readonly Batch[]): Promise<ReadonlySet<Batch>> {
    const suspects = batches.filter((batch) => this.mayHave(batch));
    if (suspects.length === 0) return new Set();
    const places = await this.#lookUp(suspects);
    return new Set(suspects.filter((_, i) => places.has(i)));
  }

  add({ source, id }: BatchRecord): void {
    this.#remember(this.#source(source), fingerprintOf(id));
  }

  /** For a source of which many are to be remembered by their fingerprints: remembers one as the newest. */
  loading(source: string): (fingerprint: number) => void {
    const known = this.#source(source);
    return (fingerprint) => this.#remember(known, fingerprint);
  }

  /** How many were added and are not remembered any more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Sources that have more records in the file than are remembered, with how many are. */
  *shortened(): Iterable<{ readonly source: string; readonly remembered: number }> {
    for (const { name, queue, shortened } of this.#sources.values()) {
      if (shortened) yield { source: name, remembered: queue.length };
    }
  }

  #remember(known: RememberedSource, fingerprint: number): void {
    const one = salted(fingerprint, known);
    known.queue.push(one);
    this.#fingerprints.add(one);
    if (known.forgets && known.queue.length > this.#limits.ofSource) this.#forgetOldest(known);
    else if (this.#fingerprints.size > this.#limits.inAll) this.#forgetOldest(this.#largest());
  }

  #source(name: string): RememberedSource {
    return this.#sources.get(name) ?? this.#newSource(name);
  }

  #newSource(name: string): RememberedSource {
    const salt = Math.imul(this.#sources.size, 0x9e3779b1);
    const forgets = !name.startsWith(IMPORT_PREFIX);
    const known = { name, salt, queue: new FingerprintQueue(), forgets, shortened: false };
    this.#sources.set(name, known);
    return known;
  }

  #largest(): RememberedSource | undefined {
    let largest: RememberedSource | undefined;
    for (const one of this.#sources.values()) {
      if (one.forgets && one.queue.length > (largest?.queue.length ?? 1)) largest = one;
    }
    return largest;
  }

  #forgetOldest(known: RememberedSource | undefined): void {
    if (known === undefined) return;
    this.#fingerprints.delete(known.queue.shift());
    known.shortened = true;
    this.#forgotten += 1;
  }
}

/** Two sources may use the same ids. */
function salted(fingerprint: number, { salt }: RememberedSource): number {
  return (fingerprint ^ salt) >>> 0;
}

/** Places of the batches that the file has a record of. One pass over the table for many: senders may all come again at once. */
export async function recorded(
  connection: DuckDBConnection,
  sources: Sources,
  batches: readonly BatchRecord[],
): Promise<ReadonlySet<number>> {
  const places = new Set<number>();
  for (let from = 0; from < batches.length; from += ASKED_TOGETHER) {
    const some = batches.slice(from, from + ASKED_TOGETHER);
    const values = some.map((_, i) => `(${from + i}, $${2 * i + 1}::INTEGER, $${2 * i + 2}::VARCHAR)`);
    const answer = await connection.runAndReadAll(
      `SELECT DISTINCT place FROM batches
         JOIN (VALUES ${values.join(', ')}) asked(place, source, id) USING (source, id)`,
      some.flatMap(({ source, id }) => [sources.find(source) ?? -1, id]),
    );
    for (const [place] of answer.getRows() as [number][]) places.add(place);
  }
  return places;
}

/** SQL that takes the batches from the file that are not remembered; `undefined` where there are none. */
export async function forgetting(
  connection: DuckDBConnection,
  sources: Sources,
  batches: BatchLedger,
): Promise<string | undefined> {
  const older: string[] = [];
  for (const { source, remembered } of batches.shortened()) {
    const number = sources.find(source);
    if (number === undefined) continue;
    const oldest = await scalar(
      connection,
      `SELECT sequence FROM batches WHERE source = ${number} ORDER BY sequence DESC LIMIT 1 OFFSET ${remembered - 1}`,
    );
    older.push(`(source = ${number} AND sequence < ${oldest})`);
  }
  return older.length === 0 ? undefined : `DELETE FROM batches WHERE ${older.join(' OR ')}`;
}
