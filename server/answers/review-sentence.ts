import { SEVERITY } from '../../core/gate/severity.ts';
import type { VerdictState } from '../../core/gate/verdict.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import type { ReviewedGate } from './review-gates.ts';

/** As many gates are named; the others are counted. */
const NAMED = 3;

const VERBS: Readonly<Record<Exclude<VerdictState, 'pass'>, string>> = {
  fail: 'fails',
  'no-data': 'has no data',
  unproven: 'is unproven',
  'not-started': 'has not started',
};

/** A quarter in one sentence: how many gates pass, and what the others fail on, the gravest first. */
export function reviewSentence(gates: readonly ReviewedGate[]): string {
  if (gates.length === 0) return 'No gate of the roadmap belongs to this quarter.';
  const others = gates
    .filter(({ verdict }) => verdict.state !== 'pass')
    .toSorted((a, b) => SEVERITY.indexOf(a.verdict.state) - SEVERITY.indexOf(b.verdict.state));
  const passed = gates.length - others.length;
  const named = others.slice(0, NAMED).map(standing);
  const rest = others.length - named.length;
  const parts = [
    passWords(passed, gates.length),
    ...named,
    ...(rest === 0 ? [] : [`${rest} more ${rest === 1 ? 'does' : 'do'} not pass`]),
  ];
  return `${parts.join('; ')}.`;
}

function passWords(passed: number, all: number): string {
  if (passed === all) return all === 1 ? 'The only gate passes' : `All ${all} gates pass`;
  const verb = passed === 1 ? 'passes' : 'pass';
  return passed === 0 ? `None of ${all} gates passes` : `${passed} of ${all} gates ${verb}`;
}

function standing({ item, verdict: { state }, criteria }: ReviewedGate): string {
  const subject = subjectName(item);
  if (state === 'pass') return `${subject} passes`;
  const titles = criteria
    .filter(({ verdict }) => verdict.state === state && !verdict.advisory && verdict.waiver === undefined)
    .map(({ place }) => place?.signal.title ?? 'what is attested');
  const on = [...new Set(titles)];
  return state === 'not-started' || on.length === 0
    ? `${subject} ${VERBS[state]}`
    : `${subject} ${VERBS[state]} on ${listed(on)}`;
}

/** `accuracy`, `accuracy and cost per request`, `accuracy, p99 latency and 2 more` */
function listed(titles: readonly string[]): string {
  if (titles.length <= 2) return titles.join(' and ');
  return `${titles.slice(0, 2).join(', ')} and ${titles.length - 2} more`;
}
