import type { BucketCount } from '../../../core/measure/distribution.ts';
import type { CumulativePoint, StreamState } from '../../../core/measure/increments.ts';
import {
  align,
  type ExponentialCounts,
  exponentialCells,
  fromAligned,
  trimmed,
} from '../../otlp/exponential.ts';
import type { CustomBuckets, ExponentialBuckets, NativeHistogram } from './native-histogram.ts';

type AnyBuckets = ExponentialBuckets | CustomBuckets;
type Totals = Pick<CumulativePoint, 'values' | 'monotonic' | 'layout'>;

/** A reading as it is kept: its buckets and its sum as numbers, and what tells which number is which. */
export function totalsOf({ buckets, sum }: NativeHistogram): Totals & { readonly layout: string } {
  if (buckets.kind === 'custom') {
    const counts = buckets.cells.map(({ count }) => count);
    return { values: [...counts, sum], monotonic: counts.length, layout: cellsLayout(buckets.cells) };
  }
  const { scale, zeroThreshold, zeroCount, positive, negative } = buckets.counts;
  const counts = [zeroCount, ...positive.counts, ...negative.counts];
  const layout = [scale, zeroThreshold, positive.offset, positive.counts.length, negative.offset].join(' ');
  return { values: [...counts, sum], monotonic: counts.length, layout: `exponential ${layout}` };
}

/** Reads back what {@link totalsOf} wrote. */
export function histogramOf({ values, monotonic, layout = '' }: StreamState): NativeHistogram {
  const counts = values.slice(0, monotonic);
  const sum = values[monotonic] ?? Number.NaN;
  const count = counts.reduce((all, one) => all + one, 0);
  const [kind = '', ...numbers] = layout.split(' ');
  if (kind !== 'exponential')
    return { count, sum, buckets: { kind: 'custom', cells: cellsOf(numbers, counts) } };
  const [scale = 0, zeroThreshold = 0, positiveOffset = 0, length = 0, negativeOffset = 0] =
    numbers.map(Number);
  const [zeroCount = 0, ...rest] = counts;
  const exponential: ExponentialCounts = {
    scale,
    zeroThreshold,
    zeroCount,
    positive: { offset: positiveOffset, counts: rest.slice(0, length) },
    negative: { offset: negativeOffset, counts: rest.slice(length) },
  };
  return { count, sum, buckets: { kind: 'exponential', counts: exponential } };
}

/** Two readings of one histogram in one layout, so that they can be subtracted bucket by bucket. */
export interface AlignedPair {
  readonly before: Totals;
  readonly after: Totals;
  /** Takes differences, in the layout of both, for cells; bounds are multiplied by `rescale`. */
  cells(values: readonly number[], rescale: (bound: number) => number): readonly BucketCount[];
}

/**
 * Brings two readings to one layout. Readings of other bounds than before keep their own: nothing says what they have in common.
 *
 * A histogram may become coarser while it lasts, but finer only when its source began anew (native histograms specification, "Counter
 * resets").
 * @returns `reset` in that case
 */
export function alignPair(before: NativeHistogram, after: NativeHistogram): AlignedPair | 'reset' {
  const [old, now] = [before.buckets, after.buckets];
  if (old.kind === 'exponential' && now.kind === 'exponential') {
    if (isFiner(now.counts, old.counts)) return 'reset';
    return alignExponential(old.counts, now.counts, before.sum, after.sum);
  }
  return alignCells(cellsIn(old), cellsIn(now), before.sum, after.sum);
}

/** What a reading holds as a whole. */
export function wholeOf(reading: NativeHistogram): AlignedPair {
  const { buckets, sum } = reading;
  return buckets.kind === 'exponential'
    ? alignExponential(buckets.counts, buckets.counts, sum, sum)
    : alignCells(buckets.cells, buckets.cells, sum, sum);
}

function isFiner(now: ExponentialCounts, old: ExponentialCounts): boolean {
  // A zero bucket alone has no scale.
  const known = [now, old].every((of) => of.positive.counts.length + of.negative.counts.length > 0);
  return known && now.scale > old.scale;
}

function alignExponential(
  old: ExponentialCounts,
  now: ExponentialCounts,
  oldSum: number,
  nowSum: number,
): AlignedPair {
  const aligned = align([old, now]);
  const [first = [], second = first] = aligned.values;
  const monotonic = second.length;
  return {
    before: { values: [...first, oldSum], monotonic, layout: '' },
    after: { values: [...second, nowSum], monotonic, layout: '' },
    cells: (values, rescale) =>
      exponentialCells(trimmed(fromAligned(aligned, values.slice(0, monotonic))), rescale),
  };
}

function cellsIn(buckets: AnyBuckets): readonly BucketCount[] {
  return buckets.kind === 'custom' ? buckets.cells : exponentialCells(buckets.counts, (bound) => bound);
}

function alignCells(
  old: readonly BucketCount[],
  now: readonly BucketCount[],
  oldSum: number,
  nowSum: number,
): AlignedPair {
  const bounds = unionOf(old, now);
  const own = { after: totals(now, now, nowSum), cells: cellsFrom(now) };
  if (bounds === undefined) return { before: totals(old, old, oldSum), ...own };
  return {
    before: totals(bounds, old, oldSum),
    after: totals(bounds, now, nowSum),
    cells: cellsFrom(bounds),
  };
}

/** All cells of both, ascending; `undefined` when some of one cut across some of the other. */
function unionOf(one: readonly BucketCount[], other: readonly BucketCount[]): BucketCount[] | undefined {
  const all = new Map([...one, ...other].map((cell) => [`${cell.lower}:${cell.upper}`, cell]));
  const sorted = [...all.values()].sort((a, b) => a.upper - b.upper || a.lower - b.lower);
  const apart = sorted.every(({ lower }, i) => i === 0 || lower >= (sorted[i - 1] as BucketCount).upper);
  return apart ? sorted : undefined;
}

function totals(bounds: readonly BucketCount[], cells: readonly BucketCount[], sum: number): Totals {
  const counts = new Map(cells.map((cell) => [`${cell.lower}:${cell.upper}`, cell.count]));
  const values = bounds.map(({ lower, upper }) => counts.get(`${lower}:${upper}`) ?? 0);
  return { values: [...values, sum], monotonic: values.length, layout: cellsLayout(bounds) };
}

function cellsFrom(bounds: readonly BucketCount[]): AlignedPair['cells'] {
  return (values, rescale) =>
    bounds.flatMap(({ lower, upper }, i) => {
      const count = values[i] ?? 0;
      return count > 0 ? [{ lower: rescale(lower), upper: rescale(upper), count }] : [];
    });
}

function cellsLayout(cells: readonly BucketCount[]): string {
  return ['cells', ...cells.flatMap(({ lower, upper }) => [lower, upper])].join(' ');
}

function cellsOf(numbers: readonly string[], counts: readonly number[]): BucketCount[] {
  return counts.map((count, i) => ({
    lower: Number(numbers[2 * i]),
    upper: Number(numbers[2 * i + 1]),
    count,
  }));
}
