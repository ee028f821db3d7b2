import type { DuckDBConnection } from '@duckdb/node-api';
import { addTo } from '../../steps.ts';
import type { Ledger } from '../ledger.ts';
import { DAY_MS, INCREMENT_QUARTERS, INCREMENTS, SAMPLE_QUARTERS, SAMPLES } from '../numbers/families.ts';
import type { Partitions } from '../numbers/partitions.ts';
import {
  cellsBetween,
  RAW_SAMPLE,
  ROLLED_SAMPLE,
  rowsOfCells,
  SAMPLES_TOGETHER,
} from '../numbers/rows-sql.ts';
import { QUARTER_HOUR_MS } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import { dayOfSlot, SLOTS_A_DAY, slotOf, type Tile } from './quarter-cache.ts';

/** Numbers of a gauge's slot, in their order in a tile. */
export const SUMMARY = { samples: 0, sum: 1, min: 2, max: 3, last: 4, lastAt: 5 } as const;
export const SUMMARY_NUMBERS = 6;

/** Where quarter hours are looked up, and how several rows of one slot are taken together. */
export interface QuarterSource {
  readonly raw: typeof INCREMENTS | typeof SAMPLES;
  readonly rolled: typeof INCREMENT_QUARTERS | typeof SAMPLE_QUARTERS;
  /** How many numbers a slot has. */
  readonly numbers: number;
  /** SQL of the columns of a raw row, of the same of one that is rolled up, and of a slot's numbers out of both. */
  readonly rawRow: string;
  readonly rolledRow: string;
  readonly ofSlot: string;
  /** Adds numbers to those of a slot. */
  readonly merge: (tile: Float64Array, at: number, numbers: readonly number[]) => void;
}

export const INCREMENT_SOURCE: QuarterSource = {
  raw: INCREMENTS,
  rolled: INCREMENT_QUARTERS,
  numbers: 1,
  rawRow: 'value',
  rolledRow: 'value',
  ofSlot: 'sum(value)',
  merge: (tile, at, [value = 0]) => addTo(tile, at, value),
};

export const SAMPLE_SOURCE: QuarterSource = {
  raw: SAMPLES,
  rolled: SAMPLE_QUARTERS,
  numbers: SUMMARY_NUMBERS,
  rawRow: RAW_SAMPLE,
  rolledRow: ROLLED_SAMPLE,
  ofSlot: SAMPLES_TOGETHER,
  merge: mergeSummary,
};

/** Takes samples of a slot together; of two last ones at one instant the larger counts. */
export function mergeSummary(tile: Float64Array, at: number, numbers: readonly number[]): void {
  const [samples = 0, sum = 0, min = 0, max = 0, last = 0, lastAt = 0] = numbers;
  if (Number.isNaN(tile[at] as number)) {
    tile.set(numbers, at);
    return;
  }
  const number = (which: number) => tile[at + which] as number;
  tile[at] = number(SUMMARY.samples) + samples;
  tile[at + SUMMARY.sum] = number(SUMMARY.sum) + sum;
  tile[at + SUMMARY.min] = Math.min(number(SUMMARY.min), min);
  tile[at + SUMMARY.max] = Math.max(number(SUMMARY.max), max);
  const [knownLast, knownAt] = [number(SUMMARY.last), number(SUMMARY.lastAt)];
  if (lastAt > knownAt || (lastAt === knownAt && last > knownLast)) {
    tile[at + SUMMARY.last] = last;
    tile[at + SUMMARY.lastAt] = lastAt;
  }
}

/** Fills empty tiles, by day and cell; only while nothing commits. */
export async function fillTiles(
  connection: DuckDBConnection,
  places: { readonly partitions: Partitions; readonly marks: Ledger['marks'] },
  source: QuarterSource,
  tiles: ReadonlyMap<number, ReadonlyMap<number, Tile>>,
): Promise<void> {
  const cells = [...new Set([...tiles.values()].flatMap((ofDay) => [...ofDay.keys()]))];
  const parts = runsOf([...tiles.keys()]).flatMap((run) => slotsSql(places, source, run, cells));
  if (parts.length === 0 || cells.length === 0) return;
  const result = await connection.run(
    `SELECT cell, slot, ${source.ofSlot} FROM ${rowsOfCells(parts, cells)} GROUP BY ALL`,
  );
  for (const chunk of await result.fetchAllChunks()) {
    const columns = Array.from({ length: source.numbers + 2 }, (_, i) => numberColumn(chunk, i));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const [cell = 0, slot = 0, ...numbers] = columns.map((column) => column[row] as number);
      const tile = tiles.get(dayOfSlot(slot))?.get(cell);
      if (tile !== undefined) source.merge(tile, (slot % SLOTS_A_DAY) * source.numbers, numbers);
    }
  }
}

/** Rows of days that follow each other, with their cell and slot. */
function slotsSql(
  { partitions, marks }: { readonly partitions: Partitions; readonly marks: Ledger['marks'] },
  source: QuarterSource,
  [firstDay, lastDay]: readonly [number, number],
  wanted: readonly number[],
): readonly string[] {
  const cells = cellsBetween(wanted);
  const sealed = marks.get('sealed-until');
  const from = firstDay * DAY_MS;
  const to = (lastDay + 1) * DAY_MS;
  const slots = `slot >= ${slotOf(from)} AND slot < ${slotOf(to)} AND ${cells}`;
  const rolled = partitions
    .within(source.rolled, from, Math.min(to, sealed))
    .map(({ table }) => `SELECT cell, slot, ${source.rolledRow} FROM ${table} WHERE ${slots}`);
  // What is not rolled up yet: raw, and never packed.
  const since = Math.max(from, sealed);
  const window = `ts >= ${since} AND ts < ${to} AND ${cells}`;
  const slot = `(ts // ${QUARTER_HOUR_MS})::INTEGER AS slot`;
  const raw = partitions
    .within(source.raw, since, to)
    .map(({ table }) => `SELECT cell, ${slot}, ${source.rawRow} FROM ${table} WHERE ${window}`);
  return [...rolled, ...raw];
}

/** First and last of each run of days that follow each other. */
function runsOf(days: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const day of days.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && day === run[1] + 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
