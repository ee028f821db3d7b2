import type { Comparison } from '../gate/method.ts';
import type { Actual } from '../gate/verdict.ts';
import type { EndLevels, Interval } from '../statistics/interval.ts';

/** One of the two sides of a difference, with what it can be at a confidence. */
export type Side = Pick<Actual, 'lower' | 'upper'> | undefined;

/**
 * What `own − factor × other` can be, out of what each of the two can be: end against end. Each may be wrong half as often as the
 * difference, so that it is right when both are, whatever they have to do with each other.
 *
 * @param sidesAt both sides, each of their ends as sure as is said
 */
export function endToEnd(
  levels: EndLevels,
  factor: number,
  sidesAt: (level: number) => { readonly own: Side; readonly other: Side },
): Interval {
  const [low, high] = [sidesAt((1 + levels.lower) / 2), sidesAt((1 + levels.upper) / 2)];
  return {
    lower:
      (low.own?.lower ?? Number.NEGATIVE_INFINITY) - factor * (low.other?.upper ?? Number.POSITIVE_INFINITY),
    upper:
      (high.own?.upper ?? Number.POSITIVE_INFINITY) -
      factor * (high.other?.lower ?? Number.NEGATIVE_INFINITY),
  };
}

/** The actual with a comparison: its ends are as far from its value as those of the difference are from the difference. */
export function compared(actual: Actual, comparison: Comparison): Actual {
  const { difference, lower, upper, method } = comparison;
  const value = actual.value ?? 0;
  return {
    ...actual,
    lower: value - (difference - lower),
    upper: value + (upper - difference),
    boundsKind: 'interval',
    method,
    comparison,
  };
}
