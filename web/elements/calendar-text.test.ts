import { expect, test } from 'vitest';
import {
  formatDate,
  formatDay,
  formatMoment,
  formatQuarter,
  formatStep,
  formatTime,
} from './calendar-text.ts';

const AT = Date.UTC(2026, 10, 23, 13, 2);
const BERLIN = 'Europe/Berlin';

test('times are those of the product, not of this machine', () => {
  expect(formatTime(AT, BERLIN)).toBe('14:02');
  expect(formatTime(AT, 'Asia/Kathmandu')).toBe('18:47');
  expect(formatTime(Date.UTC(2026, 10, 22, 23), BERLIN)).toBe('00:00');
});

test('a day has its year only where it is another one', () => {
  expect(formatDay(AT, BERLIN, AT)).toBe('23 Nov');
  expect(formatDay(Date.UTC(2025, 0, 3), BERLIN, AT)).toBe('3 Jan 2025');
  expect(formatDay(Date.UTC(2026, 11, 31, 23, 30), BERLIN, AT)).toBe('1 Jan 2027');
});

test('a date of the roadmap is the same day in every zone', () => {
  expect(formatDate('2026-12-14', AT)).toBe('14 Dec');
  expect(formatDate('2027-03-01', AT)).toBe('1 Mar 2027');
});

test('a moment has everything', () => {
  expect(formatMoment(AT, BERLIN)).toBe('Mon 23 Nov 2026, 14:02');
});

test.each([
  ['2026-Q4', 'Q4 2026'],
  ['current', 'current'],
])('the quarter %s reads %s', (quarter, text) => {
  expect(formatQuarter(quarter)).toBe(text);
});

test('a step is a day, a span of hours, or an instant', () => {
  const midnight = Date.UTC(2026, 10, 22, 23);
  expect(formatStep(midnight, midnight + 86_400_000, BERLIN, AT)).toBe('23 Nov');
  expect(formatStep(midnight, midnight + 3_600_000, BERLIN, AT)).toBe('23 Nov, 00:00–01:00');
  expect(formatStep(AT, AT, BERLIN, AT)).toBe('23 Nov, 14:02');
});
