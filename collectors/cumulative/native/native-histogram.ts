import type { BucketCount } from '../../../core/measure/distribution.ts';
import type { ExponentialCounts } from '../../otlp/exponential.ts';

/**
 * One reading of a native histogram of Prometheus: running totals, like the buckets of a classic one, but each bucket for itself. Its
 * buckets are exponential, or (Prometheus 3) have bounds of their own.
 * @see https://prometheus.io/docs/specs/native_histograms/
 */
export interface NativeHistogram {
  /** Observations, those of NaN included, which are in no bucket. */
  readonly count: number;
  readonly sum: number;
  readonly buckets: ExponentialBuckets | CustomBuckets;
}

export interface ExponentialBuckets {
  readonly kind: 'exponential';
  readonly counts: ExponentialCounts;
}

export interface CustomBuckets {
  readonly kind: 'custom';
  /** Populated ones, ascending. */
  readonly cells: readonly BucketCount[];
}
