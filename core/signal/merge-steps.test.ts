import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SelectionResult } from '../ports.ts';
import { joinWindows, mergeSteps, regroupSteps } from './merge-steps.ts';

const BOUNDARIES = [0, 10, 20, 30, 40];

function result(
  counts: readonly number[],
  gauges: readonly (number | undefined)[],
  observedMs: readonly number[],
): SelectionResult {
  return {
    groups: [
      { kind: 'counter', key: [], totals: Float64Array.from(counts) },
      {
        kind: 'distribution',
        key: [],
        steps: counts.map((count) => ({
          cells: count > 0 ? [{ lower: 0, upper: 1, count }] : [],
          ...(count > 0 ? { sum: count } : {}),
        })),
      },
      {
        kind: 'gauge',
        key: [],
        steps: gauges.map((value, i) =>
          value === undefined
            ? undefined
            : { last: value, lastAt: i, mean: value, min: value, max: value, samples: 1 },
        ),
      },
    ],
    observedMs: Float64Array.from(observedMs),
    lastObservedAt: 35,
  };
}

test('steps become one: sums add up, buckets merge, gauges are taken together', () => {
  const merged = mergeSteps(result([1, 2, 0, 4], [5, undefined, 1, 3], [10, 10, 0, 5]), 1, 4, BOUNDARIES);
  expect(merged).toEqual({
    groups: [
      { kind: 'counter', key: [], totals: Float64Array.of(6) },
      { kind: 'distribution', key: [], steps: [{ cells: [{ lower: 0, upper: 1, count: 6 }], sum: 6 }] },
      { kind: 'gauge', key: [], steps: [{ last: 3, lastAt: 3, mean: 2, min: 1, max: 3, samples: 2 }] },
    ],
    observedMs: Float64Array.of(15),
    lastObservedAt: 35,
  });
});

test('what was watched last is told of the steps alone', () => {
  expect(mergeSteps(result([1, 2, 0, 4], [], [10, 10, 0, 5]), 0, 3, BOUNDARIES).lastObservedAt).toBe(20);
  expect(mergeSteps(result([0, 0, 0, 0], [], [0, 0, 0, 0]), 0, 4, BOUNDARIES).lastObservedAt).toBeUndefined();
});

test('in two strides or in one, the answer is the same', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 3 }), (some, cut) => {
      const whole = mergeSteps(result(some, some, some), 0, 4, BOUNDARIES);
      const parts = [
        mergeSteps(result(some, some, some), 0, cut, BOUNDARIES),
        mergeSteps(result(some, some, some), cut, 4, BOUNDARIES),
      ];
      const total = (one: SelectionResult | undefined) =>
        one?.groups[0]?.kind === 'counter' ? one.groups[0].totals[0] : undefined;
      expect((total(parts[0]) ?? 0) + (total(parts[1]) ?? 0)).toBe(total(whole));
    }),
    { seed: 8 },
  );
});

test('coarser steps are what a read with their boundaries would have given', () => {
  const fine = result([1, 2, 0, 4], [5, undefined, 1, 3], [10, 10, 0, 5]);
  const coarse = regroupSteps(fine, BOUNDARIES, [10, 20, 40]);
  expect(coarse).toEqual({
    groups: [
      { kind: 'counter', key: [], totals: Float64Array.of(2, 4) },
      {
        kind: 'distribution',
        key: [],
        steps: [
          { cells: [{ lower: 0, upper: 1, count: 2 }], sum: 2 },
          { cells: [{ lower: 0, upper: 1, count: 4 }], sum: 4 },
        ],
      },
      {
        kind: 'gauge',
        key: [],
        steps: [undefined, { last: 3, lastAt: 3, mean: 2, min: 1, max: 3, samples: 2 }],
      },
    ],
    observedMs: Float64Array.of(10, 5),
    lastObservedAt: 35,
  });
});

test('an answer that is cut anywhere and joined is what it was', () => {
  const whole = result([1, 2, 0, 4], [5, undefined, 1, 3], [10, 10, 0, 5]);
  const part = (first: number, end: number) => mergeSteps(whole, first, end, BOUNDARIES);
  for (const cut of [1, 2, 3]) expect(joinWindows(part(0, cut), part(cut, 4))).toEqual(part(0, 4));
});

test('a group that began later, or has gone, is silent in the other answer', () => {
  const answer = (key: string, total: number): SelectionResult => ({
    groups: [{ kind: 'counter', key: [key], totals: Float64Array.of(total) }],
    observedMs: Float64Array.of(total),
    lastObservedAt: undefined,
  });
  const { groups, observedMs } = joinWindows(answer('b', 1), answer('a', 2));
  expect(groups).toEqual([
    { kind: 'counter', key: ['a'], totals: Float64Array.of(2) },
    { kind: 'counter', key: ['b'], totals: Float64Array.of(1) },
  ]);
  expect([...observedMs]).toEqual([3]);
});
