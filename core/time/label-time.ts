import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from './calendar.ts';
import { isWrittenTime } from './written-time.ts';

/** A label was there, and no time. */
export const UNREADABLE_TIME = 'unreadable';
export type UnreadableTime = typeof UNREADABLE_TIME;

/** Unix seconds, with or without a fraction, from 2001 to 2286; ten digits in front of the point. */
const SECONDS = /^[1-9]\d{9}(?:\.\d+)?$/;
const MILLISECONDS = /^[1-9]\d{12}$/;

/**
 * The time that a label's value says, Unix ms: an ISO instant with its offset, Unix seconds or milliseconds, or a calendar date. A date
 * stands for noon of its day in the zone: so it lies in that day for nearly everybody who asks.
 */
export function labelTime(text: string, zone: string): number | UnreadableTime {
  if (SECONDS.test(text)) return Math.round(Number(text) * 1_000);
  if (MILLISECONDS.test(text)) return Number(text);
  if (isCalendarDate(text)) {
    return Temporal.PlainDate.from(text).toZonedDateTime({ timeZone: zone, plainTime: '12:00' })
      .epochMilliseconds;
  }
  return isWrittenTime(text) ? Date.parse(text) : UNREADABLE_TIME;
}
