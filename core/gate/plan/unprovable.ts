import type { MeasuredCriterion } from '../../roadmap/criterion.ts';
import type { Signal } from '../../signal/signal.ts';
import { trialOf } from './trial.ts';

/**
 * Why no data can ever make a criterion pass, although its target is within reach; `undefined` when some can. A sample, however large,
 * leaves room for one that is otherwise, and items of a run carry no labels.
 */
export function whyUnprovable(criterion: MeasuredCriterion, signal: Signal): string | undefined {
  const label = unlabelled(criterion);
  if (label !== undefined) {
    return `It cannot be decided: the items of an evaluation carry no label \`${label}\``;
  }
  const trial = trialOf(criterion, signal);
  if (trial === undefined || trial.share < 1) return undefined;
  const all = criterion.op === '>=' || criterion.op === '>' ? 'that all are' : 'that none is';
  return `No sample proves ${all}, however large: ask for a little less, or let the value alone decide (\`decide: point\`)`;
}

/** A label that a criterion on evaluations asks for. */
function unlabelled({ evidence, each, where }: MeasuredCriterion): string | undefined {
  return evidence.kind === 'evaluation' ? (each ?? Object.keys(where)[0]) : undefined;
}
