import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BucketCount } from '../measure/distribution.ts';
import { productionActual } from '../signal/actual.ts';
import { signalScope } from '../signal/selections.ts';
import { judge } from './judge.ts';
import { CONTEXT, criterion, evidence, measured, NOW, signalNamed } from './testing/cases.ts';

const WEEK = 7 * 86_400_000;
const BOUNDS = [0.01, 0.05, 0.25, 1, 2, 2.56, 5.12, 10, Number.POSITIVE_INFINITY];

/** Raw durations into the buckets (0, 0.01], (0.01, 0.05], …: as any histogram does. */
function histogram(values: readonly number[], bounds: readonly number[]): BucketCount[] {
  return bounds.map((upper, i) => {
    const lower = bounds[i - 1] ?? 0;
    return { lower, upper, count: values.filter((value) => value > lower && value <= upper).length };
  });
}

function judged(cells: readonly BucketCount[], op: '<' | '<=', target: number) {
  const signal = signalNamed('latency_p99');
  const scope = signalScope(signal, { id: 'v3', track: 'models' }, { environment: 'production' });
  const half = Math.floor(cells.length / 2);
  const step = (some: readonly BucketCount[]) => [{ cells: some, sum: 1 }];
  const results = [
    {
      groups: [
        { kind: 'distribution', key: ['2.0'], steps: step(cells.slice(0, half)) },
        { kind: 'distribution', key: ['2.1'], steps: step(cells.slice(half)) },
      ],
      observedMs: Float64Array.of(WEEK),
      lastObservedAt: NOW,
    },
    { groups: [], observedMs: Float64Array.of(0), lastObservedAt: undefined },
  ] as const;
  const { actual, unseen } = productionActual(
    { signal, scope, results },
    { from: NOW - WEEK, to: NOW, item: 'v3', target },
  );
  return judge(measured(criterion('latency_p99', op, target), evidence({ actual, unseen })), CONTEXT);
}

describe('a latency gate, against the raw durations', () => {
  const durations = fc.array(fc.double({ min: 0.001, max: 12, noNaN: true }), {
    minLength: 1,
    maxLength: 400,
  });
  const targets = fc.constantFrom(0.25, 1, 1.5, 2, 3, 5.12);

  test('never passes what misses, nor fails what holds', () => {
    fc.assert(
      fc.property(durations, targets, fc.constantFrom('<', '<='), (values, target, op) => {
        const { state } = judged(histogram(values, BOUNDS), op, target);
        const share = values.filter((value) => value <= target).length / values.length;
        const isHeld = share >= 0.99 * (1 - 1e-12);
        if (state === 'pass') expect(isHeld).toBe(true);
        else if (state === 'fail') expect(isHeld).toBe(false);
        else expect(state).toBe('unproven');
      }),
      { seed: 9, numRuns: 500 },
    );
  });

  test('always decides where a bucket ends at the target', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.25, 1, 2, 5.12), (values, target) => {
        expect(judged(histogram(values, BOUNDS), '<', target).state).not.toBe('unproven');
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  test('is decided the same by the share at the target as by the bucket of the quantile', () => {
    fc.assert(
      fc.property(durations, targets, (values, target) => {
        const verdict = judged(histogram(values, BOUNDS), '<=', target);
        const { lower = 0, upper = 0 } = verdict.actual ?? {};
        if (verdict.state === 'pass') expect(upper).toBeLessThanOrEqual(target);
        else if (verdict.state === 'fail') expect(lower).toBeGreaterThanOrEqual(target);
        else expect(lower < target && target < upper).toBe(true);
      }),
      { seed: 9, numRuns: 500 },
    );
  });

  test('does not depend on the order or the grouping of the buckets', () => {
    fc.assert(
      fc.property(durations, targets, (values, target) => {
        const cells = histogram(values, BOUNDS);
        const { actual: turned, ...other } = judged([...cells].reverse(), '<', target);
        const { actual, ...one } = judged(cells, '<', target);
        expect(other).toEqual(one);
        expect({ ...turned, builds: [] }).toEqual({ ...actual, builds: [] });
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
