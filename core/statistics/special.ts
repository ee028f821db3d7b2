import jstat from 'jstat';
import { betaCumulative } from './beta.ts';

/**
 * The special functions that intervals are made of, from jstat: one typed door, so that nothing else depends on that library. Its
 * normal quantile is right to 1e-12 between 1e-6 and 1 − 1e-6; its Student quantile is only to 1e-7, and is improved here to 1e-12
 * (golden values beside this file).
 */

/** The `p`-quantile of the standard normal distribution, 0 < p < 1. */
export function normalQuantile(p: number): number {
  let found = quantiles.get(p);
  if (found === undefined) {
    if (quantiles.size >= MOST_QUANTILES) quantiles.clear();
    found = jstat.jStat.normal.inv(p, 0, 1);
    quantiles.set(p, found);
  }
  return found;
}

/** A few levels of confidence are asked for again and again. */
const quantiles = new Map<number, number>();
const MOST_QUANTILES = 1_000;

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCumulative(z: number): number {
  return jstat.jStat.normal.cdf(z, 0, 1);
}

/** The `p`-quantile of Student's t with so many degrees of freedom, 0 < p < 1. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  let t = jstat.jStat.studentt.inv(p, degreesOfFreedom);
  // Newton's steps double the number of right digits each; the distribution is smooth and the start is near.
  for (let step = 0; step < 3; step += 1) {
    t -= (studentCumulative(t, degreesOfFreedom) - p) / jstat.jStat.studentt.pdf(t, degreesOfFreedom);
  }
  return t;
}

/** P(T ≤ t) of Student's t (Abramowitz and Stegun 26.7.1). */
export function studentCumulative(t: number, degreesOfFreedom: number): number {
  const tail = betaCumulative(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** P(X ≥ x) of the chi-squared distribution. Right to 1e-11: a p-value far below that has no digits. */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  if (!(x > 0)) return 1;
  return Math.min(1, Math.max(0, 1 - jstat.jStat.chisquare.cdf(x, degreesOfFreedom)));
}
