/** One sample of a file, by the number of its series. */
export interface NumberedSample {
  readonly series: number;
  /** Unix ms. */
  readonly at: number;
  /** May be NaN or infinite. */
  readonly value: number;
  /** In the file, 1-based. */
  readonly line: number;
}

/** Puts samples into the order of their times, more of them than memory holds. */
export interface SampleSorter {
  /** Resolves when there is room for more; `undefined` says that there is. */
  add(sample: NumberedSample): Promise<void> | undefined;
  /** All that were added, by time and then by series; in pieces, from the beginning each time. Nothing is added afterwards. */
  sorted(): AsyncIterable<readonly NumberedSample[]>;
}
