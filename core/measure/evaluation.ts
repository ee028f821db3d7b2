/** What an evaluation says of one item: right or wrong, or a score. An errored item is neither; it is counted apart. */
export interface EvaluationItem {
  /** Identity of the item in its dataset; the same in every run, so that runs can be paired. */
  readonly id: string;
  /** Repeats of one item, or items that belong together, share a cluster; defaults to the item's id. */
  readonly cluster: string;
  /** Values by metric: 1 or 0 for an outcome, any finite number for a score, cost or latency. A metric that failed to compute is absent. */
  readonly values: Readonly<Record<string, number>>;
  /** The run failed on this item: it is not a wrong answer. */
  readonly error?: string;
  /**
   * Metrics of the run that were not asked of this item: no value is missing there. What is neither in here nor in `values` gave none,
   * and is counted apart.
   */
  readonly notAsked?: readonly string[];
}

/** What a run says of a metric as a whole, where it gives no items: a mean over so many of them. */
export interface EvaluationAggregate {
  readonly value: number;
  /** Items that it is the mean of. */
  readonly n: number;
  /** Of the mean; absent when the run does not give it. */
  readonly standardError?: number;
}

/** How a metric of a run is to be read. */
export type EvaluationMetricKind = 'outcome' | 'score';

/** One evaluation run: immutable, retractable with a reason. */
export interface EvaluationRun {
  /** Stable identity: the source's own run id, or a hash of the content and of what it is of, so that importing twice changes nothing. */
  readonly id: string;
  readonly product: string;
  /** The roadmap item that was evaluated (`v2`). */
  readonly item: string;
  readonly build: string;
  readonly environment: string;
  readonly dataset: string;
  /** Revision of the dataset; `''` when unknown. Runs on different revisions are not paired. */
  readonly revision: string;
  /** Who or what graded it (`exact-match`, a judge model); `''` when unknown. */
  readonly judge: string;
  readonly judgeVersion: string;
  /** Who ran it: a person's role, a pipeline. */
  readonly author: string;
  /** When it was finished, Unix ms. */
  readonly at: number;
  readonly metrics: Readonly<Record<string, EvaluationMetricKind>>;
  /** None where the run gives only {@link aggregates}. */
  readonly items: readonly EvaluationItem[];
  /** Metrics that are known as a whole only, by name; they stand in `metrics` too. */
  readonly aggregates?: Readonly<Record<string, EvaluationAggregate>>;
  /** Datasets whose runs this one sums up: its items are theirs, and are no more. */
  readonly madeOf?: readonly string[];
  /** What made the results, with its version: `promptfoo 0.121.20`. */
  readonly tool?: string;
  /** What was evaluated, as the tool calls it: a model, a provider. */
  readonly model?: string;
  /** Hash of metrics, items and aggregates: two runs of one id and one hash are the same. */
  readonly contentHash?: string;
}

/** A run without its items, and what became of it. */
export interface EvaluationRunSummary extends Omit<EvaluationRun, 'items'> {
  /** Of a run that is known as a whole only: how many it is the mean of. */
  readonly itemCount: number;
  /** Items on which the run failed. */
  readonly errorCount: number;
  /** Items of which nothing was asked (skipped tests); absent without any. */
  readonly skippedCount?: number;
  /** Items, not failed, of which some metric that was asked gave no value; absent without any. */
  readonly unscoredCount?: number;
  readonly retracted?: { readonly at: number; readonly by: string; readonly why: string };
}
