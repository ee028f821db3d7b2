import type { BucketCount } from '../../core/measure/distribution.ts';

/**
 * Counts in exponential buckets (OpenTelemetry metrics data model, "ExponentialHistogram"): bucket i is (baseⁱ, baseⁱ⁺¹] with
 * base = 2^(2^−scale). `counts[0]` belongs to bucket `offset`. The zero bucket holds what is at most `zeroThreshold` away from zero.
 */
export interface ExponentialCounts {
  readonly scale: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: Buckets;
  /** Of the absolute values. */
  readonly negative: Buckets;
}

export interface Buckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** Finest scale whose indexes of doubles fit into 32 bits (OpenTelemetry SDK specification, "Base2 Exponential Bucket"). */
export const MAX_SCALE = 20;
/** Coarsest scale that still tells values under 1 from values over it within doubles; coarser ones carry no information. */
export const MIN_SCALE = -10;

const NONE: Buckets = { offset: 0, counts: [] };

/** The bound between bucket `index − 1` and bucket `index`. Equal for equal positions at every scale, to the bit. */
export function exponentialBound(scale: number, index: number): number {
  return 2 ** (index / 2 ** scale);
}

/** Merges neighbouring buckets until the scale is at most `scale`: bucket i becomes i >> k. */
export function downscale(counts: ExponentialCounts, scale: number): ExponentialCounts {
  const shift = counts.scale - scale;
  if (shift <= 0) return counts;
  return {
    ...counts,
    scale,
    positive: shifted(counts.positive, shift),
    negative: shifted(counts.negative, shift),
  };
}

function shifted({ offset, counts }: Buckets, shift: number): Buckets {
  if (counts.length === 0) return NONE;
  // Beyond 31 every index becomes 0 or −1, as a shift by 31 already makes it; JavaScript would shift by the remainder of 32.
  const by = Math.min(shift, 31);
  const from = offset >> by;
  const merged = new Array<number>(((offset + counts.length - 1) >> by) - from + 1).fill(0);
  for (let i = 0; i < counts.length; i += 1) {
    const at = ((offset + i) >> by) - from;
    merged[at] = (merged[at] as number) + (counts[i] as number);
  }
  return { offset: from, counts: merged };
}

/** Without empty buckets at the ends. */
export function trimmed(counts: ExponentialCounts): ExponentialCounts {
  return { ...counts, positive: trimmedBuckets(counts.positive), negative: trimmedBuckets(counts.negative) };
}

function trimmedBuckets(buckets: Buckets): Buckets {
  const { offset, counts } = buckets;
  let from = 0;
  let to = counts.length;
  while (from < to && counts[from] === 0) from += 1;
  while (to > from && counts[to - 1] === 0) to -= 1;
  if (to === from) return NONE;
  return to - from === counts.length ? buckets : { offset: offset + from, counts: counts.slice(from, to) };
}

/**
 * Widens the zero bucket to at least `threshold`; buckets inside of it are folded in. Where the threshold would cut a populated bucket, it
 * is raised to that bucket's upper bound (data model, "Merging": zero threshold).
 */
export function widenZero(counts: ExponentialCounts, threshold: number): ExponentialCounts {
  if (threshold <= counts.zeroThreshold) return counts;
  const reach = Math.max(
    reachOf(counts.scale, counts.positive, threshold),
    reachOf(counts.scale, counts.negative, threshold),
  );
  const positive = fold(counts.scale, counts.positive, reach);
  const negative = fold(counts.scale, counts.negative, reach);
  return {
    scale: counts.scale,
    zeroThreshold: reach,
    zeroCount: counts.zeroCount + positive.folded + negative.folded,
    positive: positive.rest,
    negative: negative.rest,
  };
}

/** The threshold, or the upper bound of the populated bucket that it falls into. */
function reachOf(scale: number, { offset, counts }: Buckets, threshold: number): number {
  for (let i = 0; i < counts.length; i += 1) {
    const upper = exponentialBound(scale, offset + i + 1);
    if (upper <= threshold) continue;
    return counts[i] !== 0 && exponentialBound(scale, offset + i) < threshold ? upper : threshold;
  }
  return threshold;
}

function fold(scale: number, buckets: Buckets, reach: number): { rest: Buckets; folded: number } {
  const { offset, counts } = buckets;
  let folded = 0;
  let i = 0;
  while (i < counts.length && exponentialBound(scale, offset + i) < reach) {
    folded += counts[i] as number;
    i += 1;
  }
  return i === 0
    ? { rest: buckets, folded }
    : { rest: { offset: offset + i, counts: counts.slice(i) }, folded };
}

/** Two histograms in one layout, so that they can be subtracted bucket by bucket. */
export interface Aligned {
  readonly scale: number;
  readonly zeroThreshold: number;
  readonly positiveOffset: number;
  readonly negativeOffset: number;
  /** How many of the values are positive buckets; they follow the zero bucket, the negative ones follow them. */
  readonly positiveLength: number;
  readonly values: readonly (readonly number[])[];
}

/** Brings histograms to their coarsest scale, their widest zero bucket and one range of indexes. */
export function align(histograms: readonly ExponentialCounts[]): Aligned {
  const scale = Math.min(...histograms.map((each) => each.scale));
  const common = sameZero(histograms.map((each) => downscale(each, scale)));
  const positive = rangeOf(common.map((each) => each.positive));
  const negative = rangeOf(common.map((each) => each.negative));
  return {
    scale,
    zeroThreshold: common[0]?.zeroThreshold ?? 0,
    positiveOffset: positive.from,
    negativeOffset: negative.from,
    positiveLength: positive.to - positive.from,
    values: common.map((each) => [
      each.zeroCount,
      ...padded(each.positive, positive),
      ...padded(each.negative, negative),
    ]),
  };
}

/** Raising one threshold past a populated bucket may raise it above the others': repeated until they agree. */
function sameZero(histograms: readonly ExponentialCounts[]): readonly ExponentialCounts[] {
  let common = histograms;
  for (;;) {
    const threshold = Math.max(...common.map((each) => each.zeroThreshold));
    if (common.every((each) => each.zeroThreshold === threshold)) return common;
    common = common.map((each) => widenZero(each, threshold));
  }
}

interface IndexRange {
  readonly from: number;
  readonly to: number;
}

function rangeOf(all: readonly Buckets[]): IndexRange {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { offset, counts } of all) {
    if (counts.length === 0) continue;
    from = Math.min(from, offset);
    to = Math.max(to, offset + counts.length);
  }
  return from < to ? { from, to } : { from: 0, to: 0 };
}

function padded({ offset, counts }: Buckets, { from, to }: IndexRange): number[] {
  const values = new Array<number>(to - from).fill(0);
  for (let i = 0; i < counts.length; i += 1) values[offset + i - from] = counts[i] as number;
  return values;
}

/** Takes `values` of an aligned layout back into buckets. */
export function fromAligned(layout: Aligned, values: readonly number[]): ExponentialCounts {
  const split = 1 + layout.positiveLength;
  return {
    scale: layout.scale,
    zeroThreshold: layout.zeroThreshold,
    zeroCount: values[0] ?? 0,
    positive: { offset: layout.positiveOffset, counts: values.slice(1, split) },
    negative: { offset: layout.negativeOffset, counts: values.slice(split) },
  };
}

/**
 * The populated buckets as cells, bounds multiplied by `rescale`. A zero bucket without width is the cell of exactly zero: from the
 * greatest number under it. A negative bucket's closed end is its lower one; cells are closed above, which differs for values on the
 * bound itself only.
 */
export function exponentialCells(
  counts: ExponentialCounts,
  rescale: (bound: number) => number,
): BucketCount[] {
  const { scale, zeroThreshold, zeroCount, positive, negative } = counts;
  const cells: BucketCount[] = [];
  eachPopulated(negative, (index, count) => {
    const lower = -rescale(exponentialBound(scale, index + 1));
    cells.push({ lower, upper: -rescale(exponentialBound(scale, index)), count });
  });
  cells.reverse();
  if (zeroCount > 0) {
    const upper = rescale(zeroThreshold);
    cells.push({ lower: upper > 0 ? -upper : -Number.MIN_VALUE, upper, count: zeroCount });
  }
  eachPopulated(positive, (index, count) => {
    const lower = rescale(exponentialBound(scale, index));
    cells.push({ lower, upper: rescale(exponentialBound(scale, index + 1)), count });
  });
  return cells;
}

function eachPopulated({ offset, counts }: Buckets, take: (index: number, count: number) => void): void {
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number;
    if (count > 0) take(offset + i, count);
  }
}
