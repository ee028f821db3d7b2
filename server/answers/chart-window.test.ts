import { describe, expect, test } from 'vitest';
import { GatelineError } from '../../core/errors.ts';
import { chartStep, chartWindow, instantOf } from './chart-window.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const YEAR = 365 * 86_400_000;

describe('a chart', () => {
  test('may be of any stretch that its steps can draw', () => {
    expect(chartWindow({ from: NOW - YEAR + 0.4, to: NOW }, undefined)).toEqual({
      from: NOW - YEAR,
      to: NOW,
    });
  });

  test.each([
    ['ends where it begins', { from: NOW, to: NOW }, undefined, 'bad-request'],
    ['begins in the future', { from: NOW + 1, to: NOW }, undefined, 'bad-request'],
    ['begins at no time at all', { from: Number.NaN, to: NOW }, undefined, 'bad-request'],
    ['begins before computers did', { from: -1, to: NOW }, undefined, 'bad-request'],
    ['begins beyond all dates', { from: -1e300, to: NOW }, undefined, 'bad-request'],
    ['has more steps than an answer holds', { from: NOW - YEAR, to: NOW }, '1m', 'limit-exceeded'],
    ['goes back for ever', { from: 0, to: NOW }, undefined, 'limit-exceeded'],
  ])('that %s is refused', (_, window, step, code) => {
    const draw = () => chartWindow(window, chartStep(step));
    expect(draw).toThrow(GatelineError);
    expect(draw).toThrow(expect.objectContaining({ code }));
  });

  test('may not have steps that nobody knows', () => {
    expect(chartStep('1h')).toMatchObject({ ms: 3_600_000 });
    expect(chartStep(undefined)).toBeUndefined();
    expect(() => chartStep('fortnight')).toThrow('"fortnight" is no step: 5m, 1h, day, week and month are.');
  });

  test('is asked for by instants in either spelling', () => {
    expect([instantOf(4.6), instantOf('2026-11-23T12:00:00Z'), instantOf(undefined)]).toEqual([
      5,
      NOW,
      undefined,
    ]);
  });
});
