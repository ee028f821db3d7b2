import type { MilestoneStatus } from '../../../core/roadmap/roadmap.ts';
import { isPlaceholder } from '../../../core/text/placeholder.ts';
import { isCalendarDate } from '../../../core/time/calendar.ts';

/** A cell that says nothing. */
export function isBlank(text: string): boolean {
  return /^(?:[-–—\s]*|n\/?a|none)$/i.test(text.trim());
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A date as people write it, in the calendar's own form: `2026-12-15`, `15 Dec 2026`, `December 15, 2026`. `undefined` for what leaves the
 * day or the order of day and month open.
 */
export function dateIn(text: string): string | undefined {
  const iso = /\b\d{4}-\d{2}-\d{2}\b/.exec(text)?.[0];
  if (iso !== undefined) return isCalendarDate(iso) ? iso : undefined;
  const dayFirst = /\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})\b/i.exec(text);
  if (dayFirst !== null) return written(dayFirst[3], dayFirst[2], dayFirst[1]);
  const monthFirst = /\b([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/i.exec(text);
  return monthFirst === null ? undefined : written(monthFirst[3], monthFirst[1], monthFirst[2]);
}

function written(year = '', month = '', day = ''): string | undefined {
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return number > 0 && isCalendarDate(date) ? date : undefined;
}

const STATUSES: readonly (readonly [status: MilestoneStatus, pattern: RegExp])[] = [
  ['dropped', /^\[-\]|\b(?:dropped|cancell?ed|abandoned|won't do)\b/i],
  ['blocked', /⛔|\bblocked\b|\bon hold\b/i],
  [
    'in-progress',
    /^\[[/~]\]|🚧|\bin[\s-]progress\b|\bongoing\b|(?<!not )\bstarted\b|\bwip\b|\bpartial(?:ly)?\b/i,
  ],
  [
    'planned',
    /^\[\s?\]|☐|⬜|\bplanned\b|\bplanning\b|\bto[\s-]?do\b|\bnot started\b|\bnot done\b|\bupcoming\b|\bopen\b/i,
  ],
  ['done', /^\[x\]|☑|✅|✔|\bdone\b|\bcompleted?\b|\bshipped\b|\bdelivered\b|\bfinished\b/i],
];

/** The status that a cell or the beginning of a line means. */
export function statusIn(text: string): MilestoneStatus | undefined {
  return STATUSES.find(([, pattern]) => pattern.test(text.trim()))?.[0];
}

/** A box in front of a line, as checklists have it, and what is behind it. */
export function tickIn(text: string): { readonly ticked: boolean; readonly rest: string } | undefined {
  const match = /^\s*(?:\[( |x|X)\]|([☐⬜])|([☑✅✔☒]))\s*(.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, box, , checked, rest = ''] = match;
  return { ticked: checked !== undefined || box?.toLowerCase() === 'x', rest };
}

/** A text as it goes into a roadmap: `undefined` for a cell that says nothing; a placeholder stays, for `validate` to name. */
export function said(text: string): string | undefined {
  const trimmed = text.trim();
  if (isPlaceholder(trimmed)) return trimmed;
  return isBlank(trimmed) ? undefined : trimmed;
}
