import type { ClosedAnswers } from './cache/closed-answers.ts';
import type { CataloguedSeries } from './catalogue.ts';
import type { Prepared } from './read-plan.ts';
import type { SelectionBook } from './selected-cells.ts';

/** What a read needs to know of the store. */
export interface ReadContext {
  readonly selections: SelectionBook;
  readonly prepared: Prepared;
  /** Answers that are remembered; absent where none are. */
  readonly closed?: ClosedAnswers | undefined;
  /** Time of the latest point that is committed, Unix ms. */
  readonly latestAt: number;
  /** End of the last observed stretch of an observed series. */
  lastObserved(series: CataloguedSeries): number | undefined;
}
