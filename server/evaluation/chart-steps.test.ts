import { describe, expect, test } from 'vitest';
import { defaultStep, hasTooManySteps, isNaturalEdge, parseStep, stepBoundaries } from './chart-steps.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a step', () => {
  test.each([
    ['5m', { kind: 'fixed', ms: 300_000, text: '5m' }],
    ['1h', { kind: 'fixed', ms: HOUR, text: '1h' }],
    ['Day', { kind: 'calendar', unit: 'day', text: 'day' }],
    ['month', { kind: 'calendar', unit: 'month', text: 'month' }],
  ])('%s is read', (text, step) => {
    expect(parseStep(text)).toEqual(step);
  });
  test.each(['', 'fortnight', '0s', '5', '-1h', '100ms'])('%s is none', (text) => {
    expect(parseStep(text)).toBeUndefined();
  });
  test.each([
    [HOUR, '1m'],
    [DAY, '5m'],
    [2 * DAY, '15m'],
    [7 * DAY, '1h'],
    [28 * DAY, 'day'],
    [366 * DAY, 'week'],
  ])('of a window of %s ms is %s', (ms, text) => {
    expect(defaultStep({ from: 0, to: ms }).text).toBe(text);
  });
  test('of a second is too short for a month', () => {
    const second = parseStep('1s');
    expect(second && hasTooManySteps({ from: 0, to: 28 * DAY }, second)).toBe(true);
    expect(second && hasTooManySteps({ from: 0, to: HOUR }, second)).toBe(false);
  });
});

describe('boundaries', () => {
  const hour = parseStep('1h');
  const day = parseStep('day');
  test('are whole steps with the rests at both ends', () => {
    expect(hour && stepBoundaries({ from: HOUR / 2, to: 2.5 * HOUR }, hour, 'UTC')).toEqual([
      HOUR / 2,
      HOUR,
      2 * HOUR,
      2.5 * HOUR,
    ]);
    expect(hour && stepBoundaries({ from: HOUR, to: 2 * HOUR }, hour, 'UTC')).toEqual([HOUR, 2 * HOUR]);
  });
  test('of days are those of the zone, also when the clocks change', () => {
    const from = Date.UTC(2026, 9, 23, 22);
    const days = day && stepBoundaries({ from, to: from + 73 * HOUR }, day, 'Europe/Berlin');
    expect(days?.map((at) => (at - from) / HOUR)).toEqual([0, 24, 49, 73]);
  });
  test('are natural where a step may begin', () => {
    expect(day && isNaturalEdge(Date.UTC(2026, 10, 22, 23), day, 'Europe/Berlin')).toBe(true);
    expect(day && isNaturalEdge(Date.UTC(2026, 10, 22, 22), day, 'Europe/Berlin')).toBe(false);
    expect(hour && isNaturalEdge(7 * HOUR, hour, 'UTC')).toBe(true);
    expect(hour && isNaturalEdge(7 * HOUR + 1, hour, 'UTC')).toBe(false);
  });
});
