import type { DuckDBConnection } from '../database.ts';
import type { Ledger } from '../ledger.ts';
import { rows } from '../rows-of.ts';
import { ROWS_PER_STEP } from './cell-ranges.ts';
import { DAYS, LATE_ROWS, type LateRows } from './late-rows.ts';

/** Other reads are held up for one that takes long for no more than this. */
const PATIENCE_MS = 1_000;

/**
 * Merges what late points left of each cell and day: where points of many commits came after their day was rolled up, each of them has
 * added a row. No read runs beside a step, since rows would move in its sight.
 */
export async function mergeDays(ledger: Ledger, late: LateRows, signal: AbortSignal): Promise<void> {
  if (late.of(DAYS) < LATE_ROWS) return;
  const { database, commits, leases } = ledger;
  const groups = await database.reading(mergeable);
  late.merged(DAYS);
  let merged = 0;
  try {
    for (const slots of groups) {
      const step = () =>
        commits.exclusively(() => database.transaction((connection) => merge(connection, slots)));
      if (signal.aborted || !(await leases.alone(step, PATIENCE_MS))) return;
      merged += 1;
    }
  } finally {
    // What is not merged now is in the next round.
    if (merged < groups.length) late.add(DAYS, LATE_ROWS);
  }
}

/** Days of which a good part of the rows can be spared, as many together as make a step. */
async function mergeable(connection: DuckDBConnection): Promise<readonly (readonly number[])[]> {
  const found = await rows<[slot: number, rows: number]>(
    connection,
    `SELECT slot, count(*)::DOUBLE FROM ${DAYS} GROUP BY slot
       HAVING count(*) > 1.5 * approx_count_distinct(cell) ORDER BY slot`,
  );
  const groups: number[][] = [];
  let together = Number.POSITIVE_INFINITY;
  for (const [slot, count] of found) {
    if (together + count > ROWS_PER_STEP) {
      groups.push([]);
      together = 0;
    }
    groups.at(-1)?.push(slot);
    together += count;
  }
  return groups;
}

async function merge(connection: DuckDBConnection, slots: readonly number[]): Promise<void> {
  const where = `WHERE slot IN (${slots.join(',')})`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE merged_days AS
       SELECT cell, slot, sum(value) AS value FROM ${DAYS} ${where} GROUP BY cell, slot;
     DELETE FROM ${DAYS} ${where};
     INSERT INTO ${DAYS} SELECT cell, slot, value FROM merged_days ORDER BY cell, slot;
     DROP TABLE merged_days`,
  );
}
