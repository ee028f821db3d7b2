import { betaQuantile } from './beta.ts';
import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';

/**
 * The exact interval for a share (C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of
 * the binomial", Biometrika 26, 1934, 404–413): each end is wrong at most as often as its level says, whatever the share.
 *
 * `successes` may be a sum of values in [0, 1]: see {@link wilsonInterval}.
 *
 * @param successes from 0 to `n`
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  confidence: Confidence | EndLevels,
): Interval {
  if (!(n > 1e-9)) return { lower: 0, upper: 1 };
  const { lower, upper } = endLevels(confidence);
  const hits = Math.min(n, Math.max(0, successes));
  return {
    lower: hits === 0 ? 0 : betaQuantile(1 - lower, hits, n - hits + 1),
    upper: hits === n ? 1 : betaQuantile(upper, hits + 1, n - hits),
  };
}
