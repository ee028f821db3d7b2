import type { DuckDBConnection } from '@duckdb/node-api';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import { QUARTER_HOUR_MS } from '../read-plan.ts';
import { DAY_MS, INCREMENT_CHUNKS, INCREMENT_QUARTERS, INCREMENTS, SPAN_MS, spanStart } from './families.ts';
import type { Partitions } from './partitions.ts';
import { rawView } from './raw-view.ts';
import { cellsBetween, rowsOfCells } from './rows-sql.ts';

/**
 * The latest time of each cell at or before an instant, newest spans first, until all are found. Raw data are exact; where they have
 * expired the end of the last quarter hour is given that is over by then.
 */
export async function lastTimes(
  connection: DuckDBConnection,
  { partitions, marks }: { partitions: Partitions; marks: Ledger['marks'] },
  cells: readonly number[],
  until: number,
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  const missing = new Set(cells);
  const saw = (cell: number, at: number) => {
    found.set(cell, Math.max(found.get(cell) ?? 0, Math.min(at, until)));
  };
  const rawSince = marks.get('raw-since');
  // Of a quarter hour that goes on after the instant nobody knows what comes before it.
  const expired = Math.min(Math.floor(until / QUARTER_HOUR_MS), Math.ceil(rawSince / QUARTER_HOUR_MS));
  // Looked up at once, so that it is one state of the store.
  const spans = newestFirst(partitions, until).map((from) => ({
    ...rawView(partitions, marks, INCREMENTS, from, Math.min(from + SPAN_MS, until + 1)),
    quarters: partitions.within(INCREMENT_QUARTERS, from, Math.min(from + SPAN_MS, rawSince)),
  }));
  for (const { plain, chunks, quarters } of spans) {
    if (missing.size === 0) break;
    const asked = [...missing];
    const parts = [
      ...plain.map(({ table }) => `SELECT cell, ts::DOUBLE AS seen FROM ${table} WHERE ts <= ${until}`),
      ...chunks.tables.map(
        ({ table }) =>
          `SELECT cell, last::DOUBLE AS seen FROM ${table} WHERE last <= ${until} AND generation <= ${chunks.generation}`,
      ),
      ...quarters.map(
        ({ table }) =>
          `SELECT cell, (slot + 1)::DOUBLE * ${QUARTER_HOUR_MS} AS seen FROM ${table} WHERE slot < ${expired}`,
      ),
    ];
    if (parts.length === 0) continue;
    const selections = parts.map((part) => `${part} AND ${cellsBetween(asked)}`);
    const answer = await connection.runAndReadAll(
      `SELECT cell, max(seen) FROM ${rowsOfCells(selections, asked)} GROUP BY cell`,
    );
    for (const [cell, at] of answer.getRows() as [number, number][]) saw(cell, at);
    await insideDay(connection, chunks, asked, until, saw);
    for (const cell of found.keys()) missing.delete(cell);
  }
  return found;
}

/** A day's chunk that reaches beyond the instant may have points before it, too. */
async function insideDay(
  connection: DuckDBConnection,
  chunks: Parameters<typeof eachChunk>[1],
  cells: readonly number[],
  until: number,
  saw: (cell: number, at: number) => void,
): Promise<void> {
  const day = spanStart(until, DAY_MS);
  await eachChunk(connection, chunks, { cells, from: day, to: day + 1 }, (cell, { times }) => {
    const last = times.findLast((at) => at <= until);
    if (last !== undefined) saw(cell, last);
  });
}

/** Starts of the spans of four weeks that hold anything at or before an instant. */
function newestFirst(partitions: Partitions, until: number): readonly number[] {
  const families = [INCREMENTS, INCREMENT_CHUNKS, INCREMENT_QUARTERS];
  const tables = families.flatMap((family) => partitions.within(family, 0, until + 1));
  return [...new Set(tables.map(({ from }) => spanStart(from, SPAN_MS)))].sort((a, b) => b - a);
}
