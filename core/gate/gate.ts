import { formatCount } from '../signal/format.ts';
import { worseState } from './severity.ts';
import type { CriterionVerdict, GateVerdict, VerdictState } from './verdict.ts';

/** Whose gate it is. */
export interface GateIdentity {
  readonly product: string;
  readonly item: string;
  /** How sentences call the item. */
  readonly subject: string;
  readonly due?: string;
}

/** A gate's verdict but for its times. */
export type GateState = Pick<GateVerdict, 'state' | 'waived' | 'sentence'>;

/**
 * Judges a gate out of its criteria: as the worst of those that count. Advisory and waived ones do not count; where none counts, those
 * that were set aside still show how they stand, so that a gate of nothing but waivers does not pass by them.
 */
export function judgeGate(subject: string, criteria: readonly CriterionVerdict[]): GateState {
  const waived = criteria.some((criterion) => criterion.waiver !== undefined);
  const counting = criteria.filter((criterion) => !criterion.advisory && criterion.waiver === undefined);
  const binding = criteria.filter((criterion) => !criterion.advisory);
  const considered = [counting, binding, criteria].find((some) => some.length > 0) ?? [];
  const [first] = considered;
  if (first === undefined) {
    return { state: 'no-data', waived, sentence: `${subject} has no data: its gate has no criteria.` };
  }
  const state = considered.reduce<VerdictState>((worst, one) => worseState(one.state, worst), first.state);
  const deciding = considered.find((criterion) => criterion.state === state) ?? first;
  const sentence = state === 'pass' ? passSentence(subject, criteria, counting) : deciding.sentence;
  return { state, waived, sentence };
}

/** A whole verdict, with when it was judged and since when it stands. */
export function gateVerdict(
  { product, item, subject, due }: GateIdentity,
  criteria: readonly CriterionVerdict[],
  times: { readonly judgedAt: number; readonly since: number },
): GateVerdict {
  return {
    product,
    item,
    ...(due === undefined ? {} : { due }),
    ...judgeGate(subject, criteria),
    criteria,
    ...times,
  };
}

function passSentence(
  subject: string,
  criteria: readonly CriterionVerdict[],
  counting: readonly CriterionVerdict[],
): string {
  const [only] = counting;
  if (counting.length === 1 && criteria.length === 1 && only !== undefined) return only.sentence;
  const met = `${subject} passes its gate: ${criteriaWords(counting.length)} met`;
  const waived = criteria.filter((criterion) => criterion.waiver !== undefined && !criterion.advisory).length;
  const advisory = criteria.filter((criterion) => criterion.advisory && criterion.state !== 'pass').length;
  const aside = [
    ...(waived === 0 ? [] : [`${formatCount(waived)} waived`]),
    ...(advisory === 0 ? [] : [`${formatCount(advisory)} advisory not met`]),
  ];
  return `${[met, ...aside].join(', ')}.`;
}

function criteriaWords(n: number): string {
  return n === 1 ? '1 criterion' : `all ${formatCount(n)} criteria`;
}
