import type { Labels } from '../../core/measure/series.ts';
import type { NativeHistogram } from '../cumulative/native/native-histogram.ts';

/** Raw samples of one stored series. */
export interface StoredSeries {
  readonly name: string;
  /** Without `__name__`. */
  readonly labels: Labels;
  /** Unix ms. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** Samples that are native histograms, which have no single value. */
  readonly histograms: readonly { readonly at: number; readonly histogram: NativeHistogram }[];
  /** Native histograms that could not be read. */
  readonly unreadable: number;
  /** Which of several servers or replicas has it. */
  readonly observer?: string | undefined;
}
