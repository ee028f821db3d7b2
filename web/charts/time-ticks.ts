import { dayBoundaries, monthBoundaries, startOfDay, weekBoundaries } from '../../core/time/calendar.ts';
import { formatDay, formatTime } from '../elements/calendar-text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A place on a time axis: an instant that begins something in the product's zone, and its words. */
export interface TimeTick {
  /** Unix ms. */
  readonly value: number;
  readonly label: string;
}

/**
 * Where a time axis has its words: at beginnings of hours, days, weeks (Monday) or months of the zone, at most `most` of them.
 */
export function timeTicks(from: number, to: number, zone: string, most: number): TimeTick[] {
  if (!(to > from)) return [];
  const room = Math.max(2, most);
  for (const hours of [1, 3, 6, 12]) {
    if ((to - from) / (hours * HOUR) > room) continue;
    return hourStarts(from, to, zone, hours).map((value) => ({ value, label: hourLabel(value, zone, to) }));
  }
  for (const starts of candidates(from, to, zone)) {
    if (starts.length > room) continue;
    return starts.map((value) => ({ value, label: formatDay(value, zone, to) }));
  }
  return [];
}

/** Finer ones first; months are the coarsest, and thinned out until they fit. */
function* candidates(from: number, to: number, zone: string): Generator<readonly number[]> {
  const inside = (starts: readonly number[]) => starts.filter((start) => start >= from && start < to);
  const days = (to - from) / DAY;
  if (days < 40) {
    const each = inside([startOfDay(from, zone), ...dayBoundaries(from, to, zone).slice(1)]);
    yield each;
    yield each.filter((_, i) => i % 2 === 0);
  }
  if (days < 200) {
    const weeks = inside(weekBoundaries(from, to, zone).slice(1));
    yield weeks;
    yield weeks.filter((_, i) => i % 2 === 0);
  }
  const months = inside(monthBoundaries(from, to, zone).slice(1));
  for (let every = 1; every <= 1024; every *= 2) yield months.filter((_, i) => i % every === 0);
}

/** Multiples of so many hours after each day's beginning, so that days of 23 and 25 hours keep their marks. */
function hourStarts(from: number, to: number, zone: string, hours: number): number[] {
  const starts: number[] = [];
  const days = [startOfDay(from, zone), ...dayBoundaries(from, to, zone).slice(1)];
  days.forEach((day, i) => {
    const end = Math.min(days[i + 1] ?? to, to);
    for (let at = day; at < end; at += hours * HOUR) if (at >= from) starts.push(at);
  });
  return starts;
}

function hourLabel(at: number, zone: string, now: number): string {
  const time = formatTime(at, zone);
  return time === '00:00' ? formatDay(at, zone, now) : time;
}
