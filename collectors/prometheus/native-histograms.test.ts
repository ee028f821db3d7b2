import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Distribution, shareAtOrBelow } from '../../core/measure/distribution.ts';
import { prometheusUnderTest, T0 } from '../testing/prometheus-under-test.ts';
import { TestServers } from '../testing/serve.ts';

const SECOND = 1_000;
const servers = new TestServers();
afterEach(() => servers.close());

const config = {
  metrics: [
    { metric: 'took_seconds', measure: 'request_duration' },
    { metric: 'took_seconds_count', measure: 'requests' },
  ],
};

const setUp = (more: object = {}) => prometheusUnderTest(servers, { config: { ...config, ...more } });

/** Totals of positive buckets, as the API gives them: index i is (2^(i−1)/2^s, 2^i/2^s] for schema s. */
function native(schema: number, counts: Readonly<Record<number, number>>, more: object = {}) {
  const buckets = Object.entries(counts)
    .map(([index, count]) => [Number(index), count] as const)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => [0, bound(schema, index - 1), bound(schema, index), String(count)]);
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return { count: String(count), sum: String(count * 2), buckets, ...more };
}

function bound(schema: number, index: number): string {
  return String(2 ** (index * 2 ** -schema));
}

function cells({ cells }: Distribution) {
  return cells.map(({ lower, upper, count }) => [lower, upper, count]);
}

describe('a native histogram', () => {
  it('adds what is new in each bucket, and its count where that is mapped', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.add('took_seconds', T0 - 45 * SECOND, native(0, { 0: 5, 1: 2 }));
    prometheus.add('took_seconds', T0 - 30 * SECOND, native(0, { 0: 5, 1: 4, 3: 1 }));
    prometheus.add('took_seconds', T0 - 15 * SECOND, native(0, { 0: 6, 1: 4, 3: 1 }));
    await collect();
    expect(cells(store.distribution('request_duration'))).toEqual([
      [0.5, 1, 1],
      [1, 2, 2],
      [4, 8, 1],
    ]);
    expect(store.distribution('request_duration').sum).toBe(8);
    expect(store.total('requests')).toBe(4);
    expect(monitor.counts).toMatchObject({ unanchored: 2 });
  });

  it('may become coarser while it lasts', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.add('took_seconds', T0 - 30 * SECOND, native(1, { 1: 3, 2: 4, 4: 1 }));
    prometheus.add('took_seconds', T0 - 15 * SECOND, native(0, { 1: 9, 2: 1 }));
    await collect();
    expect(cells(store.distribution('request_duration'))).toEqual([[1, 2, 2]]);
    expect(monitor.counts.resets).toBeUndefined();
  });

  it('that becomes finer has begun anew', async () => {
    const { prometheus, store, monitor, collect } = await setUp({
      metrics: [{ metric: 'took_seconds', measure: 'request_duration' }],
    });
    prometheus.add('took_seconds', T0 - 30 * SECOND, native(0, { 1: 3 }));
    prometheus.add('took_seconds', T0 - 15 * SECOND, native(1, { 1: 2, 2: 4 }));
    await collect();
    expect(store.distribution('request_duration').cells.map(({ count }) => count)).toEqual([2, 4]);
    expect(monitor.counts.resets).toBe(1);
  });

  it('that falls in any bucket has begun anew', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.add('took_seconds', T0 - 30 * SECOND, native(0, { 1: 3, 2: 1 }));
    prometheus.add('took_seconds', T0 - 15 * SECOND, native(0, { 1: 2, 2: 7 }));
    await collect();
    expect(cells(store.distribution('request_duration'))).toEqual([
      [1, 2, 2],
      [2, 4, 7],
    ]);
    expect(monitor.counts.resets).toBe(1);
  });

  it('whose zero bucket widens keeps its totals', async () => {
    const { prometheus, store, collect } = await setUp();
    const zero = (threshold: string, count: string) => [3, `-${threshold}`, threshold, count];
    const before = native(0, { [-3]: 2, 1: 3 });
    prometheus.add('took_seconds', T0 - 30 * SECOND, {
      ...before,
      count: '9',
      buckets: [zero('0.001', '4'), ...before.buckets],
    });
    const after = native(0, { 1: 3 });
    prometheus.add('took_seconds', T0 - 15 * SECOND, {
      ...after,
      count: '10',
      buckets: [zero('0.125', '7'), ...after.buckets],
    });
    await collect();
    expect(cells(store.distribution('request_duration'))).toEqual([[-0.125, 0.125, 1]]);
  });

  it('may have bounds of its own', async () => {
    const { prometheus, store, collect } = await setUp();
    const own = (a: number, b: number) => ({
      count: String(a + b),
      sum: '1',
      buckets: [
        [0, '0.5', '2', String(a)],
        [0, '2', '+Inf', String(b)],
      ],
    });
    prometheus.add('took_seconds', T0 - 30 * SECOND, own(1, 1));
    prometheus.add('took_seconds', T0 - 15 * SECOND, own(4, 2));
    await collect();
    const distribution = store.distribution('request_duration');
    expect(shareAtOrBelow(distribution, 2)).toEqual({ lower: 0.75, upper: 0.75 });
  });

  it('is scaled with its bounds', async () => {
    const { prometheus, store, collect } = await setUp({
      metrics: [{ metric: 'took_ms', measure: 'request_duration', scale: 0.001 }],
    });
    prometheus.add('took_ms', T0 - 30 * SECOND, native(0, { 1: 1 }));
    prometheus.add('took_ms', T0 - 15 * SECOND, native(0, { 1: 4 }));
    await collect();
    expect(store.distribution('request_duration')).toEqual({
      cells: [{ lower: 0.001, upper: 0.002, count: 3 }],
      sum: 0.006,
    });
  });

  it('of a gauge is refused', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.types.took_seconds = 'gaugehistogram';
    prometheus.add('took_seconds', T0 - 30 * SECOND, native(0, { 1: 1 }));
    prometheus.add('took_seconds', T0 - 15 * SECOND, native(0, { 1: 4 }));
    await collect();
    expect(store.distribution('request_duration').cells).toEqual([]);
    expect(monitor.counts['rejected: a gauge histogram']).toBe(2);
  });
});

describe('a histogram that is given in both forms', () => {
  /** Observations of one second each: `n` in classic buckets, `n` in the native form. */
  function give(
    under: Awaited<ReturnType<typeof setUp>>,
    at: number,
    n: number,
    forms: { classic?: boolean; native?: boolean },
  ): void {
    const { prometheus } = under;
    if (forms.classic) {
      prometheus.add('took_seconds_bucket{le="1.0"}', at, n);
      prometheus.add('took_seconds_bucket{le="+Inf"}', at, n);
      prometheus.add('took_seconds_count', at, n);
    }
    if (forms.native) prometheus.add('took_seconds', at, native(0, { 0: n }));
  }

  const both = { classic: true, native: true };
  const total = ({ cells }: Distribution) => cells.reduce((sum, { count }) => sum + count, 0);

  it.each([
    ['in both all the time', [both, both, both, both]],
    ['native from some time on', [{ classic: true }, both, both, { native: true }]],
    ['native, then classic again', [{ native: true }, both, { classic: true }, { classic: true }]],
    ['classic, both, and classic again', [{ classic: true }, both, { classic: true }, { classic: true }]],
  ])('counts once: %s', async (_, steps) => {
    const under = await setUp();
    for (const [i, forms] of steps.entries()) {
      under.clock.time = T0 + i * 15 * SECOND;
      give(under, under.clock.time, 10 + i, forms);
      await under.collect();
      if (i === 1) under.restart();
    }
    expect(total(under.store.distribution('request_duration'))).toBe(3);
    expect(under.store.total('requests')).toBe(3);
  });

  it('does not count twice what one form counted while the other was away', async () => {
    const under = await setUp();
    const steps = [both, { native: true }, { native: true }, { classic: true }, { classic: true }];
    for (const [i, forms] of steps.entries()) {
      under.clock.time = T0 + i * 15 * SECOND;
      give(under, under.clock.time, 10 + i, forms);
      await under.collect();
    }
    // What came between the last native and the first classic point is in neither.
    expect(total(under.store.distribution('request_duration'))).toBe(3);
    expect(under.monitor.counts.unanchored).toBeGreaterThan(0);
  });
});

describe('over any history', () => {
  it('every observation is there once: restarts, coarser scales, kills of ours', async () => {
    const step = fc.record({
      observed: fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 5 }),
      event: fc.constantFrom('read', 'read', 'read', 'restart', 'coarser', 'kill us', 'skip'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (history) => {
        const under = await setUp();
        let schema = 3;
        let totals: Record<number, number> = {};
        let started = T0 - SECOND;
        let observed = 0;
        for (const [n, { observed: values, event }] of history.entries()) {
          under.clock.time = T0 + n * 15 * SECOND;
          if (event === 'restart') {
            totals = {};
            schema = 3;
            started = under.clock.time - 2 * SECOND;
          }
          if (event === 'coarser' && schema > -2) {
            schema -= 1;
            const merged: Record<number, number> = {};
            for (const [index, count] of Object.entries(totals)) {
              const into = Math.ceil(Number(index) / 2);
              merged[into] = (merged[into] ?? 0) + count;
            }
            totals = merged;
          }
          for (const value of values) {
            const index = Math.ceil(value * 2 ** schema);
            totals[index] = (totals[index] ?? 0) + 1;
            observed += 1;
          }
          under.prometheus.add('took_seconds', under.clock.time, native(schema, totals));
          under.prometheus.add('process_start_time_seconds', under.clock.time, started / 1_000);
          if (event === 'kill us') under.restart();
          if (event !== 'skip') await under.collect();
        }
        under.clock.time += 2 * 60 * SECOND;
        await under.collect();
        await servers.close();
        const { cells } = under.store.distribution('request_duration');
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(observed);
        expect(under.store.total('requests')).toBe(observed);
      }),
      { seed: 20261129, numRuns: 60 },
    );
  });
});
