import { remembered, rememberedWith } from '../remember.ts';
import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import { type Settled, settle } from './census.ts';
import { type AllDecided, decideAll } from './decide-all.ts';
import type { DayClose, Evidence } from './evidence.ts';
import type { PendingVerdict } from './verdict.ts';
import { isZeroTolerance } from './zero-tolerance.ts';

/** What whole days say of a census, and what today adds to it. */
export interface DaysDecided extends AllDecided {
  /** The window of the day that decided, in words. */
  readonly period: string;
  readonly pending?: PendingVerdict;
}

/**
 * Decides a census by its whole days: the two newest that agree ({@link settle}). What is missing now is said at once, and so is what must
 * never happen: both are known without the rest of the day.
 *
 * @param now Unix ms
 */
export function decideDays(
  criterion: MeasuredCriterion,
  signal: Signal,
  evidence: Evidence & { readonly closes: readonly DayClose[] },
  now: number,
): DaysDecided {
  if (evidence.seenNow) return decideClosed(criterion, signal, evidence.closes);
  const today = { ...decideAll(criterion, signal, evidence, now), period: evidence.period };
  const { reason, state } = today.decision;
  if (reason === 'never-seen' || reason === 'stale') return today;
  if (state === 'fail' && isZeroTolerance(criterion, signal)) return today;
  const settled = settledDays(evidence.closes, criterion, signal);
  if (settled === undefined) return noWholeDay(today);
  return isUnseen(settled) ? unwatched(settled.deciding, today, evidence) : byDays(settled);
}

/**
 * As {@link decideDays}, where it is known that nothing is missing now.
 *
 * @throws RangeError where today could decide after all ({@link asksForToday})
 */
export function decideClosed(
  criterion: MeasuredCriterion,
  signal: Signal,
  closes: readonly DayClose[],
): DaysDecided {
  const settled = settledDays(closes, criterion, signal);
  if (settled === undefined || isUnseen(settled))
    throw new RangeError(`What ${criterion.text} says today was left out, and is asked for.`);
  return byDays(settled);
}

/**
 * Whether what today says so far could decide, beside that it is seen now: no whole day says anything, earlier days are to be asked, or once is
 * once too often.
 */
export function asksForToday(
  criterion: MeasuredCriterion,
  signal: Signal,
  closes: readonly DayClose[],
): boolean {
  if (isZeroTolerance(criterion, signal)) return true;
  const settled = settledDays(closes, criterion, signal);
  return settled === undefined || settled.open || isUnseen(settled);
}

type SettledDays = Settled<ReturnType<typeof decidedCloses>[number]>;

function isUnseen({ deciding }: SettledDays): boolean {
  return deciding.all.decision.reason === 'never-seen';
}

function byDays({ deciding, pending }: SettledDays): DaysDecided {
  const value = pending?.all.decision.reading.actual?.value;
  return {
    ...deciding.all,
    period: deciding.period,
    ...(pending === undefined
      ? {}
      : { pending: { state: pending.state, at: pending.at, ...(value === undefined ? {} : { value }) } }),
  };
}

/** It is seen now, and was not in the days that count: because they were before it began, or because nobody watched. */
function unwatched(
  { at, period, all }: { readonly at: number; readonly period: string; readonly all: AllDecided },
  today: DaysDecided,
  { beganAt }: Pick<Evidence, 'beganAt'>,
): DaysDecided {
  if (beganAt === undefined || beganAt >= at) return noWholeDay(today);
  return { ...all, period, decision: { ...all.decision, reason: 'coverage' } };
}

function noWholeDay(today: DaysDecided): DaysDecided {
  return { ...today, decision: { ...today.decision, state: 'no-data', reason: 'first-day' } };
}

/** Whether the closes that are known do not settle it, so that earlier ones have to be asked. */
export function isUnsettled(
  criterion: MeasuredCriterion,
  signal: Signal,
  closes: readonly DayClose[],
): boolean {
  return settledDays(closes, criterion, signal)?.open ?? false;
}

/** Whether a criterion holds by each of some days, for `for`. */
export function heldOn(
  criterion: MeasuredCriterion,
  signal: Signal,
  closes: readonly DayClose[],
): readonly { readonly at: number; readonly held: boolean }[] {
  return decidedCloses(criterion, signal, closes).map(({ at, state }) => ({ at, held: state === 'pass' }));
}

const settledDays = rememberedWith(
  (closes: readonly DayClose[], criterion: MeasuredCriterion, signal: Signal) =>
    settle(decidedCloses(criterion, signal, closes)),
);

function decidedCloses(criterion: MeasuredCriterion, signal: Signal, closes: readonly DayClose[]) {
  return closes.map((close) => decidedBy(close)(criterion)(signal));
}

/** What is over is decided once, not at every look. */
const decidedBy = remembered((close: DayClose) =>
  remembered((criterion: MeasuredCriterion) =>
    remembered((signal: Signal) => {
      const all = decideAll(criterion, signal, close, undefined);
      return { at: close.at, state: all.decision.state, period: close.period, all };
    }),
  ),
);
