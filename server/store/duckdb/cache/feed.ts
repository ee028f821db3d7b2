import { stepOf } from '../../requests.ts';
import type { GaugeSummary } from '../../steps.ts';
import type { PreparedRead } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import type { DayCache } from './day-cache.ts';
import { SUMMARY, SUMMARY_NUMBERS } from './load-quarters.ts';
import { daysOf } from './pieces.ts';
import { type QuarterCache, SLOTS_A_DAY, slotOf } from './quarter-cache.ts';

/**
 * Feeds a read with whole days from memory.
 *
 * @param starts starts of the days, Unix ms, ascending
 */
export function feedDays({ sums, plan }: PreparedRead, cache: DayCache, starts: readonly number[]): void {
  const columns = cache.columnsOf(starts.map(slotOf));
  const steps = Int32Array.from(starts, (at) => stepOf(plan.boundaries, at));
  const days = new Float64Array(columns.length);
  for (let place = 0; place < sums.cells.length; place += 1) {
    const cell = sums.cells[place] as number;
    const row = cache.row(cell);
    if (row === undefined) throw new RangeError(`The days of cell ${cell} are not in memory.`);
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i] as number;
      days[i] = column >= 0 && column < row.length ? (row[column] as number) : Number.NaN;
    }
    sums.addRun(place, days, 0, days.length, steps);
  }
}

/** Feeds a read with whole quarter hours of increments from memory: the innermost loop of most reads. */
export function feedQuarters(read: PreparedRead, cache: QuarterCache, segment: Segment): void {
  const steps = stepsOfSlots(read, segment);
  const { cells } = read.sums;
  for (const { day, begin, end, offset } of rangesOf(segment)) {
    const tiles = cache.ofDay(day);
    const ofDay = steps.subarray(begin + offset);
    for (let place = 0; place < cells.length; place += 1) {
      const cell = cells[place] as number;
      const tile = tiles?.get(cell);
      if (tile === undefined) throw new RangeError(`Day ${day} of cell ${cell} is not in memory.`);
      read.sums.addRun(place, tile, begin, end, ofDay);
    }
  }
}

/** Feeds a read with whole quarter hours of gauges from memory. */
export function feedSummaries(read: PreparedRead, cache: QuarterCache, segment: Segment): void {
  const steps = stepsOfSlots(read, segment);
  const ranges = rangesOf(segment);
  for (const cell of read.gauges) {
    for (const { day, begin, end, offset } of ranges) {
      const tile = tileOf(cache, day, cell);
      for (let slot = begin; slot < end; slot += 1) {
        const at = slot * SUMMARY_NUMBERS;
        if (Number.isNaN(tile[at] as number)) continue;
        read.addGauge(cell, steps[slot + offset] as number, summaryAt(tile, at));
      }
    }
  }
}

function summaryAt(tile: Float64Array, at: number): GaugeSummary {
  const number = (which: number) => tile[at + which] as number;
  return {
    samples: number(SUMMARY.samples),
    sum: number(SUMMARY.sum),
    min: number(SUMMARY.min),
    max: number(SUMMARY.max),
    last: number(SUMMARY.last),
    lastAt: number(SUMMARY.lastAt),
  };
}

function stepsOfSlots({ plan }: PreparedRead, { from, to }: Segment): Int32Array {
  const steps = new Int32Array(slotOf(to - 1) - slotOf(from) + 1);
  // A window of one step has all of them in its first.
  if (plan.boundaries.length === 2) return steps;
  for (let i = 0; i < steps.length; i += 1) steps[i] = stepOf(plan.boundaries, from + i * QUARTER_HOUR_MS);
  return steps;
}

/** Slots of one day's tiles. */
interface SlotRange {
  readonly day: number;
  /** Half-open, within the day. */
  readonly begin: number;
  readonly end: number;
  /** What a slot's number within the day lacks to its number within the stretch. */
  readonly offset: number;
}

function rangesOf(segment: Segment): readonly SlotRange[] {
  const first = slotOf(segment.from);
  const last = slotOf(segment.to - 1);
  return daysOf(segment).map((day) => {
    const dayStart = day * SLOTS_A_DAY;
    return {
      day,
      begin: Math.max(first - dayStart, 0),
      end: Math.min(last - dayStart + 1, SLOTS_A_DAY),
      offset: dayStart - first,
    };
  });
}

function tileOf(cache: QuarterCache, day: number, cell: number): Float64Array {
  const tile = cache.tile(day, cell);
  if (tile === undefined) throw new RangeError(`Day ${day} of cell ${cell} is not in memory.`);
  return tile;
}
