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
/** An export may be taken in again years later: its parts are known for ever. */
const IMPORT_PREFIX = 'import of ';

/** The name of the source that parts of an export are known by. */
export function importSource(id: string): string {
  return `${IMPORT_PREFIX}${id}`;
}

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
  readonly #lookUp: (batch: BatchRecord) => Promise<boolean>;
  readonly #limits: BatchLimits;
  readonly #sources = new Map<string, RememberedSource>();
  readonly #fingerprints = new Fingerprints();
  #forgotten = 0;

  /** @param lookUp whether the file knows a batch, all that was committed before included */
  constructor(lookUp: (batch: BatchRecord) => Promise<boolean>, limits: BatchLimits = LIMITS) {
    this.#lookUp = lookUp;
    this.#limits = limits;
  }

  /** Whether a batch may have been committed; `false` is certain. */
  mayHave({ source, id }: BatchRecord): boolean {
    const known = this.#sources.get(source);
    return known !== undefined && this.#fingerprints.has(salted(fingerprintOf(id), known));
  }

  /** Whether a batch was committed. */
  async has(batch: BatchRecord): Promise<boolean> {
    return this.mayHave(batch) && (await this.#lookUp(batch));
  }

  add({ source, id }: BatchRecord): void {
    this.load(source, fingerprintOf(id));
  }

  /** Remembers a batch by its fingerprint, as the newest of its source. */
  load(source: string, fingerprint: number): void {
    const known = this.#sources.get(source) ?? this.#newSource(source);
    const one = salted(fingerprint, known);
    known.queue.push(one);
    this.#fingerprints.add(one);
    if (known.forgets && known.queue.length > this.#limits.ofSource) this.#forgetOldest(known);
    else if (this.#fingerprints.size > this.#limits.inAll) this.#forgetOldest(this.#largest());
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

/** Whether the file has a record of a batch. */
export async function isRecorded(
  connection: DuckDBConnection,
  sources: Sources,
  { source, id }: BatchRecord,
): Promise<boolean> {
  const number = sources.find(source);
  if (number === undefined) return false;
  const answer = await connection.runAndReadAll(
    'SELECT 1 FROM batches WHERE source = $1 AND id = $2 LIMIT 1',
    [number, id],
  );
  return answer.currentRowCount > 0;
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
