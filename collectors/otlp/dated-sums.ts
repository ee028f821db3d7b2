import { UNREADABLE_TIME, type UnreadableTime } from '../../core/time/label-time.ts';
import type { Refusal } from './point-rules.ts';
import type { CounterTarget, DistributionTarget } from './source-sums.ts';

/** When something happened, as its labels say: Unix ms. */
export type CountsAt = number | UnreadableTime | undefined;

/** The same counter, to which everything is added at the time that the labels say. */
export function datedCounter(target: CounterTarget, countsAt: CountsAt): CounterTarget {
  if (typeof countsAt !== 'number') return target;
  const { sum } = target;
  return { ...target, sum: { add: (at, value) => sum.add(Math.min(at, countsAt), value) } };
}

/** The same distribution, to which everything is added at the time that the labels say. */
export function datedDistribution(target: DistributionTarget, countsAt: CountsAt): DistributionTarget {
  if (typeof countsAt !== 'number') return target;
  const { sum } = target;
  return {
    ...target,
    sum: {
      addExplicit: (at, bounds, counts, total) =>
        sum.addExplicit(Math.min(at, countsAt), bounds, counts, total),
      observe: (at, bounds, value, weight) => sum.observe(Math.min(at, countsAt), bounds, value, weight),
      addExponential: (at, counts, total) => sum.addExponential(Math.min(at, countsAt), counts, total),
    },
  };
}

/** Why what happened at that time is not counted. @param oldest Unix ms */
export function datedRefusal(countsAt: CountsAt, oldest: number): Refusal | undefined {
  if (countsAt === UNREADABLE_TIME) return 'a label that says no time';
  return countsAt !== undefined && countsAt < oldest ? 'of a time before max_label_age' : undefined;
}
