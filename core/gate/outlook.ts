import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import { betaCumulative } from '../statistics/beta.ts';
import type { EndLevels } from '../statistics/interval.ts';
import { logEvidence } from '../statistics/mixture.ts';
import { leastWhole } from '../statistics/root.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { dateOf } from '../time/calendar.ts';
import { monthOf, quarterOf } from '../time/period.ts';
import type { JudgmentContext } from './context.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';
import { heldForMs } from './held.ts';
import { MOST_COUNTED, trialOf } from './plan/trial.ts';
import type { Actual, Outlook } from './verdict.ts';
import { nounOf } from './words.ts';

const DAY_MS = 86_400_000;
/** A plan of more than a century is none. */
const MOST_MS = 36_525 * DAY_MS;

/**
 * What would settle a criterion that is unproven, if things go on as they were seen: how many more answers at this value, and by when they
 * come in. `undefined` where no number of them would, or where something else is missing.
 */
export function outlookOf(
  criterion: MeasuredCriterion,
  signal: Signal,
  decision: Decision,
  evidence: Evidence,
  context: JudgmentContext,
): Outlook | undefined {
  const { state, reason, reading, lean } = decision;
  const { actual } = reading;
  if (state !== 'unproven') return undefined;
  if (reason === 'held-too-short') return heldOutlook(criterion, evidence, context);
  if (actual === undefined || (reason !== 'too-few' && reason !== 'interval-spans-target')) return undefined;
  const least = Math.max(0, criterion.minimumN - actual.n);
  const isCensus = actual.boundsKind === 'measurement' || criterion.decide === 'point';
  const settling =
    isCensus || lean === undefined ? 0 : settlingN(criterion, signal, actual, decision.target?.value, lean);
  if (settling === undefined) return undefined;
  const more = Math.max(least, Math.ceil(settling - actual.n));
  if (!(more > 0)) return undefined;
  const noun = nounOf(signal, actual.evidence);
  return {
    more,
    noun,
    ...(actual.evidence === 'production' ? rateOutlook(criterion, actual, more, context) : {}),
  };
}

/** At which n the value that was seen would decide: exactly for shares, and by how intervals narrow for everything else. */
function settlingN(
  criterion: MeasuredCriterion,
  signal: Signal,
  actual: Actual,
  target: number | undefined,
  lean: 'pass' | 'fail',
): number | undefined {
  const { value, levels, n } = actual;
  if (value === undefined || target === undefined || n <= 0) return undefined;
  if (actual.comparison === undefined && levels !== undefined) {
    if (actual.method === 'wilson' || actual.method === 'mixture') {
      const settles = settlesAt(criterion, actual, levels, target, lean);
      return leastWhole((size) => settles(value * size, size), 1, MOST_COUNTED);
    }
    if (actual.method === 'order-statistics')
      return lean === 'pass' ? quantileN(criterion, signal, actual) : undefined;
  }
  return narrowedN(actual, value, target);
}

/** Whether so many of so many would settle it: by the test that each interval is made of, which is quicker than its end. */
function settlesAt(
  { op }: MeasuredCriterion,
  { method }: Actual,
  levels: EndLevels,
  target: number,
  lean: 'pass' | 'fail',
): (events: number, n: number) => boolean {
  const upwards = op === '>=' || op === '>';
  // Whether the lower end has to come over the target, or the upper one under it.
  const isLower = upwards === (lean === 'pass');
  const level = isLower ? levels.lower : levels.upper;
  if (method === 'mixture') {
    const enough = -Math.log(1 - level);
    return (events, n) => logEvidence(events, n, target) >= enough;
  }
  const end = isLower ? 'lower' : 'upper';
  if (lean === 'pass') {
    return (events, n) => {
      const bound = wilsonInterval(events, n, levels)[end];
      return isLower ? bound >= target : bound <= target;
    };
  }
  return isLower
    ? (events, n) => 1 - betaCumulative(target, events, n - events + 1) >= level
    : (events, n) => betaCumulative(target, events + 1, n - events) >= level;
}

/** With as many values within the target as there were. */
function quantileN(
  criterion: MeasuredCriterion,
  signal: Signal,
  { shareAtTarget }: Actual,
): number | undefined {
  const trial = trialOf(criterion, signal);
  if (trial === undefined || shareAtTarget === undefined) return undefined;
  const upwards = criterion.op === '>=' || criterion.op === '>';
  const good = upwards ? 1 - shareAtTarget.upper : shareAtTarget.lower;
  return leastWhole((n) => trial.passes(Math.floor(good * n), n), 1, MOST_COUNTED);
}

/** Intervals narrow with the root of n. */
function narrowedN({ lower, upper, n }: Actual, value: number, target: number): number | undefined {
  const end = value >= target ? lower : upper;
  const [half, wanted] = [Math.abs(value - (end ?? Number.NaN)), Math.abs(value - target)];
  const needed = n * (half / wanted) ** 2;
  return Number.isFinite(needed) && needed <= MOST_COUNTED ? needed : undefined;
}

/** By when so many more come in, or that the window does not hold them. */
function rateOutlook(
  { window }: MeasuredCriterion,
  { n, from, to }: Actual,
  more: number,
  { now, zone, fiscalYearStart }: JudgmentContext,
): Pick<Outlook, 'by' | 'outgrows'> {
  if (!(n > 0 && to > from)) return {};
  const took = ((to - from) * more) / n;
  if (took > MOST_MS) return { outgrows: true };
  const at = now + took;
  const ends = {
    month: () => monthOf(now, zone).to,
    quarter: () => quarterOf(now, zone, fiscalYearStart).to,
  };
  const until =
    window.kind === 'duration'
      ? from + window.ms
      : (ends[window.kind as keyof typeof ends]?.() ?? Number.POSITIVE_INFINITY);
  return at <= until ? { by: dateOf(at, zone) } : { outgrows: true };
}

function heldOutlook(
  { heldForMs: must }: MeasuredCriterion,
  { history }: Evidence,
  { now, zone }: JudgmentContext,
): Outlook {
  const left = Math.max(0, (must ?? 0) - heldForMs(history ?? []));
  return { by: dateOf(now + left, zone) };
}
