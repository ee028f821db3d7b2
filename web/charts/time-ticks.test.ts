import { expect, test } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const BERLIN = 'Europe/Berlin';
const labels = (from: number, to: number, zone: string, most: number) =>
  timeTicks(from, to, zone, most).map((tick) => tick.label);

test('a day has hours, its midnight the date', () => {
  const from = Date.UTC(2026, 10, 22, 20);
  expect(labels(from, from + 14 * 3_600_000, BERLIN, 6)).toEqual([
    '21:00',
    '23 Nov',
    '03:00',
    '06:00',
    '09:00',
  ]);
});

test('four weeks have Mondays', () => {
  const from = Date.UTC(2026, 9, 26, 13);
  expect(labels(from, Date.UTC(2026, 10, 23, 13), BERLIN, 7)).toEqual(['2 Nov', '9 Nov', '16 Nov', '23 Nov']);
});

test('a year has months, and says the other year', () => {
  expect(labels(Date.UTC(2025, 10, 23), Date.UTC(2026, 10, 23), BERLIN, 7)).toEqual([
    '1 Dec 2025',
    '1 Feb',
    '1 Apr',
    '1 Jun',
    '1 Aug',
    '1 Oct',
  ]);
});

test('days begin at midnight of the zone, over a change of clocks too', () => {
  const ticks = timeTicks(Date.UTC(2026, 9, 23, 22), Date.UTC(2026, 9, 27, 23), BERLIN, 8);
  expect(ticks.map((tick) => new Date(tick.value).toISOString())).toEqual([
    '2026-10-23T22:00:00.000Z',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T23:00:00.000Z',
  ]);
});

test.each([1, 3, 10, 40, 100, 366, 3000])('%d days never have more words than there is room for', (days) => {
  const from = Date.UTC(2026, 0, 5, 7, 13);
  for (const most of [2, 5, 9]) {
    expect(timeTicks(from, from + days * 86_400_000, BERLIN, most).length).toBeLessThanOrEqual(most + 1);
  }
});

test('no length, no words', () => {
  expect(timeTicks(5, 5, BERLIN, 5)).toEqual([]);
});
