import { asksForToday } from '../../core/gate/decided-days.ts';
import type { DayClose, Evidence } from '../../core/gate/evidence.ts';
import { present } from '../../core/present.ts';
import { rememberedWith } from '../../core/remember.ts';
import { type HourOfPlace, lastHour } from './last-hour.ts';
import type { MeasuredPlace } from './places.ts';
import type { JudgedWindows, ProductionQuestion } from './production-evidence.ts';
import { hasStarted, judgedAt, type Situation } from './situation.ts';

/**
 * Whether a criterion may be a census that was seen within the last hour: then the days that are over decide it, and what today holds so far
 * changes nothing, so that it need not be added up at every look. What is sampled, is read by a label, or may never happen is judged by today
 * too; and so is what is judged as of another time than now, or has not begun.
 */
export function mayWait(
  situation: Situation,
  { criterion, signal, item }: MeasuredPlace,
  { closes, current }: JudgedWindows,
): boolean {
  if (situation.period !== undefined) return false;
  return (
    closes.length > 0 &&
    current.window !== undefined &&
    current.window.from <= lastHour(situation).from &&
    signal.population === undefined &&
    criterion.each === undefined &&
    judgedAt(situation, item) === situation.now &&
    hasStarted(situation, item)
  );
}

/**
 * The evidence of a census by its days that are over; `undefined` where today has to be asked for. What was watched within the last hour is
 * neither unseen nor stale, for a window that holds this hour ({@link ../../core/gate/limits.ts staleAfterMs} is an hour at least).
 *
 * @param closes how it stood when they closed
 * @param hour about the last hour
 */
export function seenEvidence(
  { place, baselineItem }: Pick<ProductionQuestion, 'place' | 'baselineItem'>,
  { beganAt, current }: JudgedWindows,
  closes: readonly DayClose[],
  { own, baseline }: HourOfPlace,
): Evidence | undefined {
  if (!(own.readings.watched(0).observedMs > 0)) return undefined;
  // Of what was sent only samples are there: they are judged at every look.
  if (own.readings.hasSamples() || baseline?.readings.hasSamples()) return undefined;
  return evidenceOfDays(closes, place, current.text, baselineItem, beganAt);
}

/** The very same as long as these days are. */
const evidenceOfDays = rememberedWith(
  (
    closes: readonly DayClose[],
    { criterion, signal }: MeasuredPlace,
    period: string,
    baselineItem: string | undefined,
    beganAt: number | undefined,
  ): Evidence | undefined => {
    if (asksForToday(criterion, signal, closes)) return undefined;
    const known = present({ baselineItem, beganAt });
    return { ...known, period, windowBegun: true, readings: [], closes, seenNow: true };
  },
);
