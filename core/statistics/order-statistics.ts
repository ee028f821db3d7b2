import { logFactorial } from './beta.ts';
import { type Confidence, type EndLevels, endLevels, type Interval } from './interval.ts';

/** Tolerance that keeps 0.29 × 100 = 28.999999999999996 from asking for one value less or more; as in core/measure/distribution.ts. */
const RANK_TOLERANCE = 1e-12;

/**
 * The `q`-quantile of some values: the smallest one that at least `q` of them do not exceed (Hyndman and Fan 1996, type 1).
 *
 * @param sorted ascending, at least one
 * @param q 0 < q ≤ 1
 */
export function sampleQuantile(sorted: readonly number[], q: number): number {
  const rank = Math.ceil(q * sorted.length * (1 - RANK_TOLERANCE));
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number;
}

/**
 * Bounds for the `q`-quantile of what the values were drawn from, whatever its distribution: the number of values below it is binomial,
 * so two order statistics enclose it (David and Nagaraja, Order Statistics, 3rd ed. 2003, §7.1). Where there are too few values for an
 * end, it is infinite: 50 values say nothing about how large a 99th percentile may be.
 *
 * @param sorted ascending
 */
export function quantileInterval(
  sorted: readonly number[],
  q: number,
  confidence: Confidence | EndLevels,
): Interval {
  const n = sorted.length;
  const levels = endLevels(confidence);
  const below = binomialCumulative(n, q);
  let lower = Number.NEGATIVE_INFINITY;
  let upper = Number.POSITIVE_INFINITY;
  for (let rank = 1; rank <= n; rank += 1) {
    const value = sorted[rank - 1] as number;
    // P(x₍rank₎ ≤ quantile) = P(at least `rank` of n fall at or below it).
    if (1 - (below[rank - 1] as number) >= levels.lower) lower = value;
    if ((below[rank - 1] as number) >= levels.upper) {
      upper = value;
      break;
    }
  }
  return { lower, upper };
}

/** P(X ≤ k) for k = 0 … n of a binomial X, by summing exp of log probabilities. */
export function binomialCumulative(n: number, p: number): Float64Array {
  const cumulative = new Float64Array(n + 1);
  let sum = 0;
  for (let k = 0; k <= n; k += 1) {
    sum += binomialProbability(k, n, p);
    cumulative[k] = Math.min(1, sum);
  }
  return cumulative;
}

function binomialProbability(k: number, n: number, p: number): number {
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const choose = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(choose + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
