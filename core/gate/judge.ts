import type { Changeable } from '../changeable.ts';
import { present } from '../present.ts';
import { rememberedWith } from '../remember.ts';
import type { Criterion, MeasuredCriterion, Waiver } from '../roadmap/criterion.ts';
import { defaultsInWords } from '../roadmap/grammar/defaults.ts';
import type { Signal } from '../signal/signal.ts';
import { judgeAttested } from './attestation.ts';
import type { JudgmentContext } from './context.ts';
import { type AllDecided, decideAll, NO_READING } from './decide-all.ts';
import { type DaysDecided, decideClosed, decideDays } from './decided-days.ts';
import type { Decision } from './decision.ts';
import type { DayClose, Evidence } from './evidence.ts';
import { heldThroughout } from './held.ts';
import { outlookOf } from './outlook.ts';
import { sentenceOf } from './sentence.ts';
import { soundClose, soundEvidence } from './sound-evidence.ts';
import type { Told } from './told.ts';
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
  const { closes, seenNow, baselineItem } = given;
  if (closes !== undefined && seenNow && context.started && criterion.heldForMs === undefined) {
    const { subject, currency, zone, fiscalYearStart } = context;
    const by = [subject, currency, zone, fiscalYearStart] as const;
    const verdict = verdictOfDays(closes, criterion, signal, waiver, baselineItem, ...by);
    if (verdict !== undefined) return verdict;
  }
  const evidence = soundEvidence(given);
  const all: AllDecided & Partial<DaysDecided> = context.started
    ? decided(criterion, signal, evidence, context.now)
    : { decision: notStarted(evidence) };
  const decision = withHeld(criterion, evidence, all.decision);
  const outlook = outlookOf(criterion, signal, decision, evidence, context);
  const { now } = context;
  return verdictOf({
    criterion,
    signal,
    evidence,
    all,
    decision,
    context,
    now,
    ...present({ outlook, waiver }),
  });
}

/**
 * The verdict of days that are over, while nothing is missing now: it has no part in the time, and stands for as long as the answers about
 * these days are the very same. `undefined` where it is open, because what would settle it is told by the time.
 */
const verdictOfDays = rememberedWith(
  (
    closes: readonly DayClose[],
    criterion: MeasuredCriterion,
    signal: Signal,
    waiver: Waiver | undefined,
    baselineItem: string | undefined,
    subject: string,
    currency: string,
    zone: string,
    fiscalYearStart: number,
  ): CriterionVerdict | undefined => {
    const sound = closes.map(soundClose);
    const all = decideClosed(criterion, signal, sound);
    const { decision, period } = all;
    if (decision.state === 'unproven') return undefined;
    const context = { subject, currency, zone, fiscalYearStart };
    const known = { readings: [], period, windowBegun: true, closes: sound, ...present({ baselineItem }) };
    return verdictOf({
      criterion,
      signal,
      evidence: known,
      all,
      decision,
      context,
      ...present({ waiver }),
    });
  },
);

/** What a verdict is made of. */
interface Reached extends Omit<Told, 'values' | 'pending'> {
  readonly all: AllDecided & Partial<DaysDecided>;
  /** In force; of a verdict that passes it is left aside. */
  readonly waiver?: Waiver;
}

function verdictOf({ all, outlook, waiver, ...reached }: Reached): CriterionVerdict {
  const { criterion, evidence, decision } = reached;
  const applied = decision.state === 'pass' ? undefined : waiver;
  const { actual, baseline } = decision.reading;
  const sentence = sentenceOf({
    ...reached,
    evidence: all.period === undefined ? evidence : { ...evidence, period: all.period },
    ...present({ values: all.values, outlook, pending: all.pending, waiver: applied }),
  });
  // Made and then filled: an evaluation makes many of them.
  const verdict: Changeable<CriterionVerdict> = {
    text: criterion.text,
    kind: 'measured',
    signal: criterion.signal,
    op: criterion.op,
    state: decision.state,
    reason: decision.reason,
    sentence,
    advisory: criterion.advisory,
    defaults: defaultsInWords(criterion),
  };
  if (decision.lean !== undefined) verdict.lean = decision.lean;
  if (outlook !== undefined) verdict.outlook = outlook;
  if (all.pending !== undefined) verdict.pending = all.pending;
  if (decision.target !== undefined) verdict.target = decision.target.value;
  if (baseline !== undefined) verdict.baseline = baseline;
  if (decision.reading.mix !== undefined) verdict.mix = decision.reading.mix;
  if (actual !== undefined) verdict.actual = actual;
  if (applied !== undefined) verdict.waiver = applied;
  if (criterion.note !== undefined) verdict.note = criterion.note;
  return verdict;
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
