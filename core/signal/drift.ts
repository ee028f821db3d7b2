import type { Actual } from '../gate/verdict.ts';
import { type Interval, UNBOUNDED } from '../statistics/interval.ts';
import { type Estimate, squareAndAdd } from '../statistics/newcombe.ts';
import type { EvaluationFormula, Signal } from './signal.ts';

/** What production shows of a signal, beside what an evaluation shows of it. */
export interface Drift {
  /** Production − evaluation, in the signal's unit. */
  readonly difference: number;
  /** May be infinite, where one of the two says nothing of how far it can be trusted. */
  readonly lower: number;
  readonly upper: number;
  /** How sure the two ends are together. */
  readonly confidence: number;
  /** The two differ by more than both can be wrong by. */
  readonly beyondNoise: boolean;
}

/** Both ends of the difference together; each is as sure as {@link DRIFT_LEVEL}. */
export const DRIFT_CONFIDENCE = 0.95;

/** How sure each end of the two actuals must be that a drift is made of, one-sided. */
export const DRIFT_LEVEL = (1 + DRIFT_CONFIDENCE) / 2;

/** What grows with the number of items cannot be set beside what production sums up over a window. */
const SIZED: readonly EvaluationFormula['reduce'][] = ['count', 'sum'];

/** Whether evaluations and production say the same of a signal, so that one may be set beside the other. */
export function canDrift({ evaluation, formula }: Pick<Signal, 'evaluation' | 'formula'>): boolean {
  return evaluation !== undefined && !SIZED.includes(evaluation.reduce) && formula.kind !== 'total';
}

/**
 * How far production is from what the evaluation promised. Two samples are independent of each other, so their distances are squared and
 * added ({@link squareAndAdd}). What is known of production as a whole has no chance in it: its bounds are added as they are.
 *
 * It is right for one look. Whoever looks every day for the first drift that is more than noise finds one sooner or later.
 *
 * @param production with its ends at {@link DRIFT_LEVEL}, one-sided
 * @param evaluation likewise
 * @returns `undefined` where one of the two has no value
 */
export function driftBetween(production: Actual, evaluation: Actual): Drift | undefined {
  const [own, other] = [estimateOf(production), estimateOf(evaluation)];
  if (own === undefined || other === undefined) return undefined;
  const areSamples = [production, evaluation].every(({ boundsKind }) => boundsKind === 'interval');
  const { lower, upper } = areSamples ? squareAndAdd(own, other) : endToEnd(own, other);
  return {
    difference: own.value - other.value,
    lower,
    upper,
    confidence: DRIFT_CONFIDENCE,
    beyondNoise: lower > 0 || upper < 0,
  };
}

function estimateOf({ value, lower, upper }: Actual): Estimate | undefined {
  if (value === undefined) return undefined;
  return { value, lower: lower ?? UNBOUNDED.lower, upper: upper ?? UNBOUNDED.upper };
}

function endToEnd(own: Estimate, other: Estimate): Interval {
  return { lower: own.lower - other.upper, upper: own.upper - other.lower };
}
