import { Temporal } from 'temporal-polyfill';
import { recent } from '../remember.ts';

/**
 * Calendar days, weeks and months of IANA time zones. Times are Unix ms. Days are 23, 24, 25 or other hours long, and some have no
 * midnight: a day is from its first instant to the next day's first instant.
 *
 * Functions here throw `RangeError` for a zone or a date that does not exist; {@link isCalendarDate} and `isZone` ask before.
 */

interface LocalDay {
  /** `2026-11-23` */
  readonly date: string;
  /** Half-open [start, end). */
  readonly start: number;
  readonly end: number;
}

const DAY_MS = 86_400_000;
/** Five and a half years of days a zone; then the zone's cache starts afresh. */
const MAX_CACHED_DAYS = 2_000;

/**
 * Local days by zone and UTC day, of which each overlaps two or three. Temporal takes 7 to 18 µs for one answer, a look here 0.03
 * µs; a chart of a year or the days of a million late points ask thousands of times.
 */
const cache = new Map<string, Map<number, readonly LocalDay[]>>();

/** The first instant of the day that `at` lies in. */
export function startOfDay(at: number, zone: string): number {
  return localDay(at, zone).start;
}

/** The first instant of the day after the one that `at` lies in. */
export function endOfDay(at: number, zone: string): number {
  return localDay(at, zone).end;
}

/** The calendar date at an instant: `2026-11-23`. */
export function dateOf(at: number, zone: string): string {
  return localDay(at, zone).date;
}

/** The first instant of a calendar date `2026-11-23`. A date that a zone skipped begins when the next one does. */
export function startOfDate(date: string, zone: string): number {
  return startOfPlainDate(plainDate(date), zone);
}

/** The instant at which a calendar date is over: the first one of the next date. */
export function endOfDate(date: string, zone: string): number {
  return startOfPlainDate(plainDate(date).add({ days: 1 }), zone);
}

/** Whether `text` is a date of the calendar, written `2026-11-23`. */
export function isCalendarDate(text: string): boolean {
  try {
    plainDate(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * `from`, every first instant of a day strictly between, and `to`: ascending. `from` must be before `to`. Who asks for the same days again gets the
 * very same list, for as long as nobody has asked for many others.
 */
export const dayBoundaries = recent((from: number, to: number, zone: string): readonly number[] => {
  const ofZone = daysOfZone(zone);
  return boundaries(from, to, (at) => dayAt(ofZone, at, zone).end);
}, 16);

/** As {@link dayBoundaries}, by weeks from Monday (ISO 8601). */
export function weekBoundaries(from: number, to: number, zone: string): readonly number[] {
  return boundaries(from, to, (at) => {
    const date = plainDate(dateOf(at, zone));
    return startOfPlainDate(date.add({ days: 8 - date.dayOfWeek }), zone);
  });
}

/** As {@link dayBoundaries}, by calendar months. */
export function monthBoundaries(from: number, to: number, zone: string): readonly number[] {
  return boundaries(from, to, (at) =>
    startOfPlainDate(plainDate(dateOf(at, zone)).with({ day: 1 }).add({ months: 1 }), zone),
  );
}

function boundaries(from: number, to: number, next: (at: number) => number): readonly number[] {
  if (!(from < to)) throw new RangeError(`A window ends after it begins: [${from}, ${to}) does not.`);
  const found = [from];
  for (let at = next(from); at < to; at = next(at)) found.push(at);
  found.push(to);
  return found;
}

function localDay(at: number, zone: string): LocalDay {
  return dayAt(daysOfZone(zone), at, zone);
}

function daysOfZone(zone: string): Map<number, readonly LocalDay[]> {
  let days = cache.get(zone);
  if (days === undefined) {
    days = new Map();
    cache.set(zone, days);
  }
  return days;
}

function dayAt(days: Map<number, readonly LocalDay[]>, at: number, zone: string): LocalDay {
  const utcDay = Math.floor(at / DAY_MS);
  let overlapping = days.get(utcDay);
  if (overlapping === undefined) {
    overlapping = daysOverlapping(utcDay * DAY_MS, zone);
    if (days.size >= MAX_CACHED_DAYS) days.clear();
    days.set(utcDay, overlapping);
  }
  for (const day of overlapping) if (at < day.end) return day;
  throw new RangeError(`${at} is not an instant.`);
}

function daysOverlapping(utcMidnight: number, zone: string): readonly LocalDay[] {
  const found: LocalDay[] = [];
  for (let at = utcMidnight; at < utcMidnight + DAY_MS; ) {
    const day = computeDay(at, zone);
    found.push(day);
    at = day.end;
  }
  return found;
}

function computeDay(at: number, zone: string): LocalDay {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return {
    date: date.toString(),
    start: startOfPlainDate(date, zone),
    end: startOfPlainDate(date.add({ days: 1 }), zone),
  };
}

function startOfPlainDate(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}

function plainDate(text: string): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError(`${text} is not a date like 2026-11-23.`);
  return Temporal.PlainDate.from(text, { overflow: 'reject' });
}
