import type { VerdictState } from '../gate/verdict.ts';
import type { Decision, DecisionKind } from './decision.ts';

type Told = Pick<Decision, 'decision' | 'by' | 'why' | 'build' | 'state' | 'waived'>;

/**
 * A decision as one sentence, with why where that was said:
 *
 *     v2 (build 2.3.1) was shipped by release board on a pass.
 *     v3 was shipped by release board although its gate was unproven. Why: the old model is switched off on Friday.
 *     v2 was rolled back by on call; its gate was failing.
 */
export function decisionSentence(subject: string, told: Told): string {
  const { decision, by, why, build } = told;
  const whose = build === undefined ? subject : `${subject} (build ${build})`;
  const sentence = `${whose} was ${DONE[decision]} by ${by}${stoodWords(told)}.`;
  return why === undefined ? sentence : `${sentence} Why: ${ended(why)}`;
}

/** What was decided, as a participle: `shipped`. */
export const DONE: Readonly<Record<DecisionKind, string>> = { ship: 'shipped', 'roll-back': 'rolled back' };

/** How the gate stood at the decision: `on a pass by waivers`, `although its gate was failing`. */
function stoodWords({ decision, state, waived }: Pick<Told, 'decision' | 'state' | 'waived'>): string {
  if (decision === 'roll-back') return `; its gate ${STOOD[state]}`;
  if (state === 'pass') return waived ? ' on a pass by waivers' : ' on a pass';
  return ` although its gate ${STOOD[state]}`;
}

const STOOD: Readonly<Record<VerdictState, string>> = {
  pass: 'was passing',
  fail: 'was failing',
  unproven: 'was unproven',
  'no-data': 'had no data',
  'not-started': 'had not been started',
};

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
