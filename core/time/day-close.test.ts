import { expect, test } from 'vitest';
import type { WindowSpec } from '../roadmap/criterion.ts';
import { closesUpTo, lastClose, windowAtClose } from './day-close.ts';

const berlin = (date: string, hour = 0, minute = 0) => Date.UTC(...ymd(date), hour, minute) - 3_600_000;
const ymd = (date: string): [number, number, number] => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return [year, month - 1, day];
};
const IN_BERLIN = { zone: 'Europe/Berlin', fiscalYearStart: 4 };
const over = (ms: number): WindowSpec => ({ kind: 'duration', ms, text: '' });
const HOUR = 3_600_000;

test('a day has closed once its last minutes are in', () => {
  expect(lastClose(berlin('2026-11-23', 12), 'Europe/Berlin')).toBe(berlin('2026-11-23'));
  expect(lastClose(berlin('2026-11-23', 0, 4), 'Europe/Berlin')).toBe(berlin('2026-11-22'));
  expect(lastClose(berlin('2026-11-23', 0, 5), 'Europe/Berlin')).toBe(berlin('2026-11-23'));
});

test('closes are a day apart, also where a day has 25 hours', () => {
  // Summer time ended in Berlin on 25 October 2026.
  const closes = closesUpTo(berlin('2026-10-27'), 'Europe/Berlin', 4);
  expect(closes.map((close, i) => (close - (closes[i - 1] ?? close)) / HOUR)).toEqual([0, 24, 25, 24]);
});

test('a window has whole days, at least as many as it asks', () => {
  const close = berlin('2026-11-23');
  const days = (spec: WindowSpec) => {
    const window = windowAtClose(spec, close, IN_BERLIN);
    return window && (window.to - window.from) / (24 * HOUR);
  };
  expect([days(over(7 * 24 * HOUR)), days(over(24 * HOUR)), days(over(HOUR)), days(over(25 * HOUR))]).toEqual(
    [7, 1, 1, 2],
  );
  expect(days({ kind: 'month' })).toBe(22);
  expect(days({ kind: 'latest' })).toBeUndefined();
});

test('a month or a fiscal quarter that begins today is the one that ended', () => {
  const first = berlin('2026-10-01') - HOUR;
  const inSummer = (date: string) => berlin(date) - HOUR;
  expect(windowAtClose({ kind: 'month' }, first, IN_BERLIN)).toEqual({
    from: inSummer('2026-09-01'),
    to: first,
  });
  expect(windowAtClose({ kind: 'quarter' }, first, IN_BERLIN)).toEqual({
    from: inSummer('2026-07-01'),
    to: first,
  });
});

test('a rollout begins with its first traffic, and has no window before a day has closed', () => {
  const close = berlin('2026-11-23');
  const rollout = (firstTrafficAt?: number) =>
    windowAtClose({ kind: 'rollout' }, close, { ...IN_BERLIN, firstTrafficAt });
  expect(rollout(berlin('2026-11-21', 14))).toEqual({ from: berlin('2026-11-21', 14), to: close });
  expect(rollout(berlin('2026-11-23', 9))).toBeUndefined();
  expect(rollout()).toBeUndefined();
});
