import { recent } from '../remember.ts';
import type { WindowSpec } from '../roadmap/criterion.ts';
import { startOfDay } from './calendar.ts';
import { monthOf, quarterOf } from './period.ts';
import type { TimeWindow, WindowContext } from './window.ts';

const DAY_MS = 86_400_000;

/** Readings of a day's last minutes come in after it: a day is judged once it has been over for so long, ms. */
export const CLOSE_LAG_MS = 5 * 60_000;

/** The last close of a day: the first instant of today, or of yesterday while what came last is still under way. */
export function lastClose(now: number, zone: string): number {
  return startOfDay(now - CLOSE_LAG_MS, zone);
}

/** So many closes up to one of them, ascending: each the first instant of a day. */
export const closesUpTo = recent((close: number, zone: string, count: number): readonly number[] => {
  const closes = [close];
  while (closes.length < count) closes.push(startOfDay((closes.at(-1) as number) - 1, zone));
  return closes.reverse();
}, 16);

/**
 * The whole days that a criterion is judged by when a day closes: at least as many as its window asks. A month or quarter is the one that
 * the day was in, to date; a rollout begins with the first traffic itself.
 *
 * `undefined` where no whole day has passed yet, and for `latest`.
 */
export function windowAtClose(
  spec: WindowSpec,
  close: number,
  { zone, fiscalYearStart, firstTrafficAt }: Omit<WindowContext, 'now'>,
): TimeWindow | undefined {
  const from = beginning();
  return from !== undefined && from < close ? { from, to: close } : undefined;

  function beginning(): number | undefined {
    switch (spec.kind) {
      case 'duration':
        return closesUpTo(close, zone, Math.ceil(spec.ms / DAY_MS) + 1)[0];
      case 'month':
        return monthOf(close - 1, zone).from;
      case 'quarter':
        return quarterOf(close - 1, zone, fiscalYearStart).from;
      case 'rollout':
        return firstTrafficAt;
      case 'latest':
        return undefined;
    }
  }
}
