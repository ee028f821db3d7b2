import { SEVERITY } from '../../core/gate/severity.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { unjudged } from '../evaluation/evaluation-loop.ts';

/**
 * The verdict that says how a version stands on a signal, where its gate asks for it more than once: the gravest of those that count
 * (neither advisory nor waived), else the gravest of all; of equal ones the first in the gate.
 */
export function decidingVerdict(
  criteria: readonly CriterionVerdict[],
  signal: string,
): CriterionVerdict | undefined {
  const onSignal = criteria.filter((criterion) => criterion.signal === signal);
  const counting = onSignal.filter(({ advisory, waiver }) => !advisory && waiver === undefined);
  const considered = counting.length > 0 ? counting : onSignal;
  return considered.toSorted((a, b) => SEVERITY.indexOf(a.state) - SEVERITY.indexOf(b.state))[0];
}

/** The measured criterion of an item's gate that a verdict is about. */
export function criterionOf(
  item: Item | undefined,
  verdict: CriterionVerdict,
): MeasuredCriterion | undefined {
  for (const { criterion } of item?.gate?.criteria ?? []) {
    if (criterion.kind === 'measured' && criterion.text === verdict.text) return criterion;
  }
  return undefined;
}

/** The verdicts of an item's gate in the order of the roadmap; of a criterion that is newer than the last judgment, that it has none. */
export function verdictsInOrder(
  roadmap: Roadmap,
  item: Item,
  gate: GateVerdict | undefined,
): readonly CriterionVerdict[] {
  const left = [...(gate?.criteria ?? [])];
  return (item.gate?.criteria ?? []).map(({ criterion }) => {
    const at = left.findIndex(({ text }) => text === criterion.text);
    return (at < 0 ? undefined : left.splice(at, 1)[0]) ?? unjudged(roadmap, item, criterion);
  });
}
