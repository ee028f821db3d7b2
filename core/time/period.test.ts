import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, startOfDate } from './calendar.ts';
import {
  dayOf,
  monthOf,
  nextPeriod,
  type Period,
  parsePeriod,
  previousPeriod,
  quarterOf,
  quarterOfDate,
  yearOf,
} from './period.ts';

const dates = (period: Period, zone: string) => [dateOf(period.from, zone), dateOf(period.to, zone)];

describe('a period', () => {
  it.each<[text: string, fiscalYearStart: number, id: string, from: string, to: string]>([
    ['2026-Q4', 1, '2026-Q4', '2026-10-01', '2027-01-01'],
    ['2026-q1', 1, '2026-Q1', '2026-01-01', '2026-04-01'],
    ['2026-Q4', 4, '2026-Q4', '2026-01-01', '2026-04-01'],
    ['2026-Q1', 4, '2026-Q1', '2025-04-01', '2025-07-01'],
    ['2026-Q1', 10, '2026-Q1', '2025-10-01', '2026-01-01'],
    ['2026-Q4', 12, '2026-Q4', '2026-09-01', '2026-12-01'],
    ['2026-Q1', 2, '2026-Q1', '2025-02-01', '2025-05-01'],
    ['2026', 1, '2026', '2026-01-01', '2027-01-01'],
    ['2026', 7, '2026', '2025-07-01', '2026-07-01'],
    ['2026-11', 4, '2026-11', '2026-11-01', '2026-12-01'],
    ['2026-12', 1, '2026-12', '2026-12-01', '2027-01-01'],
    [' 2026-02-28 ', 1, '2026-02-28', '2026-02-28', '2026-03-01'],
  ])('`%s` with a fiscal year from month %i is %s, from %s to %s', (text, start, id, from, to) => {
    for (const zone of ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe']) {
      const period = parsePeriod(text, zone, start);
      expect(period?.id).toBe(id);
      expect(dates(period as Period, zone)).toEqual([from, to]);
      expect(period?.from).toBe(startOfDate(from, zone));
    }
  });

  it.each([
    '',
    '2026-Q5',
    '2026-Q0',
    '2026-13',
    '2026-1',
    '26-Q1',
    'Q4',
    '2026-Q4 ish',
    '1969-Q4',
    '2026-02-30',
    'current',
  ])('is not `%s`', (text) => {
    expect(parsePeriod(text, 'UTC', 1)).toBeUndefined();
  });

  it('holds the instant that it was asked for', () => {
    const zone = 'Asia/Kolkata';
    // 31 March in London, 1 April in Kolkata.
    const at = Date.parse('2026-03-31T19:00:00Z');
    expect(dayOf(at, zone).id).toBe('2026-04-01');
    expect(monthOf(at, zone).id).toBe('2026-04');
    expect(quarterOf(at, zone, 4).id).toBe('2027-Q1');
    expect(yearOf(at, zone, 4).id).toBe('2027');
    expect(quarterOf(at, 'Europe/London', 4).id).toBe('2026-Q4');
    expect(quarterOf(at, zone, 1).id).toBe('2026-Q2');
  });

  it('names the quarter of a date without a zone', () => {
    expect(quarterOfDate('2026-11-23', 1)).toBe('2026-Q4');
    expect(quarterOfDate('2026-11-23', 4)).toBe('2027-Q3');
    expect(quarterOfDate('2026-01-31', 2)).toBe('2026-Q4');
  });

  it('is followed and preceded without gap or overlap, and reads back from its id', () => {
    const kinds = [
      (at: number, zone: string) => dayOf(at, zone),
      (at: number, zone: string) => monthOf(at, zone),
      (at: number, zone: string, start: number) => quarterOf(at, zone, start),
      (at: number, zone: string, start: number) => yearOf(at, zone, start),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(
          'UTC',
          'Asia/Kathmandu',
          'America/New_York',
          'Australia/Lord_Howe',
          'America/Sao_Paulo',
        ),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: Date.parse('1985-01-01'), max: Date.parse('2040-01-01') }),
        (kind, zone, start, at) => {
          const period = kind(at, zone, start);
          expect(period.from <= at && at < period.to).toBe(true);
          expect(parsePeriod(period.id, zone, start)).toEqual(period);
          const next = nextPeriod(period, zone, start);
          expect(next.from).toBe(period.to);
          expect(next.id > period.id).toBe(true);
          expect(previousPeriod(next, zone, start)).toEqual(period);
        },
      ),
      { seed: 13, numRuns: 1000 },
    );
  });
});
