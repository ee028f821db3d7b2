import type { DuckDBConnection } from '@duckdb/node-api';

/** A step of housekeeping goes through at most so many rows, so that commits in between wait little. */
export const ROWS_PER_STEP = 80_000;

/** Rows that are gone through in steps. */
export interface RowSource {
  /** SQL of the rows: what stands behind FROM. */
  readonly sql: string;
  /** Name of the column of time, and milliseconds in one unit of it. */
  readonly time: string;
  readonly unitMs: number;
  /** Where the rows lie in time, half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** SQL that adds up how many rows each row stands for. Default: one each. */
  readonly rowsOf?: string;
}

/** Conditions that split rows into steps in the order of (cell, time); a cell with very many rows is split by time. */
export async function cellRanges(connection: DuckDBConnection, source: RowSource): Promise<string[]> {
  const answer = await connection.runAndReadAll(
    `SELECT cell, (${source.rowsOf ?? 'count(*)'})::DOUBLE FROM ${source.sql} GROUP BY cell ORDER BY cell`,
  );
  const conditions: string[] = [];
  let first: number | undefined;
  let last = 0;
  let rows = 0;
  const close = () => {
    if (first !== undefined) conditions.push(`cell BETWEEN ${first} AND ${last}`);
    first = undefined;
    rows = 0;
  };
  for (const [cell, count] of answer.getRows() as [number, number][]) {
    if (rows + count > ROWS_PER_STEP) close();
    if (count > ROWS_PER_STEP) {
      conditions.push(...slices(source, cell, Math.ceil(count / ROWS_PER_STEP) * 2));
      continue;
    }
    first ??= cell;
    last = cell;
    rows += count;
  }
  close();
  return conditions;
}

function slices({ time, unitMs, from, to }: RowSource, cell: number, count: number): string[] {
  const edge = (i: number) => Math.round((from + ((to - from) * i) / count) / unitMs);
  return Array.from(
    { length: count },
    (_, i) => `cell = ${cell} AND ${time} >= ${edge(i)} AND ${time} < ${edge(i + 1)}`,
  );
}
