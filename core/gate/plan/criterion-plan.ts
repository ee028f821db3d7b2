/** How a sample of outcomes is judged: one look at a run, any number of looks at production, a run's quantile. */
export type SampledMethod = 'wilson' | 'mixture' | 'order-statistics';

/** How a criterion will be decided, as far as that is known before there are data. */
export type PlannedMethod =
  /** Somebody says so. */
  | 'attested'
  /** All that happened is known: days of production. */
  | 'census'
  /** What was counted in a run decides, or the value alone. */
  | 'counted'
  | SampledMethod
  /** The same items, by this one and by another version. */
  | 'paired'
  /** A mean, whose interval depends on how much its values vary. */
  | 'mean'
  /** Two samples of production beside each other. */
  | 'unpaired';

/** What a criterion needs to be decided, and what cannot be decided. Pure: known before the first run. */
export interface CriterionPlan {
  readonly method: PlannedMethod;
  /** What n counts, as a plural; absent for what is attested, and for totals and gauges. */
  readonly noun?: string;
  /** What it asks for at least, or what there is. */
  readonly n?: number;
  /** With that n it passes at so many or more (of what is better when it is higher), or so many or fewer; absent: it cannot. */
  readonly passesAt?: number;
  /** The least n at which it can pass, when all goes well. */
  readonly leastN?: number;
  /** A truth on the right side, and the n at which three such runs in four prove it. */
  readonly planned?: { readonly truth: number; readonly n: number };
  /** A truth that no n proves: equal to a baseline where no margin is given. */
  readonly unprovable?: 'equal';
}

/** What is known of the data beside the roadmap. */
export interface Available {
  /** How many items, graded answers, requests there are; absent: not known. */
  readonly n?: number;
}
