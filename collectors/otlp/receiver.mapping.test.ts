import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type MetricJson, nanos } from './testing/otlp-json.ts';
import { T0 } from './testing/receiver-under-test.ts';
import { cumulative, delta, HOUR, point, requestOf, sendAll, started } from './testing/requests.ts';

describe('what a stream feeds', () => {
  it('is found by attributes of the point, of the resource, and of the resource by its full name', async () => {
    const attribution = {
      item: { label: 'service.version' },
      build: { label: 'resource.version' },
      environment: { label: 'deployment.environment.name' },
    };
    const metrics = [{ metric: 'app.requests', measure: 'requests', keep: ['region', 'scope.name'] }];
    const under = await started([{ attribution, metrics }]);
    under.now = T0 + 10_000;
    const resource = {
      'service.version': 'v3',
      version: '2.3.1',
      'deployment.environment.name': 'staging',
      region: 'eu',
    };
    const data = {
      aggregationTemporality: 1,
      isMonotonic: true,
      dataPoints: [point(10_000, 4, 0), point(10_000, 1, 0, { region: 'us' })],
    };
    await under.send(requestOf([{ name: 'app.requests', sum: data }], resource));
    expect(under.store.counters()).toEqual({
      'requests v3 in staging {region=eu,scope.name=lib}': 4,
      'requests v3 in staging {region=us,scope.name=lib}': 1,
    });
    expect(under.store.batches.at(-1)?.counters?.[0]?.series.build).toBe('2.3.1');
  });

  it('that no item was found for is kept as unattributed, and counted', async () => {
    const under = await started([{ attribution: { item: { label: 'nowhere' } } }]);
    under.now = T0 + 10_000;
    await under.send(delta(point(10_000, 4, 0)));
    expect(under.store.counters()).toEqual({ requests: 4 });
    expect(under.counts).toEqual({ accepted: 1, unattributed: 1 });
  });

  it('beyond the cap on label sets goes to an overflow series, so that sums stay right', async () => {
    const metrics = [{ metric: 'app.requests', measure: 'requests', keep: ['user'] }];
    const under = await started([{ metrics, max_label_sets: 3 }]);
    under.now = T0 + 10_000;
    await under.send(delta(...Array.from({ length: 10 }, (_, i) => point(10_000, 1, 0, { user: `u${i}` }))));
    expect(under.store.counters()).toEqual({
      'requests v2 {user=u0}': 1,
      'requests v2 {user=u1}': 1,
      'requests v2 {user=u2}': 1,
      'requests v2 {overflow=true}': 7,
    });
    expect(under.counts.overflowed).toBe(7);
  });

  it('may be an accumulator that calls itself a gauge', async () => {
    const metrics = [{ metric: 'app.depth', measure: 'requests', kind: 'counter' }];
    const under = await started([{ metrics }]);
    const gauge = (at: number, value: number) =>
      requestOf([{ name: 'app.depth', gauge: { dataPoints: [point(at, value)] } }]);
    await sendAll(under, [10_000, gauge(10_000, 5)], [20_000, gauge(20_000, 8)], [30_000, gauge(30_000, 1)]);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 + 1 });
  });

  it.each([
    [
      'a gauge for a counter',
      { name: 'app.depth', gauge: { dataPoints: [point(10_000, 1)] } },
      'requests',
      'declared as another kind than its measure: say kind in the mapping',
    ],
    [
      'a sum for a distribution',
      {
        name: 'app.depth',
        sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point(10_000, 1)] },
      },
      'request_duration',
      'a single value for a distribution',
    ],
    [
      'a histogram for a counter',
      {
        name: 'app.depth',
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [{ timeUnixNano: nanos(T0 + 10_000), count: 1 }],
        },
      },
      'requests',
      'a histogram for a single value: map its _count or _sum',
    ],
  ] as [string, MetricJson, string, string][])('is never a guess: %s', async (_, metric, measure, reason) => {
    const under = await started([{ metrics: [{ metric: 'app.depth', measure }] }]);
    under.now = T0 + 10_000;
    const { refused, message } = await under.send(requestOf([metric]));
    expect(refused).toBe(1);
    expect(message).toContain(reason);
    expect(
      under.store.batches.flatMap((batch) => [
        ...(batch.counters ?? []),
        ...(batch.distributions ?? []),
        ...(batch.gauges ?? []),
      ]),
    ).toEqual([]);
  });

  it('that there are too many streams of is refused, and those known go on', async () => {
    const under = await started([{ max_streams: 2 }]);
    const users = (at: number, start: number, n: number) =>
      delta(...Array.from({ length: n }, (_, i) => point(at, 1, start, { user: `u${i}` })));
    await sendAll(under, [10_000, users(10_000, 0, 5)], [20_000, users(20_000, 10_000, 5)]);
    expect(under.store.counters()).toEqual({ 'requests v2': 4 });
    expect(under.reasons).toEqual({ 'more streams than max_streams': 6 });
    expect(under.warnings).toEqual([
      'It has 2 streams, which is max_streams: what is sent of new ones is refused and counts nowhere.',
    ]);
  });
});

/** What is still in use of V8's heap, bytes. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('sets of attributes that explode', () => {
  it('do not fill the memory, and those of before are counted on', async () => {
    const under = await started([{ max_streams: 1_000 }]);
    const known = (at: number, start: number) => point(at, 1, start, { user: 'known' });
    await sendAll(under, [10_000, delta(known(10_000, 0))]);
    const before = heapInUse();
    for (let n = 1; n <= 6; n += 1) {
      const at = 10_000 + n * 10_000;
      const users = Array.from({ length: 20_000 }, (_, i) =>
        point(at, 1, at - 10_000, { user: `${n}/${i}` }),
      );
      await sendAll(under, [at, delta(known(at, at - 10_000), ...users)]);
    }
    expect(under.store.counters()).toEqual({ 'requests v2': 7 + 999 });
    expect(under.reasons['more streams than max_streams']).toBe(6 * 20_000 - 999);
    expect(heapInUse() - before).toBeLessThan(120 * 1024 * 1024);
  });
});

describe('what was watched', () => {
  it('is the time between points of totals, each stretch once', async () => {
    const under = await started();
    const two = (at: number, n: number) =>
      cumulative(point(at, n, 1_000, { a: '1' }), point(at, n, 1_000, { a: '2' }));
    await sendAll(under, [10_000, two(10_000, 5)], [20_000, two(20_000, 5)]);
    expect(under.store.observedMs('requests')).toBe(19_000);
  });

  it('is the intervals of deltas, in any order', async () => {
    const under = await started();
    await sendAll(
      under,
      [20_000, delta(point(20_000, 1, 10_000))],
      [20_000, delta(point(10_000, 1, 0))],
      [50_000, delta(point(50_000, 1, 40_000))],
    );
    expect(under.store.observedMs('requests')).toBe(30_000);
  });

  it('is nothing where a delta interval has a start that means nothing', async () => {
    const under = await started();
    await sendAll(under, [
      10_000,
      delta(point(10_000, 1, -25 * HOUR), point(10_000, 2, undefined, { a: 'b' })),
    ]);
    expect(under.store.counters()).toEqual({ 'requests v2': 3 });
    expect(under.store.observedMs('requests')).toBe(0);
  });

  it('goes on while a delta sender keeps its pace and has nothing to say of a stream', async () => {
    const under = await started();
    const pulse = (at: number) => requestOf([{ name: 'unmapped', gauge: { dataPoints: [point(at, 1)] } }]);
    await sendAll(
      under,
      [10_000, delta(point(10_000, 1, 0))],
      [20_000, pulse(20_000)],
      [30_000, pulse(30_000)],
      [40_000, pulse(40_000)],
    );
    expect(under.store.observedMs('requests')).toBe(10_000 + 20_000);
    // It missed four exports: nobody knows what was in them.
    await sendAll(under, [80_000, pulse(80_000)]);
    expect(under.store.observedMs('requests')).toBe(30_000);
  });

  it('begins with the second sample of a gauge, and not across a gap', async () => {
    const under = await started();
    const depth = (at: number) => requestOf([{ name: 'app.depth', gauge: { dataPoints: [point(at, 1)] } }]);
    await sendAll(under, [0, depth(0)], [60_000, depth(60_000)], [HOUR, depth(HOUR)]);
    expect(under.store.observedMs('queue_depth')).toBe(60_000);
  });
});

describe('circuit breakers', () => {
  it('are read from gauges and from counters of events', async () => {
    const breakers = [
      { metric: 'breaker.state', name: { label: 'name' }, values: { 0: 'closed', 1: 'open' } },
      {
        metric: 'breaker.events',
        name: 'by-events',
        event_label: 'event',
        states: { opened: 'open', closed: 'closed' },
      },
    ];
    const under = await started([{ breakers, metrics: [] }]);
    const at = (ms: number, state: number, opened: number, closed: number) =>
      requestOf([
        {
          name: 'breaker.state',
          gauge: { dataPoints: [point(ms, state, undefined, { name: 'model-api' })] },
        },
        {
          name: 'breaker.events',
          sum: {
            aggregationTemporality: 2,
            isMonotonic: true,
            dataPoints: [
              point(ms, opened, 1_000, { event: 'opened' }),
              point(ms, closed, 1_000, { event: 'closed' }),
            ],
          },
        },
      ]);
    await sendAll(
      under,
      [10_000, at(10_000, 0, 0, 0)],
      [20_000, at(20_000, 1, 0, 0)],
      [30_000, at(30_000, 0, 1, 1)],
    );
    const transitions = under.store.batches.flatMap((batch) => batch.breakers ?? []);
    expect(
      transitions.map(({ breaker, at: when, state, item }) => [breaker, when - T0, state, item]),
    ).toEqual([
      ['model-api', 10_000, 'closed', 'v2'],
      ['model-api', 20_000, 'open', 'v2'],
      ['model-api', 30_000, 'closed', 'v2'],
      ['by-events', 29_999, 'open', 'v2'],
      ['by-events', 30_000, 'closed', 'v2'],
    ]);
  });
});
