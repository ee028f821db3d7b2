import { stepOf } from '../../requests.ts';
import type { GaugeSummary } from '../../steps.ts';
import type { Points } from '../chunks/chunk.ts';

/** A window of a read with the boundaries of all its steps. */
export interface SteppedWindow {
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly boundaries: readonly number[];
}

/** Adds the points of [from, to) up, step by step; points and steps ascend, so each is looked at once. */
export function sumSteps(
  points: Points,
  window: SteppedWindow,
  add: (step: number, sum: number) => void,
): void {
  eachStep(points, window, (step, first, end) => {
    let sum = 0;
    for (let i = first; i < end; i += 1) sum += points.values[i] as number;
    add(step, sum);
  });
}

/** Takes the samples of [from, to) together, step by step. Of two last ones at one instant the larger counts. */
export function summariseSteps(
  points: Points,
  window: SteppedWindow,
  add: (step: number, summary: GaugeSummary) => void,
): void {
  eachStep(points, window, (step, first, end) => {
    const lastAt = points.times[end - 1] as number;
    let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let last = Number.NEGATIVE_INFINITY;
    for (let i = first; i < end; i += 1) {
      const value = points.values[i] as number;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (points.times[i] === lastAt && value > last) last = value;
    }
    add(step, { samples: end - first, sum, min, max, last, lastAt });
  });
}

function eachStep(
  { times }: Points,
  { from, to, boundaries }: SteppedWindow,
  visit: (step: number, first: number, end: number) => void,
): void {
  let first = firstAtOrAfter(times, from);
  const end = firstAtOrAfter(times, to);
  while (first < end) {
    const step = stepOf(boundaries, times[first] as number);
    const stepEnd = Math.min(end, firstAtOrAfter(times, boundaries[step + 1] as number));
    visit(step, first, stepEnd);
    first = stepEnd;
  }
}

/** The number of the first of ascending times that is not before an instant. */
export function firstAtOrAfter(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
