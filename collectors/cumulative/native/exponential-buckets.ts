import type { Buckets, ExponentialCounts } from '../../otlp/exponential.ts';

/** A histogram that spreads wider is kept coarser: its neighbours are merged until it does not. */
const MOST_BUCKETS = 1_000;

/** Populated buckets by their index (OpenTelemetry's: bucket i is (baseⁱ, baseⁱ⁺¹]), in any order. */
export type IndexedCounts = ReadonlyMap<number, number>;

/**
 * Exponential buckets out of scattered indexes. However far apart they are, what is held is bounded.
 * @param scale −31…31
 */
export function exponentialCounts(
  scale: number,
  zero: { readonly threshold: number; readonly count: number },
  positive: IndexedCounts,
  negative: IndexedCounts,
): ExponentialCounts {
  let shift = 0;
  while (Math.max(spread(positive, shift), spread(negative, shift)) > MOST_BUCKETS) shift += 1;
  return {
    scale: scale - shift,
    zeroThreshold: zero.threshold,
    zeroCount: zero.count,
    positive: dense(positive, shift),
    negative: dense(negative, shift),
  };
}

function spread(counts: IndexedCounts, shift: number): number {
  const { from, to } = rangeOf(counts, shift);
  return to - from + 1;
}

function dense(counts: IndexedCounts, shift: number): Buckets {
  if (counts.size === 0) return { offset: 0, counts: [] };
  const { from, to } = rangeOf(counts, shift);
  const all = new Array<number>(to - from + 1).fill(0);
  for (const [index, count] of counts) {
    const at = Math.floor(index / 2 ** shift) - from;
    all[at] = (all[at] as number) + count;
  }
  return { offset: from, counts: all };
}

function rangeOf(counts: IndexedCounts, shift: number): { from: number; to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const index of counts.keys()) {
    const at = Math.floor(index / 2 ** shift);
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return from <= to ? { from, to } : { from: 0, to: -1 };
}
