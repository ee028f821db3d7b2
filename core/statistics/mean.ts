import { type Confidence, type EndLevels, endLevels, type Interval, UNBOUNDED } from './interval.ts';
import { studentQuantile } from './special.ts';

/**
 * Student's interval for a mean ("The probable error of a mean", Biometrika 6, 1908), over independent values: here the means of
 * clusters (E. Miller, "Adding error bars to evals", arXiv 2411.00640, 2024, §2.2). It is approximate: no interval without a known
 * range can be exact for every distribution (Bahadur and Savage, Ann. Math. Statist. 27, 1956), and strongly skewed values want some
 * hundred of them. Values of a known range have {@link bettingIntervalWithin} instead.
 */
export function studentInterval(values: readonly number[], confidence: Confidence | EndLevels): Interval {
  const n = values.length;
  if (n < 2) return UNBOUNDED;
  const { lower, upper } = endLevels(confidence);
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const error = Math.sqrt(squares / (n - 1) / n);
  const half = (level: number) => (error === 0 ? 0 : studentQuantile(level, n - 1) * error);
  return { lower: mean - half(lower), upper: mean + half(upper) };
}

/**
 * The interval for a mean of skewed values, such as what answers cost or how long they are: Student's, with Hall's transformation against
 * skewness (P. Hall, "On the removal of skewness by transformation", J. Roy. Statist. Soc. B 54, 1992; recommended for one end by itself
 * by X.-H. Zhou and S. Gao, "One-sided confidence intervals for means of positively skewed distributions", Amer. Statist. 54, 2000).
 * Student's alone lets a mean pass too easily that a few large values would have raised. Approximate all the same.
 */
export function skewedMeanInterval(values: readonly number[], confidence: Confidence | EndLevels): Interval {
  const n = values.length;
  if (n < 3) return studentInterval(values, confidence);
  const mean = meanOf(values);
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  const deviation = Math.sqrt(squares / (n - 1));
  if (!(deviation > 0)) return studentInterval(values, confidence);
  const skewness = cubes / n / deviation ** 3;
  const error = deviation / Math.sqrt(n);
  const { lower, upper } = endLevels(confidence);
  const high = untransformed(studentQuantile(lower, n - 1), skewness, n);
  const low = untransformed(-studentQuantile(upper, n - 1), skewness, n);
  return { lower: Math.min(mean, mean - high * error), upper: Math.max(mean, mean - low * error) };
}

/** The t of which Hall's transformation is `transformed`. */
function untransformed(transformed: number, skewness: number, n: number): number {
  const root = Math.sqrt(n);
  const shifted = transformed - skewness / (6 * root);
  const part = skewness / root;
  // Without skewness the transformation changes nothing, and its inverse would divide by it.
  if (Math.abs(part) < 1e-9) return shifted;
  return (3 / part) * (Math.cbrt(1 + part * shifted) - 1);
}

/** The mean of at least one value. */
export function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
