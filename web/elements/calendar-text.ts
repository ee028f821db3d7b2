/** How instants, dates and quarters are written on pages: day before month, 24 hours, in the product's zone. */

const LOCALE = 'en-GB';
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let known = formatters.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone });
    formatters.set(key, known);
  }
  return known;
}

/** `14:02` */
export function formatTime(at: number, zone: string): string {
  return formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `23 Nov`, with the year where it is not that of `now`: `23 Nov 2025`. */
export function formatDay(at: number, zone: string, now: number): string {
  const year = formatter(zone, { year: 'numeric' });
  const other = year.format(at) !== year.format(now);
  return formatter(zone, { day: 'numeric', month: 'short', ...(other ? { year: 'numeric' } : {}) }).format(
    at,
  );
}

/** `Mon 23 Nov 2026, 14:02` */
export function formatMoment(at: number, zone: string): string {
  const day = formatter(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return `${day.format(at).replace(',', '')}, ${formatTime(at, zone)}`;
}

/** A calendar date as the roadmap has it (`2026-12-14`): `14 Dec`, with the year where it is not that of `now`. */
export function formatDate(date: string, now: number): string {
  return formatDay(Date.parse(`${date}T12:00:00Z`), 'UTC', now);
}

/** The calendar date of an instant, as fields and the roadmap have it: `2026-12-14`. */
export function calendarDay(at: number, zone: string): string {
  const parts = formatter(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
}

/** `Q4 2026` for `2026-Q4`; anything else as it is. */
export function formatQuarter(quarter: string): string {
  const parts = /^(\d{4})-Q([1-4])$/.exec(quarter);
  return parts === null ? quarter : `Q${parts[2]} ${parts[1]}`;
}

/** When a step of a chart was: a day alone, or a day with its hours. */
export function formatStep(from: number, to: number, zone: string, now: number): string {
  const day = formatDay(from, zone, now);
  if (to === from) return `${day}, ${formatTime(from, zone)}`;
  const wholeDays = formatTime(from, zone) === '00:00' && to - from > 22 * 3_600_000;
  return wholeDays ? day : `${day}, ${formatTime(from, zone)}–${formatTime(to, zone)}`;
}
