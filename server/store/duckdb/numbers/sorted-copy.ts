import type { DuckDBConnection } from '@duckdb/node-api';
import { type Database, transaction } from '../database.ts';
import type { Ledger } from '../ledger.ts';
import { scalar } from '../rows-of.ts';
import { cellRanges, type RowSource } from './cell-ranges.ts';
import { creation, listing, type Partition, type Partitions } from './partitions.ts';

/** How a table is copied in order. */
export interface CopySteps {
  /** Whether the copy needs no other one, but for what comes late. */
  readonly closed: boolean;
  /** SQL that adds up how many rows each row stands for. */
  readonly rowsOf?: string;
  /** Copies the rows that `where` says, in the transaction of `connection`. */
  copy(connection: DuckDBConnection, from: Partition, to: Partition, where: string): Promise<void>;
}

/**
 * Puts a copy in the order of (cell, time) in the place of a table. The copy grows beside the table that readers use, step by step; then one
 * commit puts it in its place, and the old table is dropped when the last read that may use it has ended. No row ever moves in the sight
 * of a reader.
 */
export async function replaceBySorted(
  ledger: Ledger,
  partitions: Partitions,
  old: Partition,
  steps: CopySteps,
  signal: AbortSignal,
): Promise<void> {
  const { database, commits, leases } = ledger;
  const begun = await commits.exclusively(async () => {
    const known = await scalar(database.writer, `SELECT coalesce(max(rowid), -1) + 1 FROM ${old.table}`);
    const spanMs = old.to - old.from;
    const sorted = partitions.fresh(old.family, old.from, { spanMs, compacted: steps.closed });
    await database.writer.run(creation(sorted));
    return { sorted, old: `rowid < ${known}`, late: `rowid >= ${known}` };
  });
  try {
    await copySorted(database, old, begun, steps, signal);
    if (signal.aborted) {
      await drop(ledger, begun.sorted);
      return;
    }
    await commits.exclusively(async () => {
      await database.transaction(async (connection) => {
        // What came late while the copy was made.
        await steps.copy(connection, old, begun.sorted, begun.late);
        await connection.run(listing(begun.sorted));
      });
      partitions.put(begun.sorted);
    });
  } catch (error) {
    // The next round begins anew.
    await drop(ledger, begun.sorted).catch(() => undefined);
    throw error;
  }
  await leases.drained();
  await drop(ledger, old);
}

/** Copies what was there when the copy began, step by step. */
async function copySorted(
  database: Database,
  from: Partition,
  begun: { readonly sorted: Partition; readonly old: string },
  steps: CopySteps,
  signal: AbortSignal,
): Promise<void> {
  const background = await database.connect();
  try {
    for (const range of await cellRanges(background, sourceOf(from, begun.old, steps.rowsOf))) {
      if (signal.aborted) return;
      await transaction(background, (connection) =>
        steps.copy(connection, from, begun.sorted, `${begun.old} AND ${range}`),
      );
    }
  } finally {
    background.closeSync();
  }
}

function sourceOf({ family, from, to, table }: Partition, where: string, rowsOf = 'count(*)'): RowSource {
  const time = family.columns[1]?.split(' ', 1)[0] as string;
  return { sql: `${table} WHERE ${where}`, time, unitMs: family.unitMs, from, to, rowsOf };
}

async function drop({ commits, database }: Ledger, { table }: Partition): Promise<void> {
  await commits.exclusively(() => database.writer.run(`DROP TABLE ${table}`));
}
