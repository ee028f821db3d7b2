import type { BoundsTable } from './bounds-table.ts';
import { isGiven, type JsonObject, type JsonWalker } from './json-walker.ts';
import type { ExponentialBuckets, HistogramValue, MetricKind } from './metric-points.ts';

/** Reads the value of a HistogramDataPoint, ExponentialHistogramDataPoint or SummaryDataPoint. */
export function readHistogram(
  kind: Exclude<MetricKind, 'gauge' | 'sum'>,
  walker: JsonWalker,
  point: JsonObject,
  bounds: BoundsTable,
): HistogramValue {
  const count = walker.unsigned(point, 'count');
  const sum = isGiven(point, 'sum') ? walker.double(point, 'sum') : undefined;
  switch (kind) {
    case 'histogram':
      return {
        kind: 'explicit',
        bounds: bounds.intern(walker.doubleList(point, 'explicitBounds')),
        counts: walker.unsignedList(point, 'bucketCounts'),
        count,
        sum,
      };
    case 'exponential-histogram':
      return {
        kind: 'exponential',
        scale: walker.integer(point, 'scale'),
        zeroThreshold: walker.double(point, 'zeroThreshold'),
        zeroCount: walker.unsigned(point, 'zeroCount'),
        positive: readBuckets(walker, point, 'positive'),
        negative: readBuckets(walker, point, 'negative'),
        count,
        sum,
      };
    case 'summary':
      return { kind: 'summary', count, sum: sum ?? 0 };
  }
}

/** How many bucket counts a histogram brought. */
export function bucketCount(value: HistogramValue): number {
  if (value.kind === 'explicit') return value.counts.length;
  return value.kind === 'summary' ? 0 : value.positive.counts.length + value.negative.counts.length;
}

function readBuckets(walker: JsonWalker, point: JsonObject, key: string): ExponentialBuckets {
  const buckets = walker.object(point, key, (each) => ({
    offset: walker.integer(each, 'offset'),
    counts: walker.unsignedList(each, 'bucketCounts'),
  }));
  return buckets ?? { offset: 0, counts: [] };
}
