import type { DuckDBConnection } from './database.ts';
import { rows } from './rows-of.ts';

/**
 * Which batches were committed, so that a batch that is sent again changes nothing. The newest {@link REMEMBERED_BATCHES} of each source
 * are remembered: at ten requests a second more than two hours, and a sender gives up within minutes.
 */
const REMEMBERED_BATCHES = 100_000;

export class BatchLedger {
  readonly #bySource = new Map<string, Set<string>>();
  #forgotten = 0;

  has(source: string, id: string): boolean {
    return this.#bySource.get(source)?.has(id) ?? false;
  }

  /** How many were added and are not remembered any more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  add(source: string, id: string): void {
    let ids = this.#bySource.get(source);
    if (ids === undefined) {
      ids = new Set();
      this.#bySource.set(source, ids);
    }
    ids.add(id);
    if (ids.size <= REMEMBERED_BATCHES) return;
    for (const oldest of ids) {
      ids.delete(oldest);
      this.#forgotten += 1;
      break;
    }
  }
}

/** SQL that takes the batches of each source from the file that are not remembered; `undefined` where there are none. */
export async function forgetting(connection: DuckDBConnection): Promise<string | undefined> {
  const oldest = await rows<[number, bigint]>(
    connection,
    `SELECT source, sequence FROM (
       SELECT source, sequence, row_number() OVER (PARTITION BY source ORDER BY sequence DESC) AS age FROM batches
     ) WHERE age = ${REMEMBERED_BATCHES}`,
  );
  if (oldest.length === 0) return undefined;
  const older = oldest.map(([source, sequence]) => `(source = ${source} AND sequence < ${sequence})`);
  return `DELETE FROM batches WHERE ${older.join(' OR ')}`;
}
