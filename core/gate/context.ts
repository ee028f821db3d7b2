import type { CalendarDate } from '../roadmap/roadmap.ts';

/** What a judgment needs besides the criterion, its evidence and the time. */
export interface LastingContext {
  /** How sentences call who is judged: `v3`, `Phase 2: Data scale`. */
  readonly subject: string;
  /** ISO code that money is shown in. */
  readonly currency: string;
  /** IANA zone of the roadmap's days. */
  readonly zone: string;
  /** First month of its fiscal year, 1…12. */
  readonly fiscalYearStart: number;
}

/** What a judgment needs besides the criterion and its evidence. */
export interface JudgmentContext extends LastingContext {
  /** Unix ms. */
  readonly now: number;
  /** The roadmap's calendar date at `now`. */
  readonly today: CalendarDate;
  /** Somebody has begun with the item: without that, missing data are no reproach. */
  readonly started: boolean;
}
