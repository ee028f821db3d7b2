import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';
import { decreasingRoot } from './root.ts';
import { normalQuantile } from './special.ts';

/** Pairs of outcomes of the same items: what both got right or wrong says nothing about their difference. */
export interface Pairs {
  /** Right by the one and wrong by the other. */
  readonly gained: number;
  /** Wrong by the one and right by the other. */
  readonly lost: number;
  /** All pairs. */
  readonly n: number;
}

/**
 * The score interval for the difference of two shares on the same items (T. Tango, "Equivalence test and confidence interval for the
 * difference in proportions for the paired-sample design", Statistics in Medicine 17, 1998, 891–908): all differences that the score
 * test, its nuisance parameter estimated under the difference that is tested, does not reject. The test is inverted by halving, to the
 * last digit, and not by a secant that stops somewhere near.
 */
export function tangoInterval(pairs: Pairs, confidence: Confidence | EndLevels): Interval {
  if (!(pairs.n > 1e-9)) return { lower: -1, upper: 1 };
  const { lower, upper } = endLevels(confidence);
  const difference = (pairs.gained - pairs.lost) / pairs.n;
  const crossing = (z: number, from: number, to: number) =>
    decreasingRoot((delta) => tangoScore(pairs, delta) - z, from, to);
  return {
    lower: pairs.lost === pairs.n ? -1 : crossing(normalQuantile(lower), -1, difference),
    upper: pairs.gained === pairs.n ? 1 : crossing(-normalQuantile(upper), difference, 1),
  };
}

/**
 * Tango's score for a difference `delta`: standard normal when that is the difference, decreasing in it. Infinite where no pair could
 * have come out as it did.
 */
export function tangoScore({ gained, lost, n }: Pairs, delta: number): number {
  const surplus = gained - lost - n * delta;
  const a = 2 * n;
  const b = (2 * n - gained + lost) * delta - gained - lost;
  const c = -lost * delta * (1 - delta);
  // The larger root; by way of the smaller one where subtracting would cancel digits.
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const lostShare = b <= 0 ? (root - b) / (2 * a) : (-2 * c) / (root + b);
  const variance = n * (2 * lostShare + delta * (1 - delta));
  if (variance > 0) return surplus / Math.sqrt(variance);
  return surplus === 0 ? 0 : Math.sign(surplus) * Number.POSITIVE_INFINITY;
}
