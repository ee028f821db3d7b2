import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';
import { wilsonInterval } from './wilson.ts';

/** An estimate with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** So many of so many. */
export interface Count {
  readonly successes: number;
  readonly n: number;
}

/**
 * The interval for the difference of two independent shares (R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions: comparison of eleven methods", Statistics in Medicine 17, 1998, 873–890, method 10: the Wilson intervals of
 * both, squared and added, without continuity correction).
 *
 * @param factor of the second share: the interval is that of `own − factor × other` (A. Donner and G. Y. Zou, "Closed-form confidence
 *   intervals for functions of the normal mean and standard deviation", Stat. Methods Med. Res. 21, 2012)
 */
export function newcombeInterval(
  own: Count,
  other: Count,
  confidence: Confidence | EndLevels,
  factor = 1,
): Interval {
  const { lower, upper } = endLevels(confidence);
  // The lower end of a difference comes from the lower end of the one and the upper end of the other.
  const one = (levels: EndLevels) => estimateOf(own, levels);
  const two = (levels: EndLevels) => estimateOf(other, levels);
  return {
    lower: squareAndAdd(one({ lower, upper: lower }), two({ lower, upper: lower }), factor).lower,
    upper: squareAndAdd(one({ lower: upper, upper }), two({ lower: upper, upper }), factor).upper,
  };
}

function estimateOf({ successes, n }: Count, levels: EndLevels): Estimate {
  return { value: n > 0 ? successes / n : 0.5, ...wilsonInterval(successes, n, levels) };
}

/**
 * The interval for `own − factor × other` out of the intervals of two independent estimates: variances are recovered from the distances
 * of the ends, and added (G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach",
 * Statistics in Medicine 27, 2008). An end that is not known leaves the difference open on that side.
 *
 * @param factor not negative
 */
export function squareAndAdd(own: Estimate, other: Estimate, factor = 1): Interval {
  const difference = own.value - factor * other.value;
  return {
    lower: difference - Math.hypot(own.value - own.lower, factor * (other.upper - other.value)),
    upper: difference + Math.hypot(own.upper - own.value, factor * (other.value - other.lower)),
  };
}
