import { describe, expect, test } from 'vitest';
import { dateOf, startOfDate } from '../time/calendar.ts';
import { type SideTime, sideWindows } from './side-windows.ts';

const ZONE = 'Europe/Berlin';
const NOW = Date.UTC(2026, 10, 23, 12);
const day = (date: string) => startOfDate(date, ZONE);
const served = (from: string, to = '2026-11-24'): SideTime => ({
  served: { from: day(from), to: day(to) },
});

function windows(a: SideTime, b: SideTime, areSame = false) {
  const found = sideWindows(a, b, { now: NOW, zone: ZONE, areSame });
  // The date alone where it is that day's first instant.
  const words = ({ from, to }: { from: number; to: number }) =>
    [from, to].map((at) => {
      const date = dateOf(at, ZONE);
      return day(date) === at ? date : `${date} later`;
    });
  return { a: words(found.a), b: words(found.b) };
}

describe('the windows of two sides', () => {
  test('are the last four weeks of whole days where both served as long', () => {
    const both = ['2026-10-26', '2026-11-23'];
    expect(windows(served('2026-03-01'), served('2026-09-01'))).toEqual({ a: both, b: both });
    expect(windows({}, {})).toEqual({ a: both, b: both });
  });

  test('begin with the younger of the two', () => {
    const both = ['2026-11-04', '2026-11-23'];
    expect(windows(served('2026-03-01'), served('2026-11-04'))).toEqual({ a: both, b: both });
  });

  test('are up to now where one began today', () => {
    const { b } = windows(served('2026-03-01'), served('2026-11-23'));
    expect(b).toEqual(['2026-11-23', '2026-11-23 later']);
  });

  test('are each its own where they hardly served together', () => {
    const { a, b } = windows(served('2026-01-10', '2026-06-20'), served('2026-11-04'));
    expect(a).toEqual(['2026-05-23', '2026-06-20']);
    expect(b).toEqual(['2026-11-04', '2026-11-23']);
    const overlap = windows(served('2026-01-10', '2026-11-20'), served('2026-11-04'));
    expect(overlap.a).toEqual(['2026-11-04', '2026-11-20']);
    expect(overlap.a).toEqual(overlap.b);
  });

  test('of one thing with itself are these four weeks and those before', () => {
    expect(windows(served('2026-03-01'), served('2026-03-01'), true)).toEqual({
      a: ['2026-09-28', '2026-10-26'],
      b: ['2026-10-26', '2026-11-23'],
    });
  });

  test('are what somebody asks for', () => {
    const asked = { from: day('2026-11-01'), to: day('2026-11-11') };
    expect(windows({ ...served('2026-03-01'), ...asked }, { from: day('2026-11-05') })).toEqual({
      a: ['2026-11-01', '2026-11-11'],
      b: ['2026-11-05', '2026-11-23'],
    });
    expect(windows({ to: day('2026-11-11') }, {}).a).toEqual(['2026-10-14', '2026-11-11']);
  });
});
