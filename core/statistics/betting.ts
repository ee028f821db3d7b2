import { type Confidence, type EndLevels, endLevels, type Interval, mirrored } from './interval.ts';
import { increasingRoot } from './root.ts';

/** A bet never risks more than this part of what there is. */
const MOST_RISKED = 3 / 4;

/**
 * The interval for the mean of values in [0, 1] whose distribution is not known (I. Waudby-Smith and A. Ramdas, "Estimating means of
 * bounded random variables by betting", J. Roy. Statist. Soc. B 86, 2024, §4: capital process with predictable plug-in bets, tuned to
 * the number of values there are). A mean is ruled out once bets that values lie above it have grown to 1/α. It holds for every
 * distribution and at every look, without any normal approximation, and is the narrower the less the values vary.
 *
 * It depends on the order of the values, which must not depend on what they are.
 */
export function bettingInterval(values: readonly number[], confidence: Confidence | EndLevels): Interval {
  if (values.length === 0) return { lower: 0, upper: 1 };
  const { lower, upper } = endLevels(confidence);
  return {
    lower: lowerEnd(values, lower),
    upper: mirrored({
      lower: lowerEnd(
        values.map((value) => 1 - value),
        upper,
      ),
      upper: 1,
    }).upper,
  };
}

/** As {@link bettingInterval}, for values between two numbers: differences of scores, scores from 1 to 5. */
export function bettingIntervalWithin(
  values: readonly number[],
  range: Interval,
  confidence: Confidence | EndLevels,
): Interval {
  const width = range.upper - range.lower;
  const scaled = values.map((value) => Math.min(1, Math.max(0, (value - range.lower) / width)));
  const { lower, upper } = bettingInterval(scaled, confidence);
  return { lower: range.lower + width * lower, upper: range.lower + width * upper };
}

function lowerEnd(values: readonly number[], level: number): number {
  const enough = -Math.log(1 - level);
  const bets = betsOf(values, enough);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // The capital falls as the mean that is bet against rises: if it is too little against none at all, nothing is ruled out.
  if (greatestCapital(values, bets, 0) < enough) return 0;
  return increasingRoot((tested) => enough - greatestCapital(values, bets, tested), 0, mean);
}

/** How much is bet on each value, out of the values before it: more where they varied less. */
function betsOf(values: readonly number[], enough: number): Float64Array {
  const bets = new Float64Array(values.length);
  let [sum, squares] = [0.5, 0.25];
  for (const [i, value] of values.entries()) {
    bets[i] = Math.sqrt((2 * enough) / (values.length * (squares / (i + 1))));
    sum += value;
    squares += (value - sum / (i + 2)) ** 2;
  }
  return bets;
}

/**
 * The logarithm of what a capital of 1 had grown to at most, betting that values lie above `tested`. Multiplied, and its logarithm taken
 * only before it leaves the range of a double: a run may have a hundred thousand items.
 */
function greatestCapital(values: readonly number[], bets: Float64Array, tested: number): number {
  const most = MOST_RISKED / tested;
  let [before, greatest] = [0, 0];
  let [capital, peak] = [1, 1];
  for (let i = 0; i < values.length; i += 1) {
    capital *= 1 + Math.min(bets[i] as number, most) * ((values[i] as number) - tested);
    if (capital > peak) peak = capital;
    if (capital > 1e-200 && capital < 1e200) continue;
    greatest = Math.max(greatest, before + Math.log(peak));
    before += Math.log(capital);
    [capital, peak] = [1, 1];
  }
  return Math.max(greatest, before + Math.log(peak));
}
