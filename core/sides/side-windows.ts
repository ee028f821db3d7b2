import { startOfDay } from '../time/calendar.ts';
import { closesUpTo, lastClose } from '../time/day-close.ts';
import type { TimeWindow } from '../time/window.ts';
import { LEAST_COMPARED_DAYS } from './time-blocks.ts';

/** Four whole weeks: as few blocks of a week as tell anything. */
const USUAL_DAYS = 28;

const DAY_MS = 86_400_000;

/** What is known of one side before its window is chosen. */
export interface SideTime {
  /** The days on which it served, from the first to the end of the last; absent when it never did. */
  readonly served?: TimeWindow;
  /** What somebody asked for, Unix ms. */
  readonly from?: number;
  readonly to?: number;
}

/** The windows of both sides. */
export interface SideWindows {
  readonly a: TimeWindow;
  readonly b: TimeWindow;
}

/**
 * The windows that two sides are compared over. What is asked for is taken. Else the last four weeks of both, of whole days; less where one
 * has not served for as long, so that both are of the same time. Two sides that never served together have each its own last four weeks of
 * traffic. One thing with itself: the last four weeks, and the four weeks before them.
 *
 * A window that ends before it begins, or later than now, is for the caller to refuse.
 *
 * @param areSame whether both sides are the same item and build
 */
export function sideWindows(
  a: SideTime,
  b: SideTime,
  { now, zone, areSame }: { readonly now: number; readonly zone: string; readonly areSame: boolean },
): SideWindows {
  const isAsked = [a, b].some(({ from, to }) => from !== undefined || to !== undefined);
  if (areSame && !isAsked) {
    const last = ownWindow(b, now, zone);
    return { a: { from: daysBefore(last.from, USUAL_DAYS, zone), to: last.from }, b: last };
  }
  const own = { a: ownWindow(a, now, zone), b: ownWindow(b, now, zone) };
  return isAsked ? own : (together(own) ?? own);
}

/** The time that both windows have, where that is enough, or all that there is of two that go on. */
function together({ a, b }: SideWindows): SideWindows | undefined {
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  const days = (both.to - both.from) / DAY_MS;
  const isEnough = a.to === b.to ? days > 0 : days >= LEAST_COMPARED_DAYS;
  return isEnough ? { a: both, b: both } : undefined;
}

function ownWindow({ served, from, to }: SideTime, now: number, zone: string): TimeWindow {
  const end = to ?? lastEnd(served, from, now, zone);
  if (from !== undefined) return { from, to: end };
  const usual = daysBefore(end, USUAL_DAYS, zone);
  const isYoung = to === undefined && served !== undefined && served.from > usual && served.from < end;
  return { from: isYoung ? served.from : usual, to: end };
}

/** The close of the last whole day on which it served; of what began today: now. */
function lastEnd(
  served: TimeWindow | undefined,
  from: number | undefined,
  now: number,
  zone: string,
): number {
  const close = lastClose(now, zone);
  const begins = from ?? served?.from;
  if (begins !== undefined && begins >= close) return now;
  if (from !== undefined) return close;
  return served === undefined ? close : Math.min(close, served.to);
}

function daysBefore(end: number, days: number, zone: string): number {
  return closesUpTo(end, zone, days + 1)[0] ?? startOfDay(end, zone);
}
