import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BucketCount } from '../measure/distribution.ts';
import type { Group, SelectionResult } from '../ports.ts';
import { actualsPerStep, productionActual, productionActualsByLabel } from './actual.ts';
import { CATALOGUE, catalogueSignal } from './catalogue.ts';
import { type SignalFilter, signalScope, signalSelections } from './selections.ts';
import type { Signal } from './signal.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const V2 = { id: 'v2', track: 'models' } as const;
const PRODUCTION: SignalFilter = { environment: 'production' };
const WINDOW = { from: 0, to: 7 * DAY, item: 'v2' };

/** What a store would answer about one measure, in one step: groups by key, watched for some of the window. */
interface Fake {
  readonly groups?: Readonly<Record<string, number | readonly BucketCount[]>>;
  readonly observedMs?: number;
  readonly lastObservedAt?: number | undefined;
  /** For gauges. */
  readonly gauge?: number;
}

function answers(signal: Signal, fakes: Record<string, Fake>, filter = PRODUCTION) {
  const scope = signalScope(signal, V2, filter);
  const results = signalSelections(signal, scope).map((selection): SelectionResult => {
    const fake = fakes[selection.measure] ?? { observedMs: 0 };
    const groups = Object.entries(fake.groups ?? {}).map(([key, value]): Group => {
      // Written `item|build|label`, of which only the selection's dimensions are kept.
      const parts = key.split('|');
      const kept = (selection.by ?? []).map((by) => parts[by === 'item' ? 0 : by === 'build' ? 1 : 2] ?? '');
      return typeof value === 'number'
        ? { kind: 'counter', key: kept, totals: Float64Array.of(value) }
        : { kind: 'distribution', key: kept, steps: [{ cells: value, sum: 100 }] };
    });
    if (fake.gauge !== undefined) {
      const { gauge } = fake;
      const step = { last: gauge, lastAt: 0, mean: gauge, min: gauge, max: gauge, samples: 3 };
      groups.push({ kind: 'gauge', key: [], steps: [step] });
    }
    const lastObservedAt =
      'lastObservedAt' in fake
        ? fake.lastObservedAt
        : fake === fakes[selection.measure]
          ? 7 * DAY
          : undefined;
    return { groups, observedMs: Float64Array.of(fake.observedMs ?? 7 * DAY), lastObservedAt };
  });
  return { signal, scope, results };
}

function signal(name: string): Signal {
  const found = catalogueSignal(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('the questions of a signal', () => {
  test('a model version is asked for its own traffic, by build', () => {
    const scope = signalScope(signal('latency_p99'), V2, PRODUCTION);
    expect(signalSelections(signal('latency_p99'), scope)).toEqual([
      {
        part: 'n',
        measure: 'request_duration',
        kind: 'distribution',
        items: ['v2'],
        environments: ['production'],
        by: ['build'],
      },
      {
        part: 'samples',
        measure: 'sampled.request_duration',
        kind: 'counter',
        items: ['v2'],
        environments: ['production'],
        by: ['label:sampling'],
      },
    ]);
  });

  test.each([
    ['a signal of the product', 'pipeline_error_rate', V2],
    ['an item of another track', 'latency_p99', { id: 'phase-1', track: 'data' } as const],
  ])('%s is asked for the whole product', (_, name, item) => {
    const scope = signalScope(signal(name), item, PRODUCTION);
    for (const selection of signalSelections(signal(name), scope)) expect(selection.items).toBeUndefined();
  });

  test('every measure is asked for once, narrowed and split as the criterion says', () => {
    const scope = signalScope(signal('accuracy'), V2, {
      environment: 'staging',
      where: { region: 'eu' },
      each: 'language',
    });
    const selections = signalSelections(signal('accuracy'), scope);
    expect(selections.map((selection) => selection.measure)).toEqual([
      'graded',
      'graded_correct',
      'requests',
      'sampled.graded',
      'sampled.graded_correct',
    ]);
    for (const selection of selections) {
      expect(selection.where).toEqual({ region: ['eu'] });
      expect(selection.environments).toEqual(['staging']);
      expect(selection.by).toContain('label:language');
    }
  });
});

describe('a ratio', () => {
  test('is a sum over a sum, with its n, its events and its builds', () => {
    const { actual, unseen } = productionActual(
      answers(signal('error_rate'), {
        requests: { groups: { 'v2|2.3.0': 300, 'v2|2.3.1': 700 } },
        requests_failed: { groups: { v1: 500, v2: 20 } },
      }),
      WINDOW,
    );
    expect(unseen).toEqual([]);
    expect(actual).toMatchObject({ value: 0.02, lower: 0.02, upper: 0.02, n: 1000, events: 20, coverage: 1 });
    expect(actual.builds).toEqual([
      { build: '2.3.1', share: 0.7 },
      { build: '2.3.0', share: 0.3 },
    ]);
    expect(actual.boundsKind).toBe('measurement');
  });

  test('of a version without a failure is zero when failures of another version are seen', () => {
    const { actual } = productionActual(
      answers(signal('error_rate'), {
        requests: { groups: { v2: 10 } },
        requests_failed: { groups: { v1: 5 } },
      }),
      WINDOW,
    );
    expect(actual.value).toBe(0);
  });

  test('has no value where nothing happened, and names the measure that was never seen', () => {
    const reading = productionActual(answers(signal('error_rate'), { requests: { groups: {} } }), WINDOW);
    expect(reading.actual).toMatchObject({ value: undefined, lower: undefined, upper: undefined, n: 0 });
    expect(reading.unseen).toEqual(['requests_failed']);
    expect(reading.actual.observedAt).toBeUndefined();
  });

  test('of graded answers knows what share was graded, and is then an interval', () => {
    const { actual } = productionActual(
      answers(signal('accuracy'), {
        graded: { groups: { v2: 100 } },
        graded_correct: { groups: { v2: 85 } },
        requests: { groups: { v2: 5000 } },
      }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 0.85, n: 100, gradedShare: 0.02, boundsKind: 'interval' });
    expect(actual.lower).toBeCloseTo(0.7821, 4);
    expect(actual.upper).toBeCloseTo(0.8992, 3);
  });

  test('of graded answers is a sample also where nobody knows of how many', () => {
    const material = { graded: { groups: { v2: 100 } }, graded_correct: { groups: { v2: 85 } } };
    const { actual } = productionActual(answers(signal('accuracy'), material), WINDOW);
    expect([actual.boundsKind, actual.gradedShare]).toEqual(['interval', undefined]);
  });

  test('of graded answers is a census when all were graded', () => {
    const material = {
      graded: { groups: { v2: 100 } },
      graded_correct: { groups: { v2: 85 } },
      requests: { groups: { v2: 100 } },
    };
    const { actual } = productionActual(answers(signal('accuracy'), material), WINDOW);
    expect(actual).toMatchObject({ boundsKind: 'measurement', lower: 0.85, upper: 0.85, gradedShare: 1 });
  });

  test('is read apart for each value of a label', () => {
    const byLabel = productionActualsByLabel(
      answers(
        signal('error_rate'),
        {
          requests: { groups: { 'v2||de': 100, 'v2||en': 300, 'v2||': 50 } },
          requests_failed: { groups: { 'v2||de': 5, 'v1||de': 99, 'v2||en': 3 } },
        },
        { environment: 'production', each: 'language' },
      ),
      WINDOW,
    );
    expect(byLabel.map(({ value, reading }) => [value, reading.actual.value, reading.actual.n])).toEqual([
      ['de', 0.05, 100],
      ['en', 0.01, 300],
    ]);
  });
});

describe('a cost', () => {
  const cost = (unpriced: number) =>
    productionActual(
      answers(signal('cost_per_request'), {
        cost_usd: { groups: { v2: 10 } },
        requests: { groups: { v2: 1000 } },
        tokens_priced: { groups: { v2: 1_000_000 - unpriced } },
        tokens_unpriced: { groups: { v2: unpriced } },
      }),
      WINDOW,
    ).actual;

  test('is exact when everything has a price', () => {
    expect(cost(0)).toMatchObject({ value: 0.01, lower: 0.01, upper: 0.01, pricedShare: 1 });
  });

  test('can be more, never less, by what has no price', () => {
    const actual = cost(2_000);
    expect(actual).toMatchObject({ value: 0.01, lower: 0.01, pricedShare: 0.998 });
    expect(actual.upper).toBeCloseTo(0.01 * (1 + (10 * 0.002) / 0.998), 12);
  });
});

test('the price of tokens is asked of all of them, because they often lack the labels of requests', () => {
  const filter = { environment: 'production', where: { region: 'eu' }, each: 'language' };
  const selections = signalSelections(
    signal('cost_per_request'),
    signalScope(signal('cost_per_request'), V2, filter),
  );
  const named = (name: string) => selections.find((selection) => selection.measure === name);
  expect(named('requests')).toMatchObject({ where: { region: ['eu'] }, by: ['build', 'label:language'] });
  expect(named('tokens_priced')).toEqual({
    part: 'value',
    measure: 'tokens_priced',
    kind: 'counter',
    items: ['v2'],
    environments: ['production'],
  });
});

describe('a quantile', () => {
  const cells = [
    { lower: 0, upper: 1.28, count: 9_850 },
    { lower: 1.28, upper: 2.56, count: 120 },
    { lower: 2.56, upper: 5.12, count: 30 },
  ];
  const reading = (target: number, observedMs = 7 * DAY) =>
    productionActual(
      answers(signal('latency_p99'), { request_duration: { groups: { v2: cells }, observedMs } }),
      {
        ...WINDOW,
        target,
      },
    ).actual;

  test('lies in its bucket, and names the one that a target falls inside', () => {
    const actual = reading(2);
    expect(actual).toMatchObject({
      lower: 1.28,
      upper: 2.56,
      n: 10_000,
      bucket: { lower: 1.28, upper: 2.56 },
    });
    expect(actual.shareAtTarget?.lower).toBeCloseTo(0.985, 12);
    expect(actual.shareAtTarget?.upper).toBeCloseTo(0.997, 12);
  });

  test('is told exactly where a bucket ends at the target', () => {
    const actual = reading(2.56);
    expect(actual.bucket).toBeUndefined();
    expect(actual.shareAtTarget).toEqual({ lower: 0.997, upper: 0.997 });
  });

  test('can be worse where a tenth of the time was not watched', () => {
    const actual = reading(2.56, 0.95 * 7 * DAY);
    expect(actual.coverage).toBeCloseTo(0.95, 9);
    expect(actual.shareAtTarget?.lower).toBeCloseTo(1 - 0.003 * (0.95 + 10 * 0.05), 9);
    expect(actual.upper).toBe(2.56);
  });
});

describe('other formulas', () => {
  test('a mean is sum over count', () => {
    const cells = [{ lower: 0, upper: 1, count: 50 }];
    const { actual } = productionActual(
      answers(signal('latency_mean'), { request_duration: { groups: { v2: cells } } }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 2, lower: 2, upper: 2, n: 50 });
  });

  test('a gauge is its last sample, and how often it was read is no n', () => {
    const { actual } = productionActual(
      answers(signal('labeled_examples'), { labeled_examples: { gauge: 5120 } }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 5120, lower: 5120, upper: 5120, n: 0 });
  });

  test('zero critical failures are made of the requests that had none', () => {
    const { actual } = productionActual(
      answers(signal('critical_failures'), {
        critical_failures: { groups: { v1: 3 } },
        requests: { groups: { v2: 1200 } },
      }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 0, n: 1200 });
  });

  test('zero critical failures of a version that serves nobody are nothing', () => {
    const { actual } = productionActual(
      answers(signal('critical_failures'), {
        critical_failures: { groups: { v1: 3 } },
        requests: { groups: {} },
      }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: undefined, n: 0 });
  });
});

describe('coverage', () => {
  const coverage = (observedMs: number, lastObservedAt: number) =>
    productionActual(
      answers(signal('requests'), { requests: { groups: { v2: 1 }, observedMs, lastObservedAt } }),
      WINDOW,
    ).actual.coverage;

  test('does not blame a window for its last minutes', () => {
    expect(coverage(7 * DAY - 60_000, 7 * DAY - 60_000)).toBe(1);
  });
  test('is what was watched over what there was to watch', () => {
    expect(coverage(6 * DAY, 6 * DAY)).toBeCloseTo(6 / 7, 2);
    expect(coverage(8 * DAY, 7 * DAY)).toBe(1);
  });
});

describe('what was counted from samples of traces', () => {
  const requests = { groups: { 'v2|2.3.0': 10_000 } };
  const failed = { groups: { v2: 100 } };
  const drawn = (how: string, n: number): Fake => ({ groups: { [`v2||${how}`]: n } });
  const error_rate = signal('error_rate');

  test('by chance is a share of as many as there are, with an interval', () => {
    const sampled = {
      'sampled.requests': drawn('probability', 1_000),
      'sampled.requests_failed': drawn('probability', 10),
    };
    const { actual } = productionActual(
      answers(error_rate, { requests, requests_failed: failed, ...sampled }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 0.01, n: 1_000, events: 10, sampling: 'probability' });
    expect(actual).toMatchObject({ boundsKind: 'interval', method: 'wilson' });
    expect(actual.lower).toBeCloseTo(0.00603, 4);
    expect(actual.upper).toBeCloseTo(0.0165, 3);
  });

  test('of latencies bounds the share that is fast enough, by the samples', () => {
    const { actual } = productionActual(
      answers(signal('latency_p99'), {
        request_duration: { groups: { 'v2|2.3.0': [{ lower: 1, upper: 2, count: 10_000 }] } },
        'sampled.request_duration': drawn('probability', 100),
      }),
      { ...WINDOW, target: 2 },
    );
    expect(actual).toMatchObject({ n: 100, sampling: 'probability', boundsKind: 'interval' });
    expect(actual.shareAtTarget?.lower).toBeCloseTo(0.974, 3);
    expect(actual.shareAtTarget?.upper).toBe(1);
  });

  test('bounds no total and no mean', () => {
    const { actual } = productionActual(
      answers(signal('cost_per_request'), {
        requests,
        cost_usd: { groups: { v2: 50 } },
        'sampled.cost_usd': drawn('probability', 700),
      }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 0.005, n: 700, sampling: 'probability', boundsKind: 'interval' });
    expect([actual.lower, actual.upper]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  test('by what happened proves nothing', () => {
    const { actual } = productionActual(
      answers(error_rate, {
        requests,
        requests_failed: failed,
        'sampled.requests_failed': drawn('unknown', 100),
      }),
      WINDOW,
    );
    expect(actual).toMatchObject({ value: 0.01, sampling: 'unknown', boundsKind: 'interval' });
    expect([actual.lower, actual.upper]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(actual.method).toBeUndefined();
  });

  test('is nothing of the sort where every trace was sent', () => {
    const { actual } = productionActual(
      answers(error_rate, { requests, requests_failed: failed, 'sampled.requests': { groups: {} } }),
      WINDOW,
    );
    expect(actual).toMatchObject({ n: 10_000, boundsKind: 'measurement' });
    expect(actual.sampling).toBeUndefined();
  });
});

describe('steps of a chart', () => {
  test('are gaps where nothing was watched or nothing happened, and zero where silence was watched', () => {
    const scope = signalScope(signal('pipeline_records'), undefined, PRODUCTION);
    const results: SelectionResult[] = [
      {
        groups: [{ kind: 'counter', key: [''], totals: Float64Array.of(5, 0, 0) }],
        observedMs: Float64Array.of(HOUR, HOUR, 0),
        lastObservedAt: 2 * HOUR,
      },
      { groups: [], observedMs: Float64Array.of(0, 0, 0), lastObservedAt: undefined },
    ];
    const steps = actualsPerStep({ signal: signal('pipeline_records'), scope, results }, [
      0,
      HOUR,
      2 * HOUR,
      3 * HOUR,
    ]);
    expect(steps.map((step) => step.value)).toEqual([5, 0, undefined]);
    expect(steps.map((step) => step.coverage)).toEqual([1, 1, 0]);
  });
});

describe('for every signal of the catalogue, whatever was counted', () => {
  const count = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }));
  const fake = fc.record({
    count,
    observed: fc.double({ min: 0, max: 1.2, noNaN: true }),
    seen: fc.boolean(),
  });

  test('no NaN comes out, and the value lies within its bounds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(CATALOGUE)),
        fc.array(fake, { minLength: 9, maxLength: 9 }),
        (one, fakes) => {
          const scope = signalScope(one, V2, PRODUCTION);
          const material: Record<string, Fake> = {};
          for (const [i, selection] of signalSelections(one, scope).entries()) {
            const { count: n, observed, seen } = fakes[i] as (typeof fakes)[number];
            material[selection.measure] = {
              observedMs: observed * 7 * DAY,
              lastObservedAt: seen ? 7 * DAY : undefined,
              ...(selection.kind === 'gauge' ? { gauge: n } : {}),
              ...(selection.kind === 'counter' ? { groups: { v2: n } } : {}),
              ...(selection.kind === 'distribution'
                ? { groups: { v2: [{ lower: 1, upper: 2, count: n }] } }
                : {}),
            };
          }
          const { actual } = productionActual(answers(one, material), { ...WINDOW, target: 1.5 });
          expect(JSON.stringify(actual, (_, v) => (Number.isNaN(v) ? 'NaN' : v))).not.toContain('NaN');
          if (actual.value !== undefined && actual.boundsKind === 'measurement') {
            expect(actual.lower).toBeLessThanOrEqual(actual.value);
            expect(actual.upper).toBeGreaterThanOrEqual(actual.value);
          }
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});
