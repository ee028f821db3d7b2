import { z } from 'zod';
import { endOfDate, isCalendarDate, startOfDate } from './calendar.ts';

const instant = z.iso.datetime({ offset: true });

/** Whether a text is a calendar date (`2026-03-01`) or an instant with its offset (`2026-03-01T08:00:00Z`). */
export function isWrittenTime(text: string): boolean {
  return isCalendarDate(text) || (instant.safeParse(text).success && Number.isFinite(Date.parse(text)));
}

/** A calendar date or an instant, as people write it into a file. */
export const writtenTime = z.string().refine(isWrittenTime, {
  message: 'expected a date such as 2026-03-01, or an instant such as 2026-03-01T08:00:00Z',
});

/** When something begins that holds from there on, Unix ms: at the instant, or with the first moment of the day in the zone. */
export function beginningOf(text: string, zone: string): number {
  return isCalendarDate(text) ? startOfDate(text, zone) : Date.parse(text);
}

/** When something is over that holds until there, Unix ms: at the instant, or with the last moment of the day in the zone. */
export function endOf(text: string, zone: string): number {
  return isCalendarDate(text) ? endOfDate(text, zone) : Date.parse(text);
}
