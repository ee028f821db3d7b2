/** What a signal's value is counted in; decides which targets may be compared with it and how it is written. */
export type SignalUnit = 'share' | 'seconds' | 'currency' | 'tokens' | 'count' | 'score';

/** Which defaults a criterion on the signal gets (window, least n). */
export type SignalFamily = 'quality' | 'latency' | 'cost' | 'errors' | 'pipeline' | 'volume';

/** Counters that are added and subtracted: `requests - requests_failed`. */
export type CounterSum = readonly { readonly measure: string; readonly sign: 1 | -1 }[];

/** How a signal is computed from measures of production. */
export type Formula =
  | { readonly kind: 'ratio'; readonly numerator: CounterSum; readonly denominator: CounterSum }
  | { readonly kind: 'total'; readonly of: CounterSum }
  | { readonly kind: 'quantile'; readonly q: number; readonly of: string }
  | { readonly kind: 'mean'; readonly of: string }
  | { readonly kind: 'gauge'; readonly of: string; readonly reduce: 'last' | 'mean' | 'min' | 'max' };

/** How a signal is computed from the items of an evaluation run. */
export interface EvaluationFormula {
  /** Name of the metric in the run's items. */
  readonly metric: string;
  readonly reduce: 'share' | 'mean' | 'quantile' | 'count' | 'sum';
  /** For `quantile`. */
  readonly q?: number;
}

/** What a criterion speaks of. The catalogue holds ours; a roadmap adds its own under `signals:`. */
export interface Signal {
  /** `cost_per_request` */
  readonly name: string;
  /** `cost per request`, for sentences and headings. */
  readonly title: string;
  readonly unit: SignalUnit;
  readonly family: SignalFamily;
  readonly better: 'higher' | 'lower';
  readonly formula: Formula;
  readonly evaluation?: EvaluationFormula;
  /**
   * `item`: for a model version, that version's traffic; on other tracks the whole product's. `product`: always the whole product's.
   */
  readonly scope: 'item' | 'product';
  /** The counter that graded answers are a share of (`requests`), where the denominator is only the graded ones. */
  readonly population?: string;
  /** Counters: `total` of what has a price, `unpriced` of what lacks one; priced share = total / (total + unpriced). */
  readonly pricing?: { readonly total: string; readonly unpriced: string };
  /** The least and the greatest that a single value can be: what an interval of a mean of scores needs to hold for sure. */
  readonly range?: { readonly lower: number; readonly upper: number };
}
