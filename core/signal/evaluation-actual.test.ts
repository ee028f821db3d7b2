import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearsonInterval } from '../statistics/clopper-pearson.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { catalogueSignal } from './catalogue.ts';
import { evaluationActual, type RunWithItems } from './evaluation-actual.ts';
import type { EvaluationFormula, Signal } from './signal.ts';

const CONFIDENCE = { level: 0.95, sides: 'one-sided' } as const;
const ACCURACY = signal({ metric: 'correct', reduce: 'share' });

function signal(evaluation: EvaluationFormula, unit: Signal['unit'] = 'share'): Signal {
  return { ...(catalogueSignal('accuracy') as Signal), unit, evaluation };
}

type Spec = { id?: string; cluster?: string; value?: number; error?: string; notAsked?: string[] };

function run(metric: string, specs: readonly Spec[], at = 1): RunWithItems {
  const items = specs.map(({ id, cluster, value, error, notAsked }, i) => ({
    id: id ?? `i${i}`,
    cluster: cluster ?? id ?? `i${i}`,
    values: value === undefined ? {} : { [metric]: value },
    ...(error === undefined ? {} : { error }),
    ...(notAsked === undefined ? {} : { notAsked }),
  }));
  return {
    run: {
      id: `run-${at}`,
      product: 'p',
      item: 'v2',
      build: '2.3.1',
      environment: 'ci',
      dataset: 'golden-set',
      revision: 'r3',
      judge: 'exact-match',
      judgeVersion: '2',
      author: 'ci',
      at,
      metrics: { [metric]: 'outcome' },
      itemCount: items.length,
      errorCount: 0,
    },
    items,
  };
}

function actual(of: Signal, ...runs: RunWithItems[]) {
  return evaluationActual(of, runs, { confidence: 0.95, item: 'v2' });
}

function outcomes(right: number, wrong: number): Spec[] {
  return [...Array(right).fill({ value: 1 }), ...Array(wrong).fill({ value: 0 })];
}

describe('a share of an evaluation', () => {
  test('has the Wilson interval of its items, and says where it comes from', () => {
    expect(actual(ACCURACY, run('correct', outcomes(85, 15)))).toMatchObject({
      value: 0.85,
      ...wilsonInterval(85, 100, CONFIDENCE),
      boundsKind: 'interval',
      n: 100,
      events: 85,
      coverage: 1,
      observedAt: 1,
      builds: [{ build: '2.3.1', share: 1 }],
      evaluation: { run: 'run-1', dataset: 'golden-set', revision: 'r3', judge: 'exact-match 2', errors: 0 },
    });
  });

  test('counts errors apart, and metrics that failed to compute', () => {
    const found = actual(
      ACCURACY,
      run('correct', [...outcomes(8, 2), { error: 'timeout' }, { error: 'x', value: 0 }, {}]),
    );
    expect([found?.n, found?.value, found?.evaluation?.errors]).toEqual([10, 0.8, 3]);
  });

  test('leaves out what was not asked of an item, but no failure', () => {
    const found = actual(
      ACCURACY,
      run('correct', [
        ...outcomes(3, 1),
        { notAsked: ['correct'] },
        { notAsked: ['another'] },
        { notAsked: ['correct'], error: 'timeout' },
      ]),
    );
    expect([found?.n, found?.value, found?.evaluation?.errors]).toEqual([4, 0.75, 2]);
  });

  test('takes repeats of an item for one piece of evidence', () => {
    const once = [
      { id: 'a', value: 1 },
      { id: 'b', value: 0 },
    ];
    const repeated = [...once, ...once, ...once].map((spec, i) => ({
      ...spec,
      id: `${spec.id}#${i}`,
      cluster: spec.id,
    }));
    const [one, three] = [actual(ACCURACY, run('correct', once)), actual(ACCURACY, run('correct', repeated))];
    expect([three?.value, three?.lower, three?.upper, three?.n]).toEqual([
      one?.value,
      one?.lower,
      one?.upper,
      2,
    ]);
  });

  test('takes a half for an item that was right every other time', () => {
    const found = actual(
      ACCURACY,
      run('correct', [
        { cluster: 'a', value: 1 },
        { cluster: 'a', value: 0 },
      ]),
    );
    expect([found?.value, found?.events, found?.n]).toEqual([0.5, 0.5, 1]);
  });

  test('has no value when all items errored', () => {
    expect(actual(ACCURACY, run('correct', [{ error: 'x' }]))).toMatchObject({ value: undefined, n: 0 });
  });

  test('takes several runs together by item', () => {
    const found = actual(
      ACCURACY,
      run('correct', [{ id: 'a', value: 1 }], 1),
      run(
        'correct',
        [
          { id: 'a', value: 0 },
          { id: 'b', value: 1 },
        ],
        2,
      ),
    );
    expect([found?.n, found?.value, found?.evaluation?.run]).toEqual([2, 0.75, 'run-2']);
  });

  test('is nothing without a run, or for a signal that evaluations do not have', () => {
    expect(actual(ACCURACY)).toBeUndefined();
    expect(actual(catalogueSignal('pipeline_lag') as Signal, run('correct', outcomes(1, 0)))).toBeUndefined();
  });
});

describe('other reductions', () => {
  test('a mean of scores from 0 to 1 has the betting interval', () => {
    const found = actual(
      signal({ metric: 'score', reduce: 'mean' }),
      run('score', [{ value: 0.5 }, { value: 1 }, { value: 7 }]),
    );
    expect(found).toMatchObject({ value: 0.75, lower: 0, upper: 1, method: 'betting', n: 2 });
    expect(found?.evaluation?.errors).toBe(1);
  });
  test("a mean of anything else has Student's", () => {
    const found = actual(
      signal({ metric: 'cost', reduce: 'mean' }, 'currency'),
      run(
        'cost',
        [1, 2, 3, 4, 5].map((value) => ({ value })),
      ),
    );
    expect(found?.value).toBe(3);
    expect(found?.upper).toBeCloseTo(3 + 2.1318467863 * Math.sqrt(0.5), 6);
  });
  test('a quantile has order statistics, and no upper bound from too few items', () => {
    const specs = Array.from({ length: 50 }, (_, i) => ({ value: i + 1 }));
    const found = actual(
      signal({ metric: 'latency', reduce: 'quantile', q: 0.99 }, 'seconds'),
      run('latency', specs),
    );
    expect([found?.value, found?.upper]).toEqual([50, Infinity]);
  });
  test('a count counts an item once, and bounds what to expect in as many', () => {
    const specs = [...Array(98).fill({ value: 0 }), { cluster: 'a', value: 1 }, { cluster: 'a', value: 1 }];
    const found = actual(signal({ metric: 'critical', reduce: 'count' }, 'count'), run('critical', specs));
    expect([found?.value, found?.n]).toEqual([1, 99]);
    expect(found?.upper).toBeCloseTo(99 * clopperPearsonInterval(1, 99, CONFIDENCE).upper, 9);
  });
  test('a sum is what was spent, repeats included', () => {
    const found = actual(
      signal({ metric: 'cost', reduce: 'sum' }, 'currency'),
      run('cost', [
        { cluster: 'a', value: 1 },
        { cluster: 'a', value: 2 },
      ]),
    );
    expect(found).toMatchObject({ value: 3, lower: 3, upper: 3, boundsKind: 'measurement' });
  });
});

describe('a run that is known as a whole only', () => {
  const whole = (metric: string, value: number, n: number, standardError?: number, at = 1): RunWithItems => {
    const { run: summary } = run(metric, [], at);
    const aggregate = { value, n, ...(standardError === undefined ? {} : { standardError }) };
    return { run: { ...summary, itemCount: n, aggregates: { [metric]: aggregate } }, items: [] };
  };

  test('has the same share and interval as its items would have', () => {
    const items = actual(ACCURACY, run('correct', outcomes(85, 15)));
    const found = actual(ACCURACY, whole('correct', 0.85, 100));
    const { value, lower, upper, n, events, builds } = found ?? {};
    expect({ value, lower, upper, n, events, builds }).toEqual({
      value: items?.value,
      lower: items?.lower,
      upper: items?.upper,
      n: 100,
      events: 85,
      builds: items?.builds,
    });
  });

  test('is pooled with others by their sizes', () => {
    const found = actual(
      ACCURACY,
      whole('correct', 1, 10, undefined, 1),
      whole('correct', 0.5, 30, undefined, 2),
    );
    expect(found).toMatchObject({ n: 40, value: 0.625, ...wilsonInterval(25, 40, CONFIDENCE) });
  });

  test('has the interval of its standard error, and an open one without', () => {
    const cost = signal({ metric: 'cost', reduce: 'mean' }, 'currency');
    expect(actual(cost, whole('cost', 3, 400, 0.5))?.upper).toBeCloseTo(3 + 1.644853627 * 0.5, 9);
    expect(actual(cost, whole('cost', 3, 400))).toMatchObject({
      value: 3,
      lower: -Infinity,
      upper: Infinity,
    });
    const two = actual(cost, whole('cost', 3, 300, 0.5, 1), whole('cost', 5, 100, 1.5, 2));
    expect(two?.value).toBe(3.5);
    expect(two?.upper).toBeCloseTo(3.5 + 1.644853627 * Math.hypot(0.75 * 0.5, 0.25 * 1.5), 9);
  });

  test('adds up to counts and sums, and has no quantile', () => {
    const of = (reduce: EvaluationFormula['reduce']) =>
      actual(signal({ metric: 'm', reduce, q: 0.9 }, 'count'), whole('m', 0.02, 100));
    expect([of('count')?.value, of('sum')?.value, of('quantile')?.value]).toEqual([2, 2, undefined]);
  });

  test('gives no share when its mean is none', () => {
    expect(actual(ACCURACY, whole('correct', 7.5, 100))?.value).toBeUndefined();
  });

  test('gives way to items', () => {
    expect(actual(ACCURACY, whole('correct', 0, 500), run('correct', outcomes(3, 1), 2))?.n).toBe(4);
  });
});

test('no NaN, whatever the values, and the value lies within its bounds', () => {
  const reduce = fc.constantFrom<EvaluationFormula['reduce']>('share', 'mean', 'quantile', 'count', 'sum');
  const value = fc.double({ min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(
      reduce,
      fc.array(value, { maxLength: 60 }),
      fc.constantFrom<Signal['unit']>('share', 'score'),
      (how, values, unit) => {
        const found = actual(
          signal({ metric: 'm', reduce: how, q: 0.9 }, unit),
          run(
            'm',
            values.map((one) => ({ value: one })),
          ),
        );
        expect(JSON.stringify(found, (_, v) => (Number.isNaN(v) ? 'NaN' : v))).not.toContain('NaN');
        if (found?.value === undefined) return;
        expect(found.lower).toBeLessThanOrEqual(found.value + 1e-9);
        expect(found.upper).toBeGreaterThanOrEqual(found.value - 1e-9);
      },
    ),
    { seed: 12, numRuns: 400 },
  );
});
