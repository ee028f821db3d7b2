import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { EndLevels } from '../statistics/interval.ts';

/** How sure each end of the interval must be that a criterion is decided by. */
export interface DecisionLevels extends EndLevels {
  /** The end that the criterion fails by, where exact bounds stand; absent where an interval is only looked at. */
  readonly failing?: 'lower' | 'upper' | 'both';
}

/**
 * How sure each end of a criterion's interval must be. What the criterion passes by has its own confidence: a gate passes only when all of
 * them do, so that nothing needs correcting. What it fails by shares α among all that could fail the gate (C. E. Bonferroni 1936), so
 * that a good gate of k criteria fails wrongly as seldom as one of a single criterion.
 *
 * @param among how many criteria, and values of an `each` label, could fail the gate; at least 1
 */
export function decisionLevels(
  { op, confidence }: Pick<MeasuredCriterion, 'op' | 'confidence'>,
  among: number,
): DecisionLevels {
  const failing = 1 - (1 - confidence) / Math.max(1, among);
  if (op === '=') return { lower: failing, upper: failing, failing: 'both' };
  return op === '>=' || op === '>'
    ? { lower: confidence, upper: failing, failing: 'upper' }
    : { lower: failing, upper: confidence, failing: 'lower' };
}

/** The same confidence in both ends, one-sided each: to look at. */
export function evenLevels(confidence: number): DecisionLevels {
  return { lower: confidence, upper: confidence };
}
