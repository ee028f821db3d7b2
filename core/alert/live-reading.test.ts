import { describe, expect, test } from 'vitest';
import { census, signalNamed } from '../gate/testing/cases.ts';
import type { StepActual } from '../signal/actual.ts';
import { hasLiveReading, missesNow, missingSince } from './live-reading.ts';

describe('the last hour misses its target', () => {
  const errors = (events: number, n: number) =>
    missesNow(signalNamed('error_rate'), '<', 0.01, census(events / n, { events, n }));

  test('when enough requests failed', () => {
    expect(errors(50, 1000)).toBe(true);
    expect(errors(5, 1000)).toBe(false);
  });
  test('but not by one error among few', () => {
    expect(errors(1, 20)).toBe(false);
  });
  test('when the whole bucket of the quantile lies beyond it', () => {
    const p99 = (lower: number, upper: number) =>
      missesNow(signalNamed('latency_p99'), '<', 2, census((lower + upper) / 2, { lower, upper }));
    expect(p99(2.56, 5.12)).toBe(true);
    expect(p99(1.28, 2.56)).toBe(false);
  });
  test('when a ratio of money does', () => {
    const cost = (value: number | undefined) =>
      missesNow(signalNamed('cost_per_request'), '<', 0.01, census(value));
    expect([cost(0.012), cost(0.008), cost(undefined)]).toEqual([true, false, false]);
  });
});

test('a total of an hour is not held against a limit of a month', () => {
  expect(hasLiveReading(signalNamed('cost'))).toBe(false);
  expect(hasLiveReading(signalNamed('error_rate'))).toBe(true);
});

describe('it has missed since', () => {
  const steps = (...values: (number | undefined)[]): StepActual[] =>
    values.map((value, i) => ({ from: i, to: i + 1, value, lower: value, upper: value, n: 1, coverage: 1 }));

  test.each([
    ['the first of those that miss', [0, 0, 5, 5, 5], 2],
    ['the first, across a gap', [0, 5, undefined, 5, undefined], 1],
    ['the first of the last stretch, when it just recovered', [5, 0, 5, 5, 0], 2],
    ['before it was looked for', [5, 5, 5], undefined],
    ['never', [0, 0], undefined],
  ])('%s', (_, values, since) => {
    expect(missingSince('<', 1, steps(...values))).toBe(since);
  });
});
