import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { present } from '../present.ts';
import type { MeasuredCriterion, Operator, Target } from '../roadmap/criterion.ts';
import { compared } from '../signal/comparison.ts';
import { estimateOfRun } from '../signal/run-estimate.ts';
import { mixtureInterval } from '../statistics/mixture.ts';
import type { Evidence, EvidenceReading } from './evidence.ts';
import { judge } from './judge.ts';
import { type DecisionLevels, decisionLevels } from './levels.ts';
import {
  absolute,
  CONTEXT,
  census,
  criterion,
  evaluated,
  evidence,
  measured,
  NOW,
  signalNamed,
} from './testing/cases.ts';
import type { Actual, VerdictState } from './verdict.ts';

/** What holds of judgment whatever the numbers are. */

const DAY = 86_400_000;
const V2 = { kind: 'item', item: 'v2' } as const;
const OPERATORS: readonly Operator[] = ['>=', '>', '<=', '<'];

describe('NaN', () => {
  const odd = fc.oneof(
    fc.double({ min: -1e9, max: 1e9 }),
    fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, 1, -0),
  );
  const maybe = fc.option(odd, { nil: undefined });
  const ends = fc.record({ lower: odd, upper: odd });
  const oddActual: fc.Arbitrary<Actual> = fc
    .record({
      value: maybe,
      lower: maybe,
      upper: maybe,
      n: odd,
      coverage: fc.oneof(odd, fc.constant(1)),
      from: fc.oneof(odd, fc.constant(NOW - 28 * DAY)),
      to: fc.oneof(odd, fc.constant(NOW)),
      observedAt: fc.oneof(maybe, fc.constant(NOW)),
      pricedShare: maybe,
      gradedShare: maybe,
      events: maybe,
      share: odd,
      bucket: fc.option(ends, { nil: undefined }),
      shareAtTarget: fc.option(ends, { nil: undefined }),
      levels: fc.option(fc.constant({ lower: 0.95, upper: 0.99 }), { nil: undefined }),
      boundsKind: fc.constantFrom('interval', 'measurement'),
      evidence: fc.constantFrom('production', 'evaluation'),
      method: fc.constantFrom(
        'wilson',
        'mixture',
        'betting',
        'student',
        'order-statistics',
        'tango',
        undefined,
      ),
      difference: maybe,
    })
    .map(({ share, difference, ...known }) => {
      const defined = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
      const actual = { ...census(undefined), ...defined, builds: [{ build: '1', share }] } as Actual;
      if (difference === undefined) return actual;
      const comparison = {
        item: 'v2',
        paired: true,
        n: actual.n,
        difference,
        lower: share,
        upper: difference,
        method: 'tango',
      } as const;
      return compared(actual, comparison);
    });
  const reading: fc.Arbitrary<EvidenceReading> = fc
    .record({
      actual: oddActual,
      baseline: fc.option(oddActual, { nil: undefined }),
      gradedDays: fc.option(fc.array(fc.record({ graded: odd, all: odd }), { maxLength: 8 }), {
        nil: undefined,
      }),
      mix: fc.option(
        fc.record({
          share: odd,
          inputTokens: fc.option(fc.record({ own: odd, baseline: odd }), { nil: undefined }),
        }),
        { nil: undefined },
      ),
    })
    .map((known) => ({ unseen: [], ...present(known) }) as EvidenceReading);
  const whole: fc.Arbitrary<Evidence> = fc
    .record({
      readings: fc.array(reading, { minLength: 1, maxLength: 3 }),
      closed: fc.array(reading, { maxLength: 3 }),
    })
    .map(({ readings, closed }) => ({
      ...evidence({}, { readings, baselineItem: 'v2' }),
      ...(closed.length === 0
        ? {}
        : {
            closes: closed.map((one, i) => ({
              at: NOW - (3 - i) * DAY,
              period: '28 days',
              windowBegun: true,
              readings: [one],
            })),
          }),
    }));
  const targets: readonly Target[] = [
    absolute(0.5),
    { kind: 'factor', factor: 0.5, baseline: V2 },
    { kind: 'offset', offset: { value: -0.01, unit: 'points' }, baseline: V2 },
  ];

  test('never reaches a verdict: no field of it, and no word of its sentence', () => {
    fc.assert(
      fc.property(
        whole,
        fc.constantFrom(
          'accuracy',
          'cost_per_request',
          'latency_p99',
          'requests',
          'critical_failures',
          'score',
          'labeled_examples',
        ),
        fc.constantFrom<Operator>(...OPERATORS, '='),
        fc.constantFrom(...targets),
        fc.record({
          minimumN: fc.constantFrom(0, 50),
          each: fc.boolean(),
          point: fc.boolean(),
          onRuns: fc.boolean(),
        }),
        (found, name, op, target, { minimumN, each, point, onRuns }) => {
          const of = criterion(name, op, target, {
            minimumN,
            ...(each ? { each: 'language' } : {}),
            ...(point ? { decide: 'point' as const } : {}),
            ...(onRuns ? { evidence: { kind: 'evaluation' as const } } : {}),
          });
          const verdict = judge(measured(of, found), CONTEXT);
          const text = JSON.stringify(verdict, (_, value) => (Number.isNaN(value) ? 'NaN' : value));
          expect(text).not.toContain('NaN');
          expect(verdict.sentence).not.toMatch(/NaN|undefined|Infinity|null/);
          if (verdict.state === 'pass' || verdict.state === 'fail') {
            expect(Number.isFinite(verdict.actual?.value)).toBe(true);
            expect(Number.isFinite(verdict.target)).toBe(true);
          }
        },
      ),
      { seed: 9, numRuns: 800 },
    );
  });
});

/** A share of a run, as its criterion is decided. */
function run(events: number, n: number, levels: DecisionLevels): Actual {
  const signal = signalNamed('accuracy');
  const values = Array.from({ length: n }, (_, i) => (i < events ? 1 : 0));
  const formula = signal.evaluation ?? { metric: 'correct', reduce: 'share' };
  return evaluated(0, 0, 0, { n, ...estimateOfRun(signal, formula, values, { levels }) });
}

/** A graded share of production, as its criterion is decided. */
function graded(events: number, n: number, levels: DecisionLevels): Actual {
  const ends = mixtureInterval(events, n, levels);
  return census(events / n, {
    ...ends,
    n,
    events,
    levels,
    boundsKind: 'interval',
    method: 'mixture',
    gradedShare: 0.02,
  });
}

const RANK: Readonly<Record<VerdictState, number>> = {
  fail: 0,
  unproven: 1,
  pass: 2,
  'no-data': -9,
  'not-started': -9,
};
const kinds = [
  ['a run', run, { evidence: { kind: 'evaluation' } }],
  ['graded production', graded, {}],
] as const;

describe.each(kinds)('%s', (_, actualOf, stated) => {
  const state = (op: Operator, target: number, events: number, n: number, among = 1): VerdictState => {
    const of: MeasuredCriterion = criterion('accuracy', op, target, stated);
    return judge(measured(of, evidence({ actual: actualOf(events, n, decisionLevels(of, among)) })), CONTEXT)
      .state;
  };
  const counts = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
  const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });

  test('is monotone: one more that is right never hurts what asks for more', () => {
    fc.assert(
      fc.property(counts, share, fc.integer({ min: 1, max: 8 }), ([events, n], target, among) => {
        fc.pre(events < n);
        const [less, more] = [
          state('>=', target, events, n, among),
          state('>=', target, events + 1, n, among),
        ];
        expect(RANK[more]).toBeGreaterThanOrEqual(RANK[less]);
      }),
      { seed: 10, numRuns: 200 },
    );
  });

  test('is monotone in its target: what passes a higher one passes a lower one', () => {
    fc.assert(
      fc.property(counts, share, share, ([events, n], a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(RANK[state('>=', low, events, n)]).toBeGreaterThanOrEqual(RANK[state('>=', high, events, n)]);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('is symmetric: at least 85 % right is at most 15 % wrong', () => {
    fc.assert(
      fc.property(counts, share, fc.integer({ min: 1, max: 8 }), ([events, n], target, among) => {
        fc.pre(Math.abs(events / n - target) > 1e-9);
        expect(state('>=', target, events, n, among)).toBe(state('<=', 1 - target, n - events, n, among));
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test('passes and fails on the side that it is on, and the more that could fail the seldomer it does', () => {
    fc.assert(
      fc.property(counts, share, ([events, n], target) => {
        const [alone, amongEight] = [state('>=', target, events, n), state('>=', target, events, n, 8)];
        if (alone === 'pass') expect(events / n).toBeGreaterThan(target - 1e-9);
        if (alone === 'fail') expect(events / n).toBeLessThan(target + 1e-9);
        if (amongEight === 'fail') expect(alone).toBe('fail');
        expect(amongEight === 'pass').toBe(alone === 'pass');
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test('decides what it decided with fewer, once the same share is of four times as many', () => {
    fc.assert(
      fc.property(counts, share, ([events, n], target) => {
        const few = state('>=', target, events, n);
        if (few !== 'unproven') expect(state('>=', target, events * 4, n * 4)).toBe(few);
      }),
      { seed: 14, numRuns: 200 },
    );
  });
});

describe('scale', () => {
  // A power of two moves no digit.
  const scales = fc.integer({ min: -20, max: 20 }).map((power) => 2 ** power);
  const amount = fc.double({ min: 1e-6, max: 1e3, noNaN: true });

  test('of money changes no verdict of a census', () => {
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        amount,
        scales,
        fc.constantFrom(...OPERATORS),
        (a, b, c, target, scale, op) => {
          const [lower, value, upper] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
          const at = (by: number) => {
            const of = criterion('cost_per_request', op, target * by);
            const actual = census(value * by, { lower: lower * by, upper: upper * by });
            return judge(measured(of, evidence({ actual })), CONTEXT).state;
          };
          expect(at(scale)).toBe(at(1));
        },
      ),
      { seed: 15 },
    );
  });

  test('of money changes no verdict of a run, and the order of its items changes none either', () => {
    const costs = fc.array(amount, { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(costs, amount, scales, fc.constantFrom(...OPERATORS), (values, target, scale, op) => {
        const signal = signalNamed('cost_per_request');
        const formula = signal.evaluation ?? { metric: 'cost_usd', reduce: 'mean' };
        const at = (some: readonly number[], by: number) => {
          const of = criterion('cost_per_request', op, target * by, { evidence: { kind: 'evaluation' } });
          const estimate = estimateOfRun(
            signal,
            formula,
            some.map((one) => one * by),
            { levels: decisionLevels(of, 3) },
          );
          return judge(
            measured(of, evidence({ actual: evaluated(0, 0, 0, { n: some.length, ...estimate }) })),
            CONTEXT,
          ).state;
        };
        expect(at(values, scale)).toBe(at(values, 1));
        expect(
          at(
            [...values].sort((a, b) => a - b),
            1,
          ),
        ).toBe(at(values, 1));
      }),
      { seed: 16 },
    );
  });
});
