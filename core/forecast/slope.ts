/** A value at a time; the unit of time is the caller's. */
export interface TrendPoint {
  readonly at: number;
  readonly value: number;
}

/** A slope with an interval; an end of which too few points tell is infinite. Never NaN. */
export interface Slope {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The median of the slopes between every two points, which a wild point hardly moves (H. Theil, "A rank-invariant method of linear and
 * polynomial regression analysis", 1950), with the interval out of Kendall's statistic (P. K. Sen, "Estimates of the regression
 * coefficient based on Kendall's tau", Journal of the American Statistical Association 63, 1968, pp. 1379–1389). The distribution of the
 * statistic is counted out, so the interval holds for few points too; ties among the values make it wider than need be.
 *
 * @param points at least two, finite, no two at one time
 * @param level confidence in each end by itself, 0.5…1
 */
export function robustSlope(points: readonly TrendPoint[], level: number): Slope {
  const slopes = points
    .flatMap((a, i) => points.slice(i + 1).map((b) => (b.value - a.value) / (b.at - a.at)))
    .sort((a, b) => a - b);
  const rank = lastSure(discordantPairs(points.length), 1 - level);
  return {
    value: median(slopes),
    lower: slopes[rank - 1] ?? Number.NEGATIVE_INFINITY,
    upper: slopes[slopes.length - rank] ?? Number.POSITIVE_INFINITY,
  };
}

/** The middle of values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [below = Number.NaN, above = below] = sorted.slice(
    sorted.length % 2 === 0 ? half - 1 : half,
    half + 1,
  );
  return below / 2 + above / 2;
}

/**
 * Where a middle of many lies: the ends of the sign test (Dixon and Mood 1946), at least the least and the greatest value. Of four values
 * each end is sure by 93.75 %.
 */
export function medianBounds(
  values: readonly number[],
  level: number,
): { readonly lower: number; readonly upper: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, lastSure(heads(values.length), 1 - level));
  return { lower: sorted[rank - 1] as number, upper: sorted[sorted.length - rank] as number };
}

/** The greatest m for which fewer than m are seen by chance in at most `alpha` of all cases; 0: none. */
function lastSure(probabilities: readonly number[], alpha: number): number {
  let sum = 0;
  let rank = 0;
  for (const probability of probabilities) {
    sum += probability;
    // 1 − 0.95 is a little more than 0.05.
    if (sum > alpha * (1 + 1e-9)) break;
    rank += 1;
  }
  return rank;
}

/** How likely each number of pairs in the wrong order is among n values in random order (M. G. Kendall, Rank Correlation Methods). */
function discordantPairs(n: number): readonly number[] {
  let found = [1];
  for (let size = 2; size <= n; size += 1) {
    const next = new Array<number>(found.length + size - 1).fill(0);
    found.forEach((probability, at) => {
      for (let more = 0; more < size; more += 1)
        next[at + more] = (next[at + more] ?? 0) + probability / size;
    });
    found = next;
  }
  return found;
}

/** How likely each number of heads is among n coins. */
function heads(n: number): readonly number[] {
  let found = [1];
  for (let size = 1; size <= n; size += 1) {
    found = Array.from({ length: size + 1 }, (_, at) => ((found[at] ?? 0) + (found[at - 1] ?? 0)) / 2);
  }
  return found;
}
