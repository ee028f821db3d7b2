import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAge, formatDuration, parseDuration, writeDuration } from './duration.ts';

const DAY = 86_400_000;

describe('a duration', () => {
  it.each<[string, number]>([
    ['7d', 7 * DAY],
    ['28d', 28 * DAY],
    ['28 days', 28 * DAY],
    ['24h', DAY],
    ['2w', 14 * DAY],
    ['90s', 90_000],
    ['500ms', 500],
    ['0.5ms', 0.5],
    ['15m', 900_000],
    ['15 min', 900_000],
    ['1h30m', 5_400_000],
    ['1.1d', 95_040_000],
    ['1.5 hours', 5_400_000],
    [' 7D ', 7 * DAY],
    ['0s', 0],
  ])('`%s` is read', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '7', 'd', '7 dd', '-7d', '1mo', '1y', '7d!', '1,5h', 'month', '7d8', 'constructor'])(
    '`%s` is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each<[number, string]>([
    [28 * DAY, '28d'],
    [DAY, '24h'],
    [36 * 3_600_000, '36h'],
    [90_000, '90s'],
    [120_000, '2min'],
    [1_840, '1840ms'],
    [500, '500ms'],
    [0, '0s'],
  ])('of %d ms is written `%s`', (ms, text) => {
    expect(writeDuration(ms)).toBe(text);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
        expect(parseDuration(writeDuration(ms))).toBe(ms);
      }),
      { seed: 14, numRuns: 1000 },
    );
  });

  it.each<[number, string]>([
    [7 * DAY, '7 days'],
    [DAY, '1 day'],
    [2.5 * DAY, '2.5 days'],
    [3_600_000, '1 hour'],
    [36 * 3_600_000, '36 hours'],
    [840_000, '14 min'],
    [5_400_000, '90 min'],
    [1_840, '1.84 s'],
    [90_000, '90 s'],
    [240, '240 ms'],
    [0, '0 ms'],
  ])('of %d ms is said as `%s`', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('that has passed is said as an age', () => {
    expect(formatAge(840_000)).toBe('14 min');
  });
});
