import { addsUp, oddityOf } from '../../core/measure/adds-up.ts';
import { exponentialBound, MAX_SCALE, MIN_SCALE } from './exponential.ts';
import {
  CUMULATIVE,
  DELTA,
  type ExplicitHistogram,
  type ExponentialBuckets,
  type ExponentialHistogram,
  HAS_VALUE,
  type HistogramValue,
  type MetricBlock,
  type MetricPoints,
} from './metric-points.ts';

/** Why a new stream is not taken up: the source has as many as it may. */
export const TOO_MANY_STREAMS = 'more streams than max_streams';

/** Why a delta is not taken that lies within what was counted, where intervals are not told apart any more. */
export const UNSURE_INTERVAL = 'an interval that may have been counted before';

/** Why a data point was not taken. Few and fixed, because they become labels; the sender is told them, too. */
export type Refusal =
  | 'temporality unspecified'
  | 'a delta has no level'
  | 'neither asInt nor asDouble'
  | 'NaN'
  | 'infinite'
  | 'beyond 1e30'
  | 'negative'
  | 'not a time'
  | 'older than max_sample_age'
  | 'more than 5 min ahead'
  | 'an interval that begins after its end'
  | typeof UNSURE_INTERVAL
  | 'a label that says no time'
  | 'of a time before max_label_age'
  | 'bucket bounds that do not ascend'
  | 'bucket counts that do not fit the bounds'
  | 'a count that is not the sum of its buckets'
  | 'more than 2,000 buckets'
  | 'buckets beyond what a double holds'
  | 'no sum for the measure that is made of it'
  | 'a sum of observations that decreases'
  | 'quantiles of a summary cannot be merged'
  | 'a single value for a distribution'
  | 'a histogram for a single value: map its _count or _sum'
  | 'declared as another kind than its measure: say kind in the mapping'
  | typeof TOO_MANY_STREAMS;

/** SDKs keep 160 at most (OpenTelemetry SDK specification, MaxSize); every bucket is kept for every stream and slot. */
const MAX_BUCKETS = 2_000;

/** Between which times a point may lie, Unix ms. */
export interface TimeLimits {
  readonly oldest: number;
  readonly newest: number;
}

/** What is wrong with all points of a metric (metrics.proto, AggregationTemporality: 0 "MUST not be used"). */
export function blockRefusal({ kind, temporality, monotonic }: MetricBlock): Refusal | undefined {
  if (kind === 'gauge' || kind === 'summary') return undefined;
  if (temporality !== DELTA && temporality !== CUMULATIVE) return 'temporality unspecified';
  return kind === 'sum' && !monotonic && temporality === DELTA ? 'a delta has no level' : undefined;
}

export function timeRefusal(time: number, { oldest, newest }: TimeLimits): Refusal | undefined {
  if (time >= oldest && time <= newest) return undefined;
  if (time === 0) return 'not a time';
  return time < oldest ? 'older than max_sample_age' : 'more than 5 min ahead';
}

/** A delta tells what happened from its start to its time; no start (0) is no interval, and is taken as it is. */
export function intervalRefusal(
  { temporality }: MetricBlock,
  start: number,
  time: number,
): Refusal | undefined {
  return temporality === DELTA && start > time ? 'an interval that begins after its end' : undefined;
}

/** What is wrong with the value of a gauge or a sum. */
export function numberRefusal(block: MetricBlock, points: MetricPoints, i: number): Refusal | undefined {
  if (((points.flags[i] as number) & HAS_VALUE) === 0) return 'neither asInt nor asDouble';
  const value = points.value[i] as number;
  if (!addsUp(value)) return oddityOf(value);
  return value < 0 && block.monotonic && block.kind === 'sum' ? 'negative' : undefined;
}

/** What is wrong with a histogram's or summary's value. */
export function histogramRefusal(value: HistogramValue): Refusal | undefined {
  if (value.sum !== undefined && !addsUp(value.sum)) return oddityOf(value.sum);
  if (value.kind === 'summary') return undefined;
  return value.kind === 'explicit' ? explicitRefusal(value) : exponentialRefusal(value);
}

/** Either one count more than bounds, or neither counts nor bounds (metrics.proto, HistogramDataPoint.bucket_counts). */
function explicitRefusal({ bounds, counts, count }: ExplicitHistogram): Refusal | undefined {
  if (counts.length > MAX_BUCKETS || bounds.bounds.length > MAX_BUCKETS) return 'more than 2,000 buckets';
  if (!bounds.valid) return 'bucket bounds that do not ascend';
  const none = counts.length === 0 && bounds.bounds.length === 0;
  if (none) return undefined;
  if (counts.length !== bounds.bounds.length + 1) return 'bucket counts that do not fit the bounds';
  const isBeyondAll = bounds.bounds.at(-1) === Number.POSITIVE_INFINITY && (counts.at(-1) ?? 0) > 0;
  if (isBeyondAll) return 'bucket counts that do not fit the bounds';
  return total(counts) === count ? undefined : 'a count that is not the sum of its buckets';
}

function exponentialRefusal(value: ExponentialHistogram): Refusal | undefined {
  const { scale, zeroThreshold, zeroCount, positive, negative, count } = value;
  if (positive.counts.length + negative.counts.length > MAX_BUCKETS) return 'more than 2,000 buckets';
  const representable =
    scale >= MIN_SCALE &&
    scale <= MAX_SCALE &&
    zeroThreshold >= 0 &&
    zeroThreshold < Number.POSITIVE_INFINITY &&
    bucketsFit(scale, positive) &&
    bucketsFit(scale, negative);
  if (!representable) return 'buckets beyond what a double holds';
  const counted = zeroCount + total(positive.counts) + total(negative.counts);
  return counted === count ? undefined : 'a count that is not the sum of its buckets';
}

/** Every bucket lies between the smallest and the largest double. */
function bucketsFit(scale: number, { offset, counts }: ExponentialBuckets): boolean {
  if (counts.length === 0) return true;
  const lowest = exponentialBound(scale, offset + 1);
  const highest = exponentialBound(scale, offset + counts.length - 1);
  return lowest > 0 && highest < Number.POSITIVE_INFINITY;
}

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
