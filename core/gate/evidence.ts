import type { GradedDay } from './maturity.ts';
import type { Actual, TrafficMix } from './verdict.ts';

/** What is known of one criterion at one time: everything that {@link judge} decides by. */
export interface Evidence {
  /** The whole scope; for `each` one for every value of the label, which may be none. */
  readonly readings: readonly EvidenceReading[];
  /** The window in words, `28 days`; of an evaluation its dataset. */
  readonly period: string;
  /** Whether the window could begin at all: a rollout that has not begun has none. */
  readonly windowBegun: boolean;
  /** When the version, or the product, first served traffic, Unix ms. */
  readonly beganAt?: number;
  /** Why an evaluation cannot be used as it is. */
  readonly obstacle?: Obstacle;
  /** The item that a relative target speaks of; absent when `live` has nobody behind it. */
  readonly baselineItem?: string;
  /**
   * Of a census: what was known when days closed, ascending, as many as decide ({@link ./census.ts}). `readings` are then those of the
   * whole days and of today so far: they say whether anything is missing now.
   */
  readonly closes?: readonly DayClose[];
  /**
   * Of a census that today can add nothing to ({@link ./decided-days.ts asksForToday}): it was seen so lately that nothing is missing now.
   * `readings` are left out then.
   */
  readonly seenNow?: true;
  /** For `for`: how the criterion stood through that time, ascending. */
  readonly history?: readonly HeldReading[];
}

export interface EvidenceReading {
  /** The value of the `each` label. */
  readonly label?: string;
  readonly actual?: Actual;
  /** Measures without which there is no value, and which were never seen. */
  readonly unseen: readonly string[];
  /** The baseline's actual of the same window and scope. */
  readonly baseline?: Actual;
  /** Of a cost set beside another version's. */
  readonly mix?: TrafficMix;
  /** Of a sample: how many answers of each day were graded, ascending. */
  readonly gradedDays?: readonly GradedDay[];
}

/** What was known of a criterion when a day closed. */
export interface DayClose extends Pick<Evidence, 'readings' | 'period' | 'windowBegun'> {
  /** The first instant after the day, Unix ms. */
  readonly at: number;
}

export type Obstacle =
  /** Nobody said which. */
  | { readonly kind: 'several-datasets'; readonly datasets: readonly string[] }
  /** Runs that cannot be set beside each other: another revision, another judge. */
  | { readonly kind: 'not-comparable'; readonly why: string };

/** How the criterion stood at an earlier time, by the window that ended then. */
export interface HeldReading {
  /** Unix ms. */
  readonly at: number;
  readonly held: boolean;
}
