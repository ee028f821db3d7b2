import type { WriteBatch } from '../../core/ports.ts';
import { type Points, PRODUCT, pointsOf } from './batches.ts';
import { type Day, daysOf } from './day.ts';

const HOUR_MS = 3_600_000;

/** Increments of a batch. */
export const BATCH_INCREMENTS = 10_000;

/** What is written again and again: some hours, cut into batches of ten thousand increments that are not zero. */
export interface Batches {
  readonly batches: readonly Points[];
  /** How much later the next round is, ms. */
  readonly spanMs: number;
}

/** Makes them, so that making them is not what is measured. @param hours at most a day */
export function batchesOfIncrements(hours: number): Batches {
  const batches: Points[] = [];
  for (const day of daysOf(0, hours / 24, 1)) {
    let from = 0;
    let count = 0;
    for (let point = 0; point < day.times.length; point += 1) {
      count += nonZero(day, point);
      if (count < BATCH_INCREMENTS) continue;
      batches.push(withoutZeros(pointsOf(day, from, point + 1)));
      from = point + 1;
      count = 0;
    }
  }
  return { batches, spanMs: hours * HOUR_MS };
}

/** How many increments a batch brings. */
export function incrementsIn({
  counters = [],
  distributions = [],
  gauges = [],
}: Partial<WriteBatch>): number {
  const cells = distributions.reduce((sum, { cells: own }) => sum + own.length + 1, 0);
  return counters.length + cells + gauges.length;
}

/** The same increments, so much later. */
export function later(points: Points, byMs: number, id: string): WriteBatch {
  const shifted = <P extends { at: number }>(own: readonly P[]) =>
    own.map((point) => ({ ...point, at: point.at + byMs }));
  return {
    source: PRODUCT,
    id,
    counters: shifted(points.counters),
    distributions: shifted(points.distributions),
    gauges: shifted(points.gauges),
  };
}

function nonZero({ columns }: Day, point: number): number {
  let count = 0;
  for (const column of columns) if (column[point] !== 0) count += 1;
  return count;
}

/** Exactly ten thousand: what is over goes. */
function withoutZeros(points: Points): Points {
  const wanted = { ...points, counters: points.counters.filter(({ value }) => value !== 0) };
  const over = incrementsIn(wanted) - BATCH_INCREMENTS;
  return over > 0 ? { ...wanted, counters: wanted.counters.slice(0, -over) } : wanted;
}
