import { describe, expect, test } from 'vitest';
import type { Actual } from '../gate/verdict.ts';
import { newcombeInterval } from '../statistics/newcombe.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { catalogueSignal } from './catalogue.ts';
import { canDrift, DRIFT_LEVEL, driftBetween } from './drift.ts';

const END = { lower: DRIFT_LEVEL, upper: DRIFT_LEVEL };

function actual(value: number | undefined, known: Partial<Actual> = {}): Actual {
  return {
    signal: 'accuracy',
    item: 'v2',
    evidence: 'production',
    environment: 'production',
    value,
    lower: value,
    upper: value,
    boundsKind: 'measurement',
    n: 100,
    from: 0,
    to: 1,
    coverage: 1,
    observedAt: 1,
    builds: [],
    ...known,
  };
}

function sample(successes: number, n: number): Actual {
  return actual(successes / n, { ...wilsonInterval(successes, n, END), boundsKind: 'interval', n });
}

describe('the drift between production and an evaluation', () => {
  test('of two samples has the interval for the difference of two independent shares', () => {
    const found = driftBetween(sample(860, 1000), sample(184, 200));
    const { lower, upper } = newcombeInterval(
      { successes: 860, n: 1000 },
      { successes: 184, n: 200 },
      { level: 0.95, sides: 'two-sided' },
    );
    expect(found?.difference).toBeCloseTo(-0.06, 12);
    expect(found?.lower).toBeCloseTo(lower, 12);
    expect(found?.upper).toBeCloseTo(upper, 12);
    expect(found).toMatchObject({ confidence: 0.95, beyondNoise: true });
  });

  test('is noise where the interval holds no difference', () => {
    expect(driftBetween(sample(90, 100), sample(92, 100))?.beyondNoise).toBe(false);
  });

  test('of what is known of production as a whole is as uncertain as the run', () => {
    const whole = actual(0.0123, { lower: 0.0122, upper: 0.0124 });
    const run = actual(0.01, { lower: 0.009, upper: 0.011, boundsKind: 'interval' });
    const found = driftBetween(whole, run);
    expect(found?.lower).toBeCloseTo(0.0122 - 0.011, 12);
    expect(found?.upper).toBeCloseTo(0.0124 - 0.009, 12);
    expect(found?.beyondNoise).toBe(true);
  });

  test('is open where one of the two cannot be trusted at all, and never beyond noise then', () => {
    const open = actual(4, { lower: undefined, upper: undefined, boundsKind: 'interval' });
    const run = actual(1, { lower: 0.9, upper: Number.POSITIVE_INFINITY, boundsKind: 'interval' });
    for (const found of [driftBetween(open, run), driftBetween(actual(4), run), driftBetween(open, open)]) {
      expect(found?.lower).toBe(Number.NEGATIVE_INFINITY);
      expect(Number.isNaN(found?.upper)).toBe(false);
      expect(found?.beyondNoise).toBe(false);
    }
  });

  test('is nothing without both', () => {
    expect(driftBetween(actual(undefined), sample(1, 2))).toBeUndefined();
    expect(driftBetween(sample(1, 2), actual(undefined))).toBeUndefined();
  });

  test.each([
    ['accuracy', true],
    ['cost_per_request', true],
    ['critical_failures', false],
    ['cost', false],
    ['labeled_examples', false],
  ])('%s of a run can be set beside that of production: %s', (name, expected) => {
    const signal = catalogueSignal(name);
    if (signal === undefined) throw new Error(name);
    expect(canDrift(signal)).toBe(expected);
  });
});
