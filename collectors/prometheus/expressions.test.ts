import { afterEach, describe, expect, it } from 'vitest';
import type { FakePrometheus } from '../testing/fake-prometheus.ts';
import { type PrometheusStory, prometheusUnderTest, T0 } from '../testing/prometheus-under-test.ts';
import { TestServers } from '../testing/serve.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The whole minute that a read at {@link T0} comes to: what is younger than a minute may still change. */
const LAST = Math.floor((T0 - MINUTE) / MINUTE) * MINUTE;
const servers = new TestServers();
afterEach(() => servers.close());

const QUERY = 'errors / requests';
const RATIO = { query: QUERY, measure: 'error_share', kind: 'ratio' };

const setUp = (config: object = {}, story: PrometheusStory = {}) =>
  prometheusUnderTest(servers, {
    ...story,
    config: { metrics: [], expressions: [RATIO], initial_lookback: '10min', ...config },
  });

/** A value that tells when it was: minutes since the epoch, modulo a hundred, in percent. */
const percentAt = (at: number) => ((at / MINUTE) % 100) / 100;

function says(prometheus: FakePrometheus, value: (at: number) => number = percentAt, query = QUERY): void {
  prometheus.expressions.set(query, (at) => [[{}, value(at)]]);
}

describe('an expression of PromQL', () => {
  it('is evaluated at whole steps, each once, and its values are gauges', async () => {
    const { prometheus, store, monitor, clock, collect } = await setUp();
    says(prometheus);
    await collect();
    clock.time = T0 + 20_000;
    await collect();
    clock.time = T0 + 3 * MINUTE;
    await collect();
    const steps = Array.from({ length: 13 }, (_, i) => LAST + (i - 9) * MINUTE);
    expect(store.gauges('error_share', { item: 'v1', environment: 'production' })).toMatchObject(
      steps.map((at) => ({ at, value: percentAt(at) })),
    );
    expect(store.observedMs('error_share', 'v1')).toBe(13 * MINUTE);
    expect(monitor.counts).toEqual({ accepted: 13 });
    expect(prometheus.queries).toEqual([]);
  });

  it('goes on in another process, and after a write that failed, without a step twice or left out', async () => {
    const { prometheus, store, clock, collect, restart } = await setUp();
    says(prometheus);
    await collect();
    restart();
    store.trouble.push('refuse');
    clock.time = T0 + 5 * MINUTE;
    await expect(collect()).rejects.toThrow('full');
    store.trouble.push('lose the answer');
    await expect(collect()).rejects.toThrow('lost');
    await collect();
    const times = store.gauges('error_share').map(({ at }) => at);
    expect(times).toEqual(Array.from({ length: 15 }, (_, i) => LAST + (i - 9) * MINUTE));
  });

  it('fills in what was missed, as far back as the server keeps samples, within its limits', async () => {
    const { prometheus, store, clock, collect } = await setUp();
    says(prometheus);
    prometheus.retention = '10d';
    await collect();
    clock.time = T0 + 20 * DAY;
    await collect();
    const gauges = store.gauges('error_share').filter(({ at }) => at > LAST);
    expect(gauges).toHaveLength(10 * 24 * 60);
    expect(gauges[0]?.at).toBe(LAST + 10 * DAY + MINUTE);
    expect(prometheus.ranges.slice(1).map(({ from, to }) => (to - from) / MINUTE + 1)).toEqual([
      11_000, 3_400,
    ]);
  });

  it('asks for less where a server has a limit of its own', async () => {
    const { prometheus, store, collect } = await setUp({ initial_lookback: '2h' });
    says(prometheus);
    prometheus.maxSamples = 40;
    await collect();
    expect(store.gauges('error_share')).toHaveLength(120);
  });

  it('has a series of ours for each of its labels, by its own attribution', async () => {
    const expression = {
      ...RATIO,
      keep: ['region'],
      scale: 0.01,
      attribution: { item: { label: 'version', map: { '2': 'v2' } } },
    };
    const { prometheus, store, monitor, collect } = await setUp({
      expressions: [expression],
      exclude: [{ load_test: 'true' }],
      initial_lookback: '1min',
    });
    prometheus.expressions.set(QUERY, () => [
      [{ version: '2', region: 'eu' }, 4],
      [{ version: '2', region: 'us' }, 5],
      [{ version: '3', region: 'eu' }, 6],
      [{ version: '2', region: 'eu', load_test: 'true' }, 99],
    ]);
    await collect();
    const of = (item: string, environment = 'production') =>
      store
        .gauges('error_share', { item, environment })
        .map(({ series, value }) => [series.labels.region, value]);
    expect(of('v2')).toEqual([
      ['eu', 0.04],
      ['us', 0.05],
    ]);
    expect(of('')).toEqual([['eu', 0.06]]);
    expect(of('v2', 'excluded')).toEqual([['eu', 0.99]]);
    expect(monitor.counts).toEqual({ accepted: 4, unattributed: 1, excluded: 1 });
  });

  it('tells two series that would be one of ours', async () => {
    const { prometheus, store, monitor, collect } = await setUp({ initial_lookback: '1min' });
    prometheus.expressions.set(QUERY, () => [
      [{ region: 'eu' }, 0.04],
      [{ region: 'us' }, 0.05],
    ]);
    await collect();
    expect(store.gauges('error_share')).toHaveLength(1);
    expect(monitor.counts).toMatchObject({ 'rejected: a series twice at one time': 1 });
  });

  it('that is nothing by nothing was watched as a ratio; as a gauge it is no value', async () => {
    for (const [kind, watched] of [
      ['ratio', 10],
      ['gauge', 5],
    ] as const) {
      const { prometheus, store, monitor, collect } = await setUp({ expressions: [{ ...RATIO, kind }] });
      says(prometheus, (at) => ((at / MINUTE) % 2 === 0 ? 0.5 : Number.NaN));
      await collect();
      expect(store.gauges('error_share')).toHaveLength(5);
      expect(store.observedMs('error_share', 'v1')).toBe(watched * MINUTE);
      expect(monitor.counts['rejected: NaN']).toBe(kind === 'ratio' ? undefined : 5);
    }
  });

  it('that gives nothing at a step was not watched then; infinity is refused', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.expressions.set(QUERY, (at) => (at > LAST - 4 * MINUTE ? [] : [[{}, 1 / 3]]));
    await collect();
    expect(store.observedMs('error_share', 'v1')).toBe(6 * MINUTE);
    says(prometheus, () => Number.POSITIVE_INFINITY);
    const other = await setUp();
    says(other.prometheus, () => Number.POSITIVE_INFINITY);
    await other.collect();
    expect(other.store.gauges('error_share')).toEqual([]);
    expect(other.monitor.counts).toEqual({ rejected: 10, 'rejected: infinite': 10 });
    expect(monitor.counts.rejected).toBeUndefined();
  });

  it('may give no histogram', async () => {
    const { prometheus, store, monitor, collect } = await setUp({ initial_lookback: '1min' });
    says(prometheus);
    const histogram = { count: '1', sum: '2', buckets: [[0, '1', '2', '1']] };
    prometheus.extra = [{ metric: { kind: 'native' }, histograms: [[LAST / 1_000, histogram]] }];
    await collect();
    expect(store.gauges('error_share')).toHaveLength(1);
    expect(monitor.counts).toMatchObject({
      'rejected: a histogram where an expression is to give a value': 1,
    });
  });

  it('is filled in by one replica where the other one has nothing', async () => {
    const { all, store, collect } = await setUp({}, { servers: 2 });
    const [first, second] = all as [FakePrometheus, FakePrometheus];
    first.expressions.set(QUERY, (at) => (at > LAST - 4 * MINUTE ? [] : [[{}, 0.1]]));
    says(second, () => 0.2);
    await collect();
    expect(
      store
        .gauges('error_share')
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual([...Array(6).fill(0.1), ...Array(4).fill(0.2)]);
    expect(store.observedMs('error_share', 'v1')).toBe(10 * MINUTE);
  });

  it('is not taken from an answer of which something is missing', async () => {
    const { prometheus, store, collect } = await setUp();
    says(prometheus);
    prometheus.warnings = ['no store matched'];
    await expect(collect()).rejects.toMatchObject({ code: 'source-answer-invalid' });
    expect(store.batches).toEqual([]);
  });
});

describe('several expressions', () => {
  const other = { query: 'max(queue)', measure: 'queue_length', step: '5min' };

  it('are read beside the metrics; one that is wrong is told at the source, and the rest goes on', async () => {
    const { prometheus, store, monitor, clock, url, collect } = await setUp({
      metrics: [{ metric: 'requests_total', measure: 'requests' }],
      expressions: [RATIO, other],
    });
    prometheus.add('requests_total', T0 - 20_000, 7);
    prometheus.add('requests_total', T0 - 5_000, 9);
    says(prometheus, () => 12, other.query);
    await collect();
    expect(store.total('requests')).toBe(2);
    expect(store.gauges('queue_length').map(({ at }) => at % (5 * MINUTE))).toEqual([0, 0]);
    expect(monitor.warnings).toEqual([
      `The expression for error_share cannot be read: ${url}/api/v1/query_range answered with status 400: invalid parameter "query": 1:1: parse error: ${QUERY}.`,
    ]);
    // It rests for a minute, and is none the worse when it is mended.
    says(prometheus);
    clock.time = T0 + 2 * MINUTE;
    await collect();
    expect(monitor.warnings).toEqual([]);
    expect(store.gauges('error_share')).toHaveLength(10);
  });

  it('fail as a source when none of them can be read, and there is nothing else', async () => {
    const metrics = [{ metric: 'requests_total', measure: 'requests' }];
    await (await setUp({ metrics, expressions: [RATIO, other] })).collect();
    const { url, collect } = await setUp({ expressions: [RATIO, other] });
    await expect(collect()).rejects.toMatchObject({
      code: 'source-refused',
      message: `The expression for error_share cannot be read: ${url}/api/v1/query_range answered with status 400: invalid parameter "query": 1:1: parse error: ${QUERY}.`,
    });
  });

  it('do not wait for one that hangs', async () => {
    let asked = 0;
    const { prometheus, store, monitor, collect } = await setUp(
      {
        expressions: [
          { ...RATIO, query: 'hangs' },
          { ...RATIO, measure: 'other_share' },
        ],
        timeout: '1s',
      },
      {
        listener: (question, answer) => {
          let body = '';
          question.on('data', (chunk) => {
            body += chunk;
          });
          question.on('end', () => {
            asked += 1;
            if (new URLSearchParams(body).get('query') === 'hangs') return;
            const result = [{ metric: {}, values: [[LAST / 1_000, '0.5']] }];
            answer.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
          });
        },
      },
    );
    expect(prometheus.ranges).toEqual([]);
    await collect();
    await collect();
    expect(store.gauges('other_share')).toHaveLength(1);
    expect(monitor.warnings).toHaveLength(1);
    expect(monitor.warnings[0]).toContain('The expression for error_share cannot be read:');
    // The one that hangs rests, and the other one has nothing new.
    expect(asked).toBe(2);
  });
});
