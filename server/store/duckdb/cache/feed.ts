import { stepOf } from '../../requests.ts';
import { addTo, type GaugeSummary } from '../../steps.ts';
import type { PreparedRead, Sums } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import type { DayCache } from './day-cache.ts';
import { SUMMARY, SUMMARY_NUMBERS } from './load-quarters.ts';
import { daysOf } from './pieces.ts';
import { type QuarterCache, SLOTS_A_DAY, slotOf } from './quarter-cache.ts';

/** Adds up increments of one cell that come in the order of steps, and hands on one sum a step. */
class StepSums {
  #sums: Sums = [];
  #step = -1;
  #sum = 0;

  begin(sums: Sums): void {
    this.#sums = sums;
    this.#step = -1;
  }

  add(step: number, value: number): void {
    if (step === this.#step) {
      this.#sum += value;
      return;
    }
    this.end();
    this.#step = step;
    this.#sum = value;
  }

  end(): void {
    if (this.#step < 0) return;
    for (const sums of this.#sums) addTo(sums, this.#step, this.#sum);
  }
}

/**
 * Feeds a read with whole days from memory.
 *
 * @param starts starts of the days, Unix ms, ascending
 */
export function feedDays(read: PreparedRead, cache: DayCache, starts: readonly number[]): void {
  const columns = cache.columnsOf(starts.map(slotOf));
  const steps = starts.map((at) => stepOf(read.plan.boundaries, at));
  const sums = new StepSums();
  for (const cell of read.increments) {
    const row = cache.row(cell);
    if (row === undefined) throw new RangeError(`The days of cell ${cell} are not in memory.`);
    sums.begin(read.sumsOf(cell));
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i] as number;
      if (column < 0 || column >= row.length) continue;
      const value = row[column] as number;
      if (!Number.isNaN(value)) sums.add(steps[i] as number, value);
    }
    sums.end();
  }
}

/** Feeds a read with whole quarter hours of increments from memory: the innermost loop of most reads. */
export function feedQuarters(read: PreparedRead, cache: QuarterCache, segment: Segment): void {
  const steps = stepsOfSlots(read, segment);
  const ranges = rangesOf(segment);
  const sums = new StepSums();
  for (const cell of read.increments) {
    sums.begin(read.sumsOf(cell));
    for (const { day, begin, end, offset } of ranges) {
      const tile = tileOf(cache, day, cell);
      for (let slot = begin; slot < end; slot += 1) {
        const value = tile[slot] as number;
        if (!Number.isNaN(value)) sums.add(steps[slot + offset] as number, value);
      }
    }
    sums.end();
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
  const slots = slotOf(to - 1) - slotOf(from) + 1;
  return Int32Array.from({ length: slots }, (_, i) => stepOf(plan.boundaries, from + i * QUARTER_HOUR_MS));
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
