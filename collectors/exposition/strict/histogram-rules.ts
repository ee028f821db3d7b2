import { type ExpositionSample, LineError } from '../types.ts';
import { labelsText } from './metric-groups.ts';

/** One point of a histogram as far as its lines have come. */
interface Point {
  readonly group: string;
  readonly timestampMs: number | undefined;
  bound: number | undefined;
  inBucket: number;
  count: number | undefined;
  sum: boolean;
  gaugeSum: number | undefined;
  negativeBounds: boolean;
}

/** What OpenMetrics 1.0 asks of a histogram as a whole ("Histogram", "GaugeHistogram"). @throws LineError */
export function checkHistogram(samples: readonly ExpositionSample[], family: string): void {
  let point: Point | undefined;
  for (const sample of samples) {
    const suffix = sample.name.slice(family.length);
    if (suffix === '') continue;
    const { le: _, ...others } = sample.labels;
    const group = labelsText(suffix === '_bucket' ? others : sample.labels);
    if (point?.group !== group || point.timestampMs !== sample.timestampMs) {
      if (point !== undefined) checkPoint(point);
      point = begin(group, sample.timestampMs);
    }
    takeSample(point, suffix, sample);
  }
  if (point !== undefined) checkPoint(point);
}

function begin(group: string, timestampMs: number | undefined): Point {
  return {
    group,
    timestampMs,
    bound: undefined,
    inBucket: 0,
    count: undefined,
    sum: false,
    gaugeSum: undefined,
    negativeBounds: false,
  };
}

function takeSample(point: Point, suffix: string, { labels, value }: ExpositionSample): void {
  if (suffix === '_bucket') takeBucket(point, labels.le === '+Inf' ? Infinity : Number(labels.le), value);
  if (suffix === '_count' || suffix === '_gcount') point.count = value;
  if (suffix === '_sum') point.sum = true;
  if (suffix === '_gsum') point.gaugeSum = value;
}

function takeBucket(point: Point, bound: number, value: number): void {
  if (bound < 0) point.negativeBounds = true;
  if (point.bound !== undefined && bound <= point.bound) throw new LineError('buckets out of order');
  if (value < point.inBucket) throw new LineError('a bucket that holds less than the one before it');
  point.bound = bound;
  point.inBucket = value;
}

function checkPoint(point: Point): void {
  const { bound, inBucket, count, sum, gaugeSum, negativeBounds } = point;
  const hasSum = sum || gaugeSum !== undefined;
  if (bound !== Number.POSITIVE_INFINITY) throw new LineError('a histogram without its +Inf bucket');
  if (count !== undefined && count !== inBucket)
    throw new LineError('a count that is not that of the +Inf bucket');
  if (hasSum !== (count !== undefined))
    throw new LineError('a sum without a count, or a count without a sum');
  if (sum && negativeBounds) throw new LineError('a sum beside negative buckets');
  if ((gaugeSum ?? 0) < 0 && !negativeBounds) throw new LineError('a negative sum without negative buckets');
}
