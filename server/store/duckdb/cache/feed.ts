import { onlyStep, stepOf } from '../../requests.ts';
import type { GaugeSummary } from '../../steps.ts';
import { firstAtOrAfter, summariseSteps, sumSteps } from '../numbers/packed-steps.ts';
import type { PreparedRead } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import type { DayCache, DayRow } from './day-cache.ts';
import type { FoundEdge, FoundQuarters } from './found-pieces.ts';
import { SUMMARY, SUMMARY_NUMBERS } from './load-quarters.ts';
import { slotOf } from './quarter-cache.ts';

/**
 * Feeds a read with whole days from memory.
 *
 * @param rows in the order of the cells
 * @param starts starts of the days, Unix ms, ascending
 */
export function feedDays(
  { sums, plan }: PreparedRead,
  cache: DayCache,
  rows: readonly DayRow[],
  starts: readonly number[],
): void {
  const columns = cache.columnsOf(starts.map(slotOf));
  const steps = Int32Array.from(starts, (at) => stepOf(plan.boundaries, at));
  const days = new Float64Array(columns.length);
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] as DayRow;
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i] as number;
      days[i] = column >= 0 && column < row.length ? (row[column] as number) : Number.NaN;
    }
    sums.addRun(place, days, 0, days.length, steps);
  }
}

/** Feeds a read with whole quarter hours of increments from memory: the innermost loop of most reads. */
export function feedQuarters({ plan, sums }: PreparedRead, { segment, ofDays }: FoundQuarters): void {
  const steps = onlyStep(plan.boundaries, segment.from, segment.to) ?? stepsOfSlots(plan, segment);
  for (const { range, tiles } of ofDays) {
    const { begin, end, offset } = range;
    const ofDay = typeof steps === 'number' ? steps : steps.subarray(begin + offset);
    for (let place = 0; place < tiles.length; place += 1) {
      sums.addRun(place, tiles[place] as Float64Array, begin, end, ofDay);
    }
  }
}

/** Feeds a read with a part of a quarter hour of increments from memory. */
export function feedEdge({ plan, sums }: PreparedRead, { segment, points }: FoundEdge): void {
  const { from, to } = segment;
  const step = onlyStep(plan.boundaries, from, to);
  if (step === undefined) {
    const window = { from, to, boundaries: plan.boundaries };
    points.forEach((one, place) => {
      sumSteps(one, window, (own, sum) => sums.add(place, own, sum));
    });
    return;
  }
  // Cells that are measured together share their times.
  let times: Float64Array | undefined;
  let [first, end] = [0, 0];
  for (let place = 0; place < points.length; place += 1) {
    const one = points[place] as FoundEdge['points'][number];
    if (one.times !== times) {
      times = one.times;
      first = firstAtOrAfter(times, from);
      end = firstAtOrAfter(times, to);
    }
    sums.addRun(place, one.values, first, end, step);
  }
}

/** Feeds a read with whole quarter hours of gauges from memory. */
export function feedSummaries(read: PreparedRead, { segment, ofDays }: FoundQuarters): void {
  const steps = stepsOfSlots(read.plan, segment);
  read.gauges.forEach((cell, place) => {
    for (const { range, tiles } of ofDays) {
      const tile = tiles[place] as Float64Array;
      for (let slot = range.begin; slot < range.end; slot += 1) {
        const at = slot * SUMMARY_NUMBERS;
        if (Number.isNaN(tile[at] as number)) continue;
        read.addGauge(cell, steps[slot + range.offset] as number, summaryAt(tile, at));
      }
    }
  });
}

/** Feeds a read with a part of a quarter hour of gauges from memory. */
export function feedSamples(read: PreparedRead, { segment, points }: FoundEdge): void {
  const window = { from: segment.from, to: segment.to, boundaries: read.plan.boundaries };
  read.gauges.forEach((cell, place) => {
    const own = points[place] as FoundEdge['points'][number];
    summariseSteps(own, window, (step, summary) => read.addGauge(cell, step, summary));
  });
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

function stepsOfSlots({ boundaries }: PreparedRead['plan'], { from, to }: Segment): Int32Array {
  const steps = new Int32Array(slotOf(to - 1) - slotOf(from) + 1);
  for (let i = 0; i < steps.length; i += 1) steps[i] = stepOf(boundaries, from + i * QUARTER_HOUR_MS);
  return steps;
}
