import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';
import { normalQuantile } from './special.ts';

/**
 * The score interval for a share (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927,
 * 209–212), without continuity correction.
 *
 * `successes` may be a sum of values in [0, 1] instead of a count (scores, means of repeats): among all such values with mean μ the
 * outcomes 0 and 1 have the largest variance, μ(1 − μ) (Bhatia and Davis, Amer. Math. Monthly 107, 2000), so the interval is then
 * wider than it need be, never narrower.
 *
 * @param successes from 0 to `n`
 * @param n how many; 0 knows nothing but that a share lies between 0 and 1
 */
export function wilsonInterval(successes: number, n: number, confidence: Confidence | EndLevels): Interval {
  // Nothing, or next to it (a fraction of one, where the arithmetic would overflow), knows nothing.
  if (!(n > 1e-9)) return { lower: 0, upper: 1 };
  const { lower, upper } = endLevels(confidence);
  const share = Math.min(1, Math.max(0, successes / n));
  return {
    lower: share === 0 ? 0 : Math.max(0, end(share, n, -normalQuantile(lower))),
    upper: share === 1 ? 1 : Math.min(1, end(share, n, normalQuantile(upper))),
  };
}

function end(share: number, n: number, z: number): number {
  const spread = (z * z) / n;
  return (share + spread / 2 + z * Math.sqrt((share * (1 - share)) / n + spread / (4 * n))) / (1 + spread);
}
