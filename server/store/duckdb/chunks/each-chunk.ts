import { setImmediate } from 'node:timers/promises';
import { DuckDBBlobValue, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';
import { DAY_MS } from '../numbers/families.ts';
import { numberColumn } from '../rows.ts';
import type { Points } from './chunk.ts';
import { pointsOf } from './chunk-rows.ts';

/** Unpacking goes on for at most so long before others get their turn. */
const SLICE_MS = 10;
/** So many chunks are fetched at a time; one is about half a kilobyte. */
const ROWS_PER_FETCH = 8_192;

/** Which chunks a read may see: fixed when it plans. */
export interface ChunkView {
  /** Ascending in time; each holds whole days of [from, to), Unix ms. */
  readonly tables: readonly { readonly table: string; readonly from: number; readonly to: number }[];
  /** Chunks of later generations are not there yet. */
  readonly generation: number;
}

/** What is done with the points of one chunk; a promise is waited for before the next one is unpacked. */
type Visit = (cell: number, points: Points) => Promise<void> | undefined;

/** Unpacks the chunks of some cells whose days touch [from, to), one after the other. */
export async function eachChunk(
  connection: DuckDBConnection,
  view: ChunkView,
  window: { readonly cells: readonly number[]; readonly from: number; readonly to: number },
  visit: Visit,
): Promise<void> {
  const { cells, from, to } = window;
  if (view.tables.length === 0 || cells.length === 0) return;
  const slice = new TimeSlice();
  const lastDay = Math.floor((to - 1) / DAY_MS);
  const days = Math.max(1, Math.floor(ROWS_PER_FETCH / cells.length));
  let day = firstDayFrom(view, Math.floor(from / DAY_MS));
  while (day <= lastDay) {
    const end = Math.min(day + days, lastDay + 1);
    // Never by a prepared or streamed statement: those leave out conditions that held for every row when they were prepared, and a
    // later generation would be seen.
    const result = await connection.run(chunksSql(view, cells, day, end - 1));
    for (const chunk of await result.fetchAllChunks()) await visitAll(chunk, slice, visit);
    day = firstDayFrom(view, end);
  }
}

/** The first day from some day on that a table may hold: a window may be wider than all data. */
function firstDayFrom({ tables }: ChunkView, day: number): number {
  const next = tables.find(({ to }) => to > day * DAY_MS);
  return next === undefined ? Number.POSITIVE_INFINITY : Math.max(day, next.from / DAY_MS);
}

function chunksSql(
  { tables, generation }: ChunkView,
  cells: readonly number[],
  firstDay: number,
  lastDay: number,
): string {
  const where = `generation <= ${generation} AND day BETWEEN ${firstDay} AND ${lastDay} AND cell IN (${cells.join(',')})`;
  return tables
    .filter(({ from, to }) => from <= lastDay * DAY_MS && to > firstDay * DAY_MS)
    .map(({ table }) => `SELECT cell, day, data FROM ${table} WHERE ${where}`)
    .join(' UNION ALL ');
}

async function visitAll(chunk: DuckDBDataChunk, slice: TimeSlice, visit: Visit): Promise<void> {
  const cells = numberColumn(chunk, 0);
  const days = numberColumn(chunk, 1);
  const blobs = chunk.getColumnVector(2);
  for (let row = 0; row < chunk.rowCount; row += 1) {
    const blob = blobs.getItem(row);
    if (!(blob instanceof DuckDBBlobValue)) throw new TypeError('a column of packed points holds no bytes');
    const visiting = visit(cells[row] as number, pointsOf({ day: days[row] as number, data: blob.bytes }));
    if (visiting !== undefined) await visiting;
    await slice.rest();
  }
}

/** Lets others have their turn now and then. */
class TimeSlice {
  #began = performance.now();

  async rest(): Promise<void> {
    if (performance.now() - this.#began < SLICE_MS) return;
    await setImmediate();
    this.#began = performance.now();
  }
}
