import type { BucketCount } from '../../core/measure/distribution.ts';
import { exponentialCounts } from '../cumulative/native/exponential-buckets.ts';
import type {
  CustomBuckets,
  ExponentialBuckets,
  NativeHistogram,
} from '../cumulative/native/native-histogram.ts';
import { parseValue } from '../exposition/numbers.ts';

/** Schemas of exponential buckets that Prometheus has had or may have; what is none of them has bounds of its own. */
const COARSEST_SCHEMA = -9;
const FINEST_SCHEMA = 12;
/** A histogram with more buckets than this is none of a client library. */
const MOST_BUCKETS = 10_000;

/** "Closed both": the zero bucket (docs/querying/api.md, "Native histograms"). */
const CLOSED_BOTH = 3;

interface Bucket {
  readonly rule: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Takes apart what the HTTP API gives for one sample of a native histogram; `undefined` when it cannot be read. */
export function readApiHistogram(value: unknown): NativeHistogram | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { count: countText, sum: sumText, buckets: rows = [] } = value as Record<string, unknown>;
  const count = numberIn(countText);
  // An observation of NaN makes the sum one; what the buckets hold is none the worse.
  const sum = typeof sumText === 'string' ? parseValue(sumText) : undefined;
  if (count === undefined || !(count >= 0) || sum === undefined) return undefined;
  if (!Array.isArray(rows) || rows.length > MOST_BUCKETS) return undefined;
  const buckets = rows.map(readBucket);
  if (buckets.includes(undefined)) return undefined;
  const read = bucketsOf(buckets as Bucket[]);
  return read === undefined ? undefined : { count, sum, buckets: read };
}

function readBucket(row: unknown): Bucket | undefined {
  if (!Array.isArray(row) || typeof row[0] !== 'number') return undefined;
  const [lower, upper, count] = row.slice(1, 4).map(numberIn);
  if (lower === undefined || upper === undefined || count === undefined) return undefined;
  const hasWidth = lower < upper || (lower === upper && row[0] === CLOSED_BOTH);
  return hasWidth && count >= 0 && Number.isFinite(count) ? { rule: row[0], lower, upper, count } : undefined;
}

function bucketsOf(all: readonly Bucket[]): ExponentialBuckets | CustomBuckets | undefined {
  const isZero = ({ rule, lower, upper }: Bucket) => rule === CLOSED_BOTH && lower + upper === 0;
  const zeros = all.filter(isZero);
  const others = all.filter((bucket) => !isZero(bucket));
  const [zero] = zeros;
  if (zeros.length > 1) return undefined;
  return exponential(zero, others) ?? custom(zero, others);
}

function exponential(zero: Bucket | undefined, others: readonly Bucket[]): ExponentialBuckets | undefined {
  const sides = { positive: new Map<number, number>(), negative: new Map<number, number>() };
  let schema: number | undefined;
  for (const bucket of others) {
    const place = exponentialPlace(bucket);
    if (place === undefined || (schema ?? place.schema) !== place.schema) return undefined;
    schema = place.schema;
    const side = bucket.lower < 0 ? sides.negative : sides.positive;
    if (side.has(place.index)) return undefined;
    side.set(place.index, bucket.count);
  }
  const { upper: threshold = 0, count = 0 } = zero ?? {};
  const counts = exponentialCounts(
    schema ?? FINEST_SCHEMA,
    { threshold, count },
    sides.positive,
    sides.negative,
  );
  return { kind: 'exponential', counts };
}

/** Which exponential bucket one is: its bounds are powers of 2^(2^−schema) that follow each other. */
function exponentialPlace({ lower, upper }: Bucket): { schema: number; index: number } | undefined {
  const [near, far] = lower < 0 ? [-upper, -lower] : [lower, upper];
  if (!(near > 0)) return undefined;
  // The last bucket ends where doubles do.
  const [from, to] = [Math.log2(near), far === Number.POSITIVE_INFINITY ? 1024 : Math.log2(far)];
  // Adding 0 makes 0 of −0.
  const schema = Math.round(-Math.log2(to - from)) + 0;
  if (!(schema >= COARSEST_SCHEMA && schema <= FINEST_SCHEMA)) return undefined;
  const steps = 2 ** schema;
  const index = Math.round(from * steps) + 0;
  const fits = Math.abs(from * steps - index) < 1e-3 && Math.abs(to * steps - index - 1) < 1e-3;
  return fits ? { schema, index } : undefined;
}

/** Bounds of the source's own (schema −53), or whatever else does not overlap. */
function custom(zero: Bucket | undefined, others: readonly Bucket[]): CustomBuckets | undefined {
  const cells: BucketCount[] = [...others];
  if (zero !== undefined) {
    const { upper, count } = zero;
    cells.push({ lower: upper > 0 ? -upper : -Number.MIN_VALUE, upper, count });
  }
  cells.sort((a, b) => a.upper - b.upper);
  const apart = cells.every(({ lower }, i) => i === 0 || lower >= (cells[i - 1] as BucketCount).upper);
  if (!apart) return undefined;
  return { kind: 'custom', cells: cells.map(({ lower, upper, count }) => ({ lower, upper, count })) };
}

function numberIn(text: unknown): number | undefined {
  const value = typeof text === 'string' ? parseValue(text) : undefined;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
