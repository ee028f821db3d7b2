import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dayBoundaries,
  endOfDate,
  endOfDay,
  isCalendarDate,
  monthBoundaries,
  startOfDate,
  startOfDay,
  weekBoundaries,
} from './calendar.ts';
import { isZone, nearestZone } from './zone.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

const ZONES = [
  'UTC',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'America/Havana',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Europe/Dublin',
  'Africa/Casablanca',
];

describe('a day', () => {
  it.each<[zone: string, instant: string, start: string, date: string]>([
    ['UTC', '2026-11-23T13:00:00Z', '2026-11-23T00:00:00Z', '2026-11-23'],
    ['Asia/Kathmandu', '2026-11-23T18:14:59.999Z', '2026-11-22T18:15:00Z', '2026-11-23'],
    ['Asia/Kathmandu', '2026-11-23T18:15:00Z', '2026-11-23T18:15:00Z', '2026-11-24'],
    ['Asia/Kolkata', '2026-11-23T18:30:00Z', '2026-11-23T18:30:00Z', '2026-11-24'],
    ['America/New_York', '2026-11-23T03:00:00Z', '2026-11-22T05:00:00Z', '2026-11-22'],
    ['America/New_York', '2026-07-23T03:59:59Z', '2026-07-22T04:00:00Z', '2026-07-22'],
    ['Australia/Lord_Howe', '2026-01-10T12:59:00Z', '2026-01-09T13:00:00Z', '2026-01-10'],
    ['Australia/Lord_Howe', '2026-07-10T13:29:00Z', '2026-07-09T13:30:00Z', '2026-07-10'],
    ['America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00:00Z', '2018-11-04'],
    ['UTC', '1969-12-31T23:59:59Z', '1969-12-31T00:00:00Z', '1969-12-31'],
  ])('in %s at %s began at %s and is %s', (zone, instant, start, date) => {
    expect(new Date(startOfDay(at(instant), zone)).toISOString()).toBe(new Date(start).toISOString());
    expect(dateOf(at(instant), zone)).toBe(date);
  });

  it.each<[zone: string, date: string, hours: number]>([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['America/New_York', '2026-11-02', 24],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Havana', '2026-11-01', 25],
    ['Asia/Kathmandu', '2026-11-23', 24],
  ])('in %s on %s has %d hours', (zone, date, hours) => {
    const start = startOfDate(date, zone);
    expect(endOfDate(date, zone) - start).toBe(hours * HOUR);
    expect(endOfDay(start, zone)).toBe(endOfDate(date, zone));
  });

  it('that a zone skipped is not there: Samoa went from 29 to 31 December 2011', () => {
    const zone = 'Pacific/Apia';
    const end = endOfDay(startOfDate('2011-12-29', zone), zone);
    expect(dateOf(end, zone)).toBe('2011-12-31');
    expect(startOfDate('2011-12-30', zone)).toBe(end);
    expect(
      dayBoundaries(startOfDate('2011-12-29', zone), startOfDate('2012-01-01', zone), zone),
    ).toHaveLength(3);
  });

  it('agrees with the formatter of the platform at any instant, and contains it', () => {
    const formatters = new Map(
      ZONES.map((zone) => [
        zone,
        new Intl.DateTimeFormat('en-CA', {
          timeZone: zone,
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
        }),
      ]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: at('1990-01-01'), max: at('2037-12-31') }),
        (zone, instant) => {
          const date = dateOf(instant, zone);
          expect(date).toBe(formatters.get(zone)?.format(instant));
          const [start, end] = [startOfDay(instant, zone), endOfDay(instant, zone)];
          expect(start <= instant && instant < end).toBe(true);
          expect(dateOf(start, zone)).toBe(date);
          expect(dateOf(end - 1, zone)).toBe(date);
          expect(dateOf(start - 1, zone) < date && date < dateOf(end, zone)).toBe(true);
          expect(startOfDate(date, zone)).toBe(start);
        },
      ),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('cannot be had in a zone that does not exist', () => {
    expect(() => startOfDay(0, 'Europe/Nowhere')).toThrow(RangeError);
    expect(() => startOfDay(Number.NaN, 'UTC')).toThrow(RangeError);
  });
});

describe('a calendar date', () => {
  it.each(['2026-11-23', '2024-02-29', '0001-01-01'])('%s exists', (text) => {
    expect(isCalendarDate(text)).toBe(true);
  });
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-11-31',
    '2026-11-3',
    '20261123',
    '2026-11-23T10:00',
    '',
    'today',
  ])('`%s` does not', (text) => {
    expect(isCalendarDate(text)).toBe(false);
    expect(() => startOfDate(text, 'UTC')).toThrow(RangeError);
  });
});

describe('boundaries', () => {
  it('of days begin and end with the window, cut or not', () => {
    const zone = 'America/New_York';
    expect(dayBoundaries(at('2026-03-07T12:00:00Z'), at('2026-03-09T12:00:00Z'), zone)).toEqual([
      at('2026-03-07T12:00:00Z'),
      at('2026-03-08T05:00:00Z'),
      at('2026-03-09T04:00:00Z'),
      at('2026-03-09T12:00:00Z'),
    ]);
    const midnight = startOfDate('2026-11-23', zone);
    expect(dayBoundaries(midnight, endOfDate('2026-11-23', zone), zone)).toEqual([
      midnight,
      endOfDate('2026-11-23', zone),
    ]);
  });

  it('of weeks are Mondays', () => {
    const zone = 'Asia/Kolkata';
    const [from, to] = [startOfDate('2026-11-20', zone), startOfDate('2026-12-01', zone)];
    expect(weekBoundaries(from, to, zone).map((instant) => dateOf(instant, zone))).toEqual([
      '2026-11-20',
      '2026-11-23',
      '2026-11-30',
      '2026-12-01',
    ]);
    const monday = startOfDate('2026-11-23', zone);
    expect(weekBoundaries(monday, monday + 1, zone)).toEqual([monday, monday + 1]);
  });

  it('of months are first days, whatever their length', () => {
    const zone = 'Australia/Lord_Howe';
    const [from, to] = [startOfDate('2026-01-31', zone), startOfDate('2026-04-10', zone)];
    expect(monthBoundaries(from, to, zone).map((instant) => dateOf(instant, zone))).toEqual([
      '2026-01-31',
      '2026-02-01',
      '2026-03-01',
      '2026-04-01',
      '2026-04-10',
    ]);
  });

  it.each([dayBoundaries, weekBoundaries, monthBoundaries])(
    'of $name ascend from the window to its end',
    (of) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...ZONES),
          fc.integer({ min: at('2010-01-01'), max: at('2027-01-01') }),
          fc.integer({ min: 1, max: 90 * 24 * HOUR }),
          (zone, from, length) => {
            const found = of(from, from + length, zone);
            expect(found[0]).toBe(from);
            expect(found.at(-1)).toBe(from + length);
            for (let i = 1; i < found.length; i += 1) expect(found[i]!).toBeGreaterThan(found[i - 1]!);
            for (const inner of found.slice(1, -1)) expect(startOfDay(inner, zone)).toBe(inner);
          },
        ),
        { seed: 12, numRuns: 200 },
      );
    },
  );

  it('of an empty or backward window are refused', () => {
    expect(() => dayBoundaries(5, 5, 'UTC')).toThrow(RangeError);
    expect(() => monthBoundaries(6, 5, 'UTC')).toThrow(RangeError);
  });
});

describe('a time zone', () => {
  it.each([
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Australia/Lord_Howe',
    'America/Argentina/Ushuaia',
  ])('%s is real', (text) => {
    expect(isZone(text)).toBe(true);
  });
  it.each(['', '+05:30', 'Europe/Berlyn', 'Berlin', 'Mars/Olympus', 'local', '__proto__'])(
    '`%s` is not',
    (text) => {
      expect(isZone(text)).toBe(false);
    },
  );
  it('is suggested from what was typed', () => {
    expect(nearestZone('Europe/Berlyn')).toBe('Europe/Berlin');
    expect(nearestZone('berlin')).toBe('Europe/Berlin');
    expect(nearestZone('xyzzy')).toBeUndefined();
  });
});

it('gives the very same days to who asks for them again, whatever was asked for between', () => {
  const [from, to] = [at('2026-10-01T00:00:00Z'), at('2026-11-01T00:00:00Z')];
  const first = dayBoundaries(from, to, 'Europe/Berlin');
  expect(dayBoundaries(from, to, 'Asia/Kolkata')).not.toEqual(first);
  expect(dayBoundaries(from, to, 'Europe/Berlin')).toBe(first);
  for (let hours = 1; hours < 50; hours += 1) dayBoundaries(from, to + hours * HOUR, 'Europe/Berlin');
  expect(dayBoundaries(from, to, 'Europe/Berlin')).toEqual(first);
});
