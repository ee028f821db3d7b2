/** Roll-ups are 15 minutes long, so that days of every time zone are made of whole ones. */
export const QUARTER_HOUR_MS = 15 * 60_000;

/** Where a stretch of a read's window is answered from. */
export type Level = 'raw' | 'quarter' | 'day';

export interface Segment {
  readonly level: Level;
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
}

/** What the store has prepared. */
export interface Prepared {
  /** Quarter hours before this instant are rolled up; a multiple of {@link QUARTER_HOUR_MS}. */
  readonly sealedUntil: number;
  /** Raw data before this instant are gone. */
  readonly rawSince: number;
  /** Days before this instant are rolled up for the product; 0 when none are. */
  readonly daysSealedUntil: number;
  /** Start of the day of the product's zone that an instant lies in. */
  startOfDay(at: number): number;
}

export interface ReadPlan {
  /** Ascending, without gaps; they cover [from, to). */
  readonly segments: readonly Segment[];
  readonly from: number;
  readonly to: number;
  /** The request's boundaries with the ends moved to `from` and `to`. */
  readonly boundaries: readonly number[];
  readonly alignedToMs: number;
}

/**
 * Splits a window into raw edges, a rolled-up middle and whole days inside that, so that the answer is exact and cheap. A level is used
 * only where every boundary of a step falls on its grid; beyond raw retention boundaries take whole quarter hours, and the plan says so.
 */
export function planRead(boundaries: readonly number[], prepared: Prepared): ReadPlan {
  const asked = { from: boundaries[0] as number, to: boundaries.at(-1) as number };
  // Before 1970 there is nothing that could have expired.
  const isExpired = (at: number) => at >= 0 && at < prepared.rawSince;
  const from = isExpired(asked.from) ? floorTo(asked.from) : asked.from;
  const to = isExpired(asked.to) ? ceilTo(asked.to) : asked.to;
  const inner = boundaries.slice(1, -1);
  const aligned = from !== asked.from || to !== asked.to || inner.some((at) => isExpired(at) && !onGrid(at));
  const quarters = quarterRange(from, to, inner, prepared);
  const days = dayRange(quarters, inner, prepared);
  return {
    segments: [
      segment('raw', from, quarters.from),
      segment('quarter', quarters.from, days.from),
      segment('day', days.from, days.to),
      segment('quarter', days.to, quarters.to),
      segment('raw', quarters.to, to),
    ].filter((one) => one.from < one.to),
    from,
    to,
    boundaries: [from, ...inner, to],
    alignedToMs: aligned ? QUARTER_HOUR_MS : 0,
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The stretch that roll-ups answer; empty ranges sit at its end, so that all of the window before it is raw. */
function quarterRange(from: number, to: number, inner: readonly number[], prepared: Prepared): Range {
  const start = ceilTo(from);
  let end = to <= prepared.rawSince ? to : floorTo(Math.min(to, prepared.sealedUntil));
  // Steps finer than the grid, where raw data still are: those data answer.
  const fine = inner.find((at) => at >= prepared.rawSince && at > start && at < end && !onGrid(at));
  if (fine !== undefined) end = Math.min(end, Math.max(start, prepared.rawSince));
  return end > start ? { from: start, to: end } : { from: to, to };
}

function dayRange(quarters: Range, inner: readonly number[], prepared: Prepared): Range {
  const none = { from: quarters.to, to: quarters.to };
  const end = prepared.startOfDay(Math.min(quarters.to, prepared.daysSealedUntil));
  let start = prepared.startOfDay(quarters.from);
  // A day and a half after a day's start lies in the next one: days of zones that were moved by hours are between 17 and 31 hours long.
  if (start < quarters.from) start = prepared.startOfDay(start + 36 * 3_600_000);
  if (end <= start) return none;
  const onDays = inner.every((at) => at <= start || at >= end || prepared.startOfDay(at) === at);
  return onDays ? { from: start, to: end } : none;
}

function segment(level: Level, from: number, to: number): Segment {
  return { level, from, to };
}

function onGrid(at: number): boolean {
  return at % QUARTER_HOUR_MS === 0;
}

/** The start of the quarter hour that an instant lies in. */
export function floorTo(at: number): number {
  return at - (at % QUARTER_HOUR_MS);
}

function ceilTo(at: number): number {
  return floorTo(at + QUARTER_HOUR_MS - 1);
}
