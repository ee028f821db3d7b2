import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import type { CriterionContext } from '../../../core/roadmap/grammar/context.ts';
import { type ProposedCriterion, proposeCriteria } from '../../../core/roadmap/proposal/gate-line.ts';
import { placeholdersIn } from '../../../core/text/placeholder.ts';
import type { Draft, ItemDraft } from './draft.ts';
import { gateOf } from './read-item.ts';

/** Who attests what cannot be measured, where nobody owns the item. */
const SOMEBODY = 'product lead';

/** Proposes criteria for every gate that a document has in words. @returns how many */
export function proposeGates(draft: Draft, currency: string): number {
  const items = new Map(draft.items.map(({ item, track }) => [item.id, track] as const));
  let proposed = 0;
  for (const one of draft.items) {
    const context = { currency, items, item: one.item.id };
    for (const line of one.gateLines) proposed += proposeLine(one, line, context);
  }
  return proposed;
}

function proposeLine(
  one: ItemDraft,
  { text, evaluation }: ItemDraft['gateLines'][number],
  context: Omit<CriterionContext, 'signals'>,
): number {
  const { track, item } = one;
  const role = item.owner !== undefined && placeholdersIn(item.owner).length === 0 ? item.owner : SOMEBODY;
  const gate = gateOf(one);
  const lineContext = { ...context, track, evaluation };
  const found = proposeCriteria(text, lineContext, role).filter(
    (criterion) => !isKnown(gate.criteria, criterion),
  );
  for (const criterion of found) {
    fillGap(one, criterion);
    if (gate.criteria.length >= LIMITS.criteriaPerGate) return 0;
    one.criteriaFrom.set(gate.criteria.length, criterion.from);
    const { text: written, margin } = criterion;
    gate.criteria.push(margin === undefined ? written : { criterion: written, margin });
  }
  return found.length;
}

function isKnown(criteria: readonly unknown[], { text }: ProposedCriterion): boolean {
  return criteria.some((one) => one === text);
}

/** A number that another part of the document gives takes the place of the template's placeholder for the same signal. */
function fillGap(one: ItemDraft, { text }: ProposedCriterion): void {
  if (placeholdersIn(text).length > 0) return;
  const { criteria } = gateOf(one);
  const signal = text.split(' ')[0];
  const at = criteria.findIndex(
    (known) =>
      typeof known === 'string' && placeholdersIn(known).length > 0 && known.split(' ')[0] === signal,
  );
  if (at < 0) return;
  criteria.splice(at, 1);
  const kept = [...one.criteriaFrom]
    .filter(([i]) => i !== at)
    .map(([i, from]) => [i > at ? i - 1 : i, from] as const);
  one.criteriaFrom.clear();
  for (const [i, from] of kept) one.criteriaFrom.set(i, from);
}
