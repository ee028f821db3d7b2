import { present } from '../present.ts';
import type { Criterion, MeasuredCriterion, Waiver } from '../roadmap/criterion.ts';
import { defaultsInWords } from '../roadmap/grammar/defaults.ts';
import type { Signal } from '../signal/signal.ts';
import { judgeAttested } from './attestation.ts';
import type { JudgmentContext } from './context.ts';
import { type AllDecided, decideAll, NO_READING } from './decide-all.ts';
import { type DaysDecided, decideDays } from './decided-days.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import { heldThroughout } from './held.ts';
import { outlookOf } from './outlook.ts';
import { sentenceOf } from './sentence.ts';
import { soundEvidence } from './sound-evidence.ts';
import type { CriterionVerdict } from './verdict.ts';

/** A criterion with what is known of it. */
export type Case =
  | { readonly criterion: Extract<Criterion, { kind: 'attested' }>; readonly waiver?: Waiver }
  | {
      readonly criterion: MeasuredCriterion;
      readonly signal: Signal;
      readonly evidence: Evidence;
      readonly waiver?: Waiver;
    };

/**
 * Judges one criterion. Pure: the same case and context give the same verdict, for ever. The rules, their order and their sources are in
 * docs/judgment.md.
 */
export function judge(subject: Case, context: JudgmentContext): CriterionVerdict {
  const waiver = waiverInForce(subject.waiver, context);
  if (subject.criterion.kind === 'attested') return judgeAttested(subject.criterion, context, waiver);
  return judgeMeasured(subject as MeasuredCase, context, waiver);
}

/** Whether a criterion holds, leaving aside for how long it must: what the history of `for` is made of. */
export function holdsNow(
  criterion: MeasuredCriterion,
  signal: Signal,
  evidence: Evidence,
  now: number,
): boolean {
  return decided(criterion, signal, soundEvidence(evidence), now).decision.state === 'pass';
}

type MeasuredCase = Extract<Case, { signal: Signal }>;

function judgeMeasured(
  { criterion, signal, evidence: given }: MeasuredCase,
  context: JudgmentContext,
  waiver: Waiver | undefined,
): CriterionVerdict {
  const evidence = soundEvidence(given);
  const all: AllDecided & Partial<DaysDecided> = context.started
    ? decided(criterion, signal, evidence, context.now)
    : { decision: notStarted(evidence) };
  const decision = withHeld(criterion, evidence, all.decision);
  const outlook = outlookOf(criterion, signal, decision, evidence, context);
  const applied = decision.state === 'pass' ? undefined : waiver;
  const { actual, baseline } = decision.reading;
  const sentence = sentenceOf({
    criterion,
    signal,
    evidence: all.period === undefined ? evidence : { ...evidence, period: all.period },
    decision,
    context,
    ...present({ values: all.values, outlook, pending: all.pending, waiver: applied }),
  });
  return {
    text: criterion.text,
    kind: 'measured',
    signal: criterion.signal,
    op: criterion.op,
    state: decision.state,
    reason: decision.reason,
    sentence,
    ...present({
      lean: decision.lean,
      outlook,
      pending: all.pending,
      target: decision.target?.value,
      baseline,
      mix: decision.reading.mix,
      actual,
    }),
    advisory: criterion.advisory,
    ...present({ waiver: applied, note: criterion.note }),
    defaults: defaultsInWords(criterion),
  };
}

function decided(
  criterion: MeasuredCriterion,
  signal: Signal,
  evidence: Evidence,
  now: number,
): AllDecided & Partial<DaysDecided> {
  const { closes } = evidence;
  return closes === undefined
    ? decideAll(criterion, signal, evidence, now)
    : decideDays(criterion, signal, { ...evidence, closes }, now);
}

function withHeld(criterion: MeasuredCriterion, { history }: Evidence, decision: Decision): Decision {
  if (criterion.heldForMs === undefined || decision.state !== 'pass') return decision;
  if (heldThroughout(history ?? [])) return decision;
  return { ...decision, state: 'unproven', reason: 'held-too-short', lean: 'pass' };
}

function notStarted(evidence: Evidence): Decision {
  return { state: 'not-started', reason: 'not-started', reading: evidence.readings[0] ?? NO_READING };
}

/** A waiver holds on its last day. */
function waiverInForce(waiver: Waiver | undefined, { today }: JudgmentContext): Waiver | undefined {
  return waiver !== undefined && today <= waiver.until ? waiver : undefined;
}
