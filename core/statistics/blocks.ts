import type { Confidence, EndLevels, Interval } from './interval.ts';
import { UNBOUNDED } from './interval.ts';
import { studentInterval } from './mean.ts';

/** What happened in one block of time: a sum over a sum, `cost` over `requests`. */
export interface Block {
  readonly numerator: number;
  readonly denominator: number;
}

/** Fewer blocks say nothing of how much blocks vary. */
export const LEAST_BLOCKS = 4;

/**
 * The interval for what a series of measurements tends to, out of its blocks of a week, by Student's distribution. Days depend on each
 * other and weekdays differ; whole weeks do so far less (batch means: B. Schmeiser, "Batch size effects in the analysis of simulation
 * output", Operations Research 30, 1982). It is approximate: what carries over from one week to the next makes it too narrow, and
 * `npm run bench -- --statistics` says by how much.
 */
export function blockInterval(weeks: readonly number[], confidence: Confidence | EndLevels): Interval {
  return weeks.length < LEAST_BLOCKS ? UNBOUNDED : studentInterval(weeks, confidence);
}

/**
 * As {@link blockInterval}, for a ratio: the value is the sum over the sum, not a mean of weekly ratios. Its error is that of the weeks'
 * residuals (the linearised ratio estimator: W. G. Cochran, Sampling Techniques, 3rd ed. 1977, §6.4).
 */
export function blockRatioInterval(
  weeks: readonly Block[],
  confidence: Confidence | EndLevels,
): { readonly value: number | undefined; readonly interval: Interval } {
  const numerator = weeks.reduce((sum, week) => sum + week.numerator, 0);
  const denominator = weeks.reduce((sum, week) => sum + week.denominator, 0);
  if (!(denominator > 0)) return { value: undefined, interval: UNBOUNDED };
  const value = numerator / denominator;
  const usual = denominator / weeks.length;
  const around = weeks.map((week) => value + (week.numerator - value * week.denominator) / usual);
  return { value, interval: blockInterval(around, confidence) };
}
