import { describe, expect, test } from 'vitest';
import { GatelineError } from '../../core/errors.ts';
import { reviewPeriod } from './review-period.ts';

const BERLIN = { zone: 'Europe/Berlin', fiscalYearStart: 1 };
const NOW = Date.UTC(2026, 10, 23, 12);

const named = (text: string, now = NOW, calendar = BERLIN) => {
  const { period, previous, next, running } = reviewPeriod(calendar, text, now);
  return [previous.id, period.id, next?.id, running];
};

describe('a review', () => {
  test.each([
    ['current', ['2026-Q3', '2026-Q4', undefined, true]],
    ['2026-Q4', ['2026-Q3', '2026-Q4', undefined, true]],
    ['2026-q3', ['2026-Q2', '2026-Q3', '2026-Q4', false]],
    ['2025-Q4', ['2025-Q3', '2025-Q4', '2026-Q1', false]],
  ])('of %s knows its neighbours and whether it is over', (text, told) => {
    expect(named(text)).toEqual(told);
  });

  test('is of the new quarter from the first instant of its first day, in the roadmap’s zone', () => {
    // Midnight of 1 October in Berlin is 22:00 of 30 September in UTC.
    const midnight = Date.UTC(2026, 8, 30, 22);
    expect(named('current', midnight - 1)[1]).toBe('2026-Q3');
    expect(named('current', midnight)).toEqual(['2026-Q3', '2026-Q4', undefined, true]);
    expect(named('2026-Q3', midnight)).toEqual(['2026-Q2', '2026-Q3', '2026-Q4', false]);
    expect(named('current', midnight, { zone: 'Asia/Kathmandu', fiscalYearStart: 1 })[1]).toBe('2026-Q4');
    expect(named('current', midnight, { zone: 'America/New_York', fiscalYearStart: 1 })[1]).toBe('2026-Q3');
  });

  test('is of fiscal quarters where the year begins elsewhere', () => {
    const fiscal = { zone: 'Asia/Kolkata', fiscalYearStart: 4 };
    const { period } = reviewPeriod(fiscal, 'current', NOW);
    expect(period).toEqual({
      id: '2027-Q3',
      from: Date.parse('2026-10-01T00:00:00+05:30'),
      to: Date.parse('2027-01-01T00:00:00+05:30'),
    });
  });

  test.each([
    ['2027-Q1', '2027-Q1 begins on 1 Jan 2027: there is nothing to review yet. Now is 2026-Q4.'],
    ['2026-Q5', 'There is no quarter "2026-Q5": a review is of one like 2026-Q4, or current.'],
    ['2026-11', 'There is no quarter "2026-11": a review is of one like 2026-Q4, or current.'],
    ['', 'There is no quarter "": a review is of one like 2026-Q4, or current.'],
    ['1969-Q4', 'There is no quarter "1969-Q4": a review is of one like 2026-Q4, or current.'],
  ])('of %s is not found', (text, message) => {
    expect(() => reviewPeriod(BERLIN, text, NOW)).toThrow(new GatelineError('not-found', message));
  });
});
