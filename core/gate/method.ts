/** How the bounds that decide came about; docs/judgment.md has the source of each. */
export type Method =
  /** All that happened is known: bounds of buckets, of what was not watched, of what has no price. */
  | 'census'
  /** What was counted decides; its upper bound (Clopper and Pearson) is shown. */
  | 'counted'
  /** The share of a run: Wilson where it may pass by, Clopper and Pearson where it may fail by. */
  | 'wilson'
  /** A growing sample of production, looked at again and again: the beta-binomial mixture martingale. */
  | 'mixture'
  /** A mean of values of a known range: betting (Waudby-Smith and Ramdas). */
  | 'betting'
  /** A mean of values without a known range: Student's interval with Hall's correction for skewness, approximate. */
  | 'student'
  /** A quantile of a run's values. */
  | 'order-statistics'
  /** Two shares on the same items: Tango. */
  | 'tango'
  /** Differences on the same items, of values of a known range. */
  | 'paired-betting'
  /** Differences on the same items, of values without a known range; approximate. */
  | 'paired-student'
  /** Two independent shares of runs: Newcombe's method 10. */
  | 'newcombe'
  /** Two samples of production: the confidence sequences of both. */
  | 'sequences'
  /** The intervals of both, end against end. */
  | 'intervals';

/** A value set beside that of another version, as it was decided by. */
export interface Comparison {
  /** The item that it is compared with. */
  readonly item: string;
  /** On the same items; else the two are independent. */
  readonly paired: boolean;
  /** Pairs, or what the smaller of the two is made of. */
  readonly n: number;
  /** Own value − factor × the other's, in the signal's unit. */
  readonly difference: number;
  /** May be infinite. */
  readonly lower: number;
  readonly upper: number;
  readonly method: Method;
}
