import { dateOf, isCalendarDate, startOfDate } from './calendar.ts';

/**
 * A calendar period in some zone. Quarters and years are fiscal ones where the fiscal year does not begin in January.
 *
 * A fiscal year is named by the calendar year in which it ends: with a fiscal year from April, 1 April 2026 begins fiscal 2027, and
 * `2026-Q4` is January to March 2026. With a fiscal year from January, fiscal and calendar years are the same. Months are always
 * calendar ones.
 */
export interface Period {
  /** `2026-Q4`, `2026-11`, `2026` or, for a day, `2026-11-23`. */
  readonly id: string;
  /** Half-open [from, to), Unix ms. */
  readonly from: number;
  readonly to: number;
}

/** What is needed to know a period's edges. */
export interface PeriodCalendar {
  readonly zone: string;
  /** First month of the fiscal year, 1…12. */
  readonly fiscalYearStart: number;
}

/** A run of whole months: `first` counts months since year 0. */
interface Months {
  readonly first: number;
  readonly length: number;
}

/** The calendar day that an instant lies in. */
export function dayOf(at: number, zone: string): Period {
  return dayNamed(dateOf(at, zone), zone);
}

/** The calendar month that an instant lies in. */
export function monthOf(at: number, zone: string): Period {
  return monthsNamed(dateOf(at, zone).slice(0, 7), { first: monthIndex(dateOf(at, zone)), length: 1 }, zone);
}

/** The fiscal quarter that an instant lies in. */
export function quarterOf(at: number, zone: string, fiscalYearStart: number): Period {
  return named(quarterOfDate(dateOf(at, zone), fiscalYearStart), { zone, fiscalYearStart });
}

/** The fiscal year that an instant lies in. */
export function yearOf(at: number, zone: string, fiscalYearStart: number): Period {
  const quarter = quarterOfDate(dateOf(at, zone), fiscalYearStart);
  return named(quarter.slice(0, 4), { zone, fiscalYearStart });
}

/** The id of the fiscal quarter that a calendar date lies in: `2026-Q4`. */
export function quarterOfDate(date: string, fiscalYearStart: number): string {
  const fiscalMonth = monthIndex(date) + fiscalShift(fiscalYearStart);
  return `${yearText(Math.floor(fiscalMonth / 12))}-Q${Math.floor((fiscalMonth % 12) / 3) + 1}`;
}

/**
 * Reads `2026-Q4`, `2026-11`, `2026` or `2026-11-23`; `undefined` for anything else, and for years before 1970.
 */
export function parsePeriod(text: string, zone: string, fiscalYearStart: number): Period | undefined {
  const id = text.trim().toUpperCase();
  if (Number(id.slice(0, 4)) < 1970) return undefined;
  if (isCalendarDate(id)) return dayNamed(id, zone);
  const months = monthsOf(id, fiscalYearStart);
  return months === undefined ? undefined : monthsNamed(id, months, zone);
}

/** The period of the same kind that ends where this one begins. */
export function previousPeriod(period: Period, zone: string, fiscalYearStart: number): Period {
  return periodOfKind(period.id, period.from - 1, { zone, fiscalYearStart });
}

/** The period of the same kind that begins where this one ends. */
export function nextPeriod(period: Period, zone: string, fiscalYearStart: number): Period {
  return periodOfKind(period.id, period.to, { zone, fiscalYearStart });
}

function periodOfKind(id: string, at: number, { zone, fiscalYearStart }: PeriodCalendar): Period {
  if (id.length === 10) return dayOf(at, zone);
  if (id.includes('Q')) return quarterOf(at, zone, fiscalYearStart);
  return id.length === 4 ? yearOf(at, zone, fiscalYearStart) : monthOf(at, zone);
}

function named(id: string, { zone, fiscalYearStart }: PeriodCalendar): Period {
  const months = monthsOf(id, fiscalYearStart);
  if (months === undefined) throw new RangeError(`${id} is not a period.`);
  return monthsNamed(id, months, zone);
}

function monthsOf(id: string, fiscalYearStart: number): Months | undefined {
  const match = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(id);
  if (match === null) return undefined;
  const [, year, quarter, month] = match;
  const january = Number(year) * 12;
  if (month !== undefined) return { first: january + Number(month) - 1, length: 1 };
  const fiscalYear = january - fiscalShift(fiscalYearStart);
  if (quarter === undefined) return { first: fiscalYear, length: 12 };
  return { first: fiscalYear + (Number(quarter) - 1) * 3, length: 3 };
}

function monthsNamed(id: string, { first, length }: Months, zone: string): Period {
  return { id, from: startOfMonth(first, zone), to: startOfMonth(first + length, zone) };
}

function dayNamed(date: string, zone: string): Period {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const next = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
  return { id: date, from: startOfDate(date, zone), to: startOfDate(next, zone) };
}

/** By how many months the fiscal year is ahead of the calendar's, so that it is named by the year in which it ends. */
function fiscalShift(fiscalYearStart: number): number {
  return (13 - fiscalYearStart) % 12;
}

function monthIndex(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

function startOfMonth(index: number, zone: string): number {
  const month = String((index % 12) + 1).padStart(2, '0');
  return startOfDate(`${yearText(Math.floor(index / 12))}-${month}-01`, zone);
}

function yearText(year: number): string {
  return String(year).padStart(4, '0');
}
