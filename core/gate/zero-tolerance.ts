import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';

/**
 * Whether a criterion asks for none of something that is counted (`critical_failures = 0`): what was seen decides it, at once, because what
 * has happened does not become undone by the rest of the day. What may be among those that were not seen is told beside it.
 */
export function isZeroTolerance(
  { op, target, evidence }: Pick<MeasuredCriterion, 'op' | 'target' | 'evidence'>,
  { unit, formula, evaluation }: Pick<Signal, 'unit' | 'formula' | 'evaluation'>,
): boolean {
  if (target.kind !== 'absolute' || unit !== 'count') return false;
  const isCount = evidence.kind === 'evaluation' ? evaluation?.reduce === 'count' : formula.kind === 'total';
  const { value } = target.quantity;
  return isCount && ((op === '=' && value === 0) || (op === '<=' && value < 1) || (op === '<' && value <= 1));
}
