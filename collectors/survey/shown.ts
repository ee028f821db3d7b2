import type { SeriesIdentity } from '../exposition/exposition-reader.ts';

/** One raw series as it stands at the moment of the look. */
export interface ShownSeries extends SeriesIdentity {
  readonly value: number;
  /** The value is the number of observations of a native histogram, which has buckets of its own. */
  readonly isNative?: true;
}

/** What one process shows. */
export interface ShownTarget {
  /** `host:port`, as Prometheus names it; `''` where it is not known. */
  readonly instance: string;
  readonly series: readonly ShownSeries[];
  /** Names of its families, those that have no series yet among them. */
  readonly families: readonly string[];
}

/** What a source shows: what was read, and what could not be. */
export interface Shown {
  readonly asked: readonly { readonly address: string; readonly trouble?: string }[];
  readonly leftOut: number;
  readonly targets: readonly ShownTarget[];
  /** Names of everything that there is, also of what was not read any further. */
  readonly names: readonly string[];
}
