import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakePrometheus } from '../testing/fake-prometheus.ts';
import { prometheusUnderTest, T0 } from '../testing/prometheus-under-test.ts';
import { TestServers } from '../testing/serve.ts';
import { prometheusSourceSchema } from './schema.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const servers = new TestServers();
afterEach(() => servers.close());

const setUp = (config: object = {}, listener?: RequestListener) =>
  prometheusUnderTest(servers, listener === undefined ? { config } : { config, listener });

/** A counter that grows by one every 15 s, from its first sample on. */
function growing(prometheus: FakePrometheus, from: number, to: number, delayMs = 0): void {
  for (let at = from; at <= to; at += 15 * SECOND) {
    prometheus.add('requests_total', at, Math.round((at - from) / (15 * SECOND)) + 100, delayMs);
  }
}

describe('a reader of a Prometheus server', () => {
  it('begins with the last hour, and reads on without a sample twice or left out', async () => {
    for (const closedLeft of [true, false]) {
      const { prometheus, store, monitor, clock, collect } = await setUp();
      prometheus.closedLeft = closedLeft;
      growing(prometheus, T0 - 2 * HOUR, T0 + 10 * MINUTE);
      for (let n = 0; n <= 40; n += 1) {
        clock.time = T0 + n * 15 * SECOND;
        await collect();
      }
      // From the first sample that was read, an hour and the overlap of a minute ago.
      const first = store.counters('requests')[0]?.at as number;
      expect(Math.abs(first - (T0 - HOUR - MINUTE))).toBeLessThanOrEqual(15 * SECOND);
      expect(store.total('requests')).toBe((T0 + 10 * MINUTE - first) / (15 * SECOND));
      expect(monitor.counts).toMatchObject({ unanchored: 1 });
      expect(monitor.counts['out-of-order']).toBeUndefined();
    }
  });

  it('keeps the time of each sample', async () => {
    const { prometheus, store, collect } = await setUp();
    prometheus.add('requests_total', T0 - 40 * SECOND + 123, 5);
    prometheus.add('requests_total', T0 - 25 * SECOND + 123, 8);
    await collect();
    expect(store.counters('requests').map(({ at, value }) => [at, value])).toEqual([
      [T0 - 40 * SECOND + 123, 0],
      [T0 - 25 * SECOND + 123, 3],
    ]);
  });

  it('does not lose samples that can be seen only some time after their own', async () => {
    const { prometheus, store, clock, collect } = await setUp();
    growing(prometheus, T0, T0 + 10 * MINUTE, 9 * SECOND);
    for (let n = 0; n <= 45; n += 1) {
      clock.time = T0 + n * 15 * SECOND;
      await collect();
    }
    expect(store.total('requests')).toBe(40);
  });

  it('does not lose samples of a server whose clock is minutes behind ours', async () => {
    const { prometheus, store, clock, collect } = await setUp();
    growing(prometheus, T0, T0 + 20 * MINUTE);
    prometheus.now = () => clock.time - 6 * MINUTE;
    for (let n = 0; n <= 120; n += 1) {
      clock.time = T0 + n * 15 * SECOND;
      await collect();
    }
    expect(store.total('requests')).toBe(80);
  });

  it('fills in what it missed, in slices, and goes on from its cursor in another process', async () => {
    const { prometheus, store, clock, collect, restart } = await setUp();
    growing(prometheus, T0, T0 + 30 * HOUR);
    clock.time = T0 + MINUTE;
    await collect();
    restart();
    clock.time = T0 + 30 * HOUR;
    await collect();
    expect(store.total('requests')).toBe((30 * HOUR) / (15 * SECOND));
    expect(prometheus.queries.length).toBeGreaterThan(4);
    expect(store.observedMs('requests', 'v1')).toBe(30 * HOUR);
  });

  it('asks for less where the server refuses to give that much', async () => {
    const { prometheus, store, clock, collect } = await setUp({ initial_lookback: '10h' });
    growing(prometheus, T0 - 10 * HOUR, T0);
    prometheus.maxSamples = 60;
    clock.time = T0;
    await collect();
    expect(store.total('requests')).toBe((10 * HOUR) / (15 * SECOND));
  });

  it('says what to do where even the shortest slice is too much', async () => {
    const { prometheus, collect } = await setUp();
    growing(prometheus, T0 - HOUR, T0);
    prometheus.maxSamples = 0;
    await expect(collect()).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('does not read further back than max_gap', async () => {
    const { prometheus, clock, collect } = await setUp({ max_gap: '2h' });
    growing(prometheus, T0, T0 + MINUTE);
    clock.time = T0 + MINUTE;
    await collect();
    prometheus.queries.length = 0;
    clock.time = T0 + 100 * HOUR;
    await collect();
    expect(prometheus.queries[0]?.from).toBe(clock.time - 2 * HOUR - MINUTE);
  });

  it('keeps its cursor while nothing comes, and takes it up again', async () => {
    const { prometheus, store, clock, collect } = await setUp();
    growing(prometheus, T0, T0 + MINUTE);
    prometheus.add('requests_total', T0 + 12 * HOUR, 204);
    for (const minutes of [1, 2, 6 * 60, 11 * 60, 12 * 60, 12 * 60 + 1]) {
      clock.time = T0 + minutes * MINUTE;
      await collect();
    }
    expect(store.total('requests')).toBe(104);
  });

  it('reads histograms, gauges and breakers', async () => {
    const { prometheus, store, collect } = await setUp({
      metrics: [
        { metric: 'took_seconds', measure: 'request_duration' },
        { metric: 'lag_seconds', measure: 'pipeline_lag' },
        { metric: 'took_seconds_count', measure: 'requests' },
      ],
      breakers: [{ metric: 'breaker_state', name: { label: 'breaker' }, values: { 0: 'closed', 2: 'open' } }],
    });
    for (const [n, at] of [T0 - 30 * SECOND, T0 - 15 * SECOND].entries()) {
      prometheus.add('took_seconds_bucket{le="1.0"}', at, 10 + 2 * n);
      prometheus.add('took_seconds_bucket{le="+Inf"}', at, 10 + 3 * n);
      prometheus.add('took_seconds_sum', at, 5 + 4 * n);
      prometheus.add('took_seconds_count', at, 10 + 3 * n);
      prometheus.add('lag_seconds', at, 7 - n);
      prometheus.add('breaker_state{breaker="model"}', at, 2 * n);
    }
    prometheus.types.lag_seconds = 'gauge';
    await collect();
    expect(store.distribution('request_duration')).toEqual({
      cells: [
        { lower: Number.NEGATIVE_INFINITY, upper: 1, count: 2 },
        { lower: 1, upper: Number.POSITIVE_INFINITY, count: 1 },
      ],
      sum: 4,
    });
    expect(store.gauges('pipeline_lag').map(({ value }) => value)).toEqual([7, 6]);
    expect(store.total('requests')).toBe(3);
    expect(store.breakerChanges()).toEqual([
      `${T0 - 30 * SECOND} model closed`,
      `${T0 - 15 * SECOND} model open`,
    ]);
  });

  it('writes no gauge and no breaker twice, although it reads them again', async () => {
    const { prometheus, store, clock, collect, restart } = await setUp({
      metrics: [{ metric: 'lag_seconds', measure: 'pipeline_lag' }],
      breakers: [{ metric: 'breaker_state', name: 'model', values: { 0: 'closed', 2: 'open' } }],
    });
    for (let n = 0; n < 20; n += 1) {
      clock.time = T0 + n * 15 * SECOND;
      prometheus.add('lag_seconds', clock.time, n);
      prometheus.add('breaker_state', clock.time, n % 4 === 0 ? 2 : 0);
      await collect();
      if (n % 3 === 0) restart();
    }
    expect(store.gauges('pipeline_lag').map(({ value }) => value)).toEqual([...Array(20).keys()]);
    expect(store.breakerChanges()).toHaveLength(10);
  });

  it('sees a restart that ends higher than it was, by the start of the process', async () => {
    const { prometheus, store, collect } = await setUp({ match: { version: 'v1' } });
    const sample = (at: number, value: number, started: number) => {
      prometheus.add('requests_total{version="v1"}', at, value);
      prometheus.add('process_start_time_seconds', at, started / 1_000);
    };
    sample(T0 - 60 * SECOND, 10, T0 - 70 * SECOND);
    sample(T0 - 45 * SECOND, 12, T0 - 70 * SECOND);
    sample(T0 - 30 * SECOND, 13, T0 - 40 * SECOND);
    prometheus.add('requests_total{version="v2"}', T0 - 30 * SECOND, 99);
    await collect();
    expect(store.total('requests')).toBe(25);
  });

  it('attributes by what a target says of its resource', async () => {
    const attribution = { item: { label: 'service_version', map: { '2\\..*': 'v2' } } };
    const { prometheus, store, collect } = await setUp({ match: { version: 'v1' }, attribution });
    for (const [n, at] of [T0 - 30 * SECOND, T0 - 15 * SECOND].entries()) {
      prometheus.add('requests_total{version="v1"}', at, 5 + n);
      prometheus.add('target_info{service_version="2.4.1"}', at, 1);
    }
    await collect();
    expect(store.total('requests', { item: 'v2' })).toBe(1);
  });

  it('knows targets apart', async () => {
    const { prometheus, store, collect } = await setUp();
    for (const [n, at] of [T0 - 30 * SECOND, T0 - 15 * SECOND].entries()) {
      prometheus.add('requests_total{instance="a"}', at, 100 + n);
      prometheus.add('requests_total{instance="b"}', at + 1, 7 + n);
    }
    await collect();
    expect(store.total('requests')).toBe(2);
  });

  it('refuses a type that the server declares to be another, and takes the word of the mapping', async () => {
    const { prometheus, store, monitor, collect } = await setUp({
      metrics: [
        { metric: 'llm_cost_sum', measure: 'cost_usd' },
        { metric: 'llm_token_sum', measure: 'tokens_input', kind: 'counter' },
      ],
    });
    prometheus.types.llm_cost_sum = 'gauge';
    prometheus.types.llm_token_sum = 'gauge';
    for (const [n, at] of [T0 - 30 * SECOND, T0 - 15 * SECOND].entries()) {
      prometheus.add('llm_cost_sum', at, n);
      prometheus.add('llm_token_sum', at, n);
    }
    await collect();
    expect([store.total('cost_usd'), store.total('tokens_input')]).toEqual([0, 1]);
    expect(
      monitor.counts['rejected: declared as another kind than its measure: say kind in the mapping'],
    ).toBe(2);
  });

  it('takes NaN and infinities for what they are, and keeps the rest', async () => {
    const { prometheus, store, monitor, collect } = await setUp();
    for (const [n, value] of ['5', 'NaN', 'NaN', '+Inf', '-Inf', '9'].entries()) {
      prometheus.add('requests_total', T0 - (60 - n) * SECOND, value);
    }
    await collect();
    expect(store.total('requests')).toBe(4);
    expect(monitor.counts).toMatchObject({ 'rejected: NaN': 2, 'rejected: infinite': 2 });
  });

  it('signs in', async () => {
    const { prometheus, collect } = await setUp({ authorization: { type: 'bearer', token_env: 'TOKEN' } });
    await collect();
    expect(prometheus.authorization).toBe('Bearer sesame');
  });
});

function answering(status: number, content: unknown): RequestListener {
  return (question, answer) => {
    const isQuery = question.url?.endsWith('/api/v1/query');
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    answer
      .writeHead(isQuery ? status : 404, { 'content-type': 'application/json' })
      .end(isQuery ? body : '{}');
  };
}

describe('an answer that is no answer', () => {
  const matrix = (result: unknown) => ({ status: 'success', data: { resultType: 'matrix', result } });

  it.each([
    [
      'an error of the server',
      400,
      { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:18: parse error' },
      'source-refused',
      '/api/v1/query answered with status 400: invalid parameter "query": 1:18: parse error.',
    ],
    [
      'a sign-in page',
      401,
      '<html>',
      'source-refused',
      '/api/v1/query answered with status 401: it wants authorization.',
    ],
    [
      'another service',
      200,
      '<html>',
      'source-answer-invalid',
      '/ answers with something that is not the Prometheus API; check the address.',
    ],
    [
      'a proxy without its server',
      502,
      'Bad Gateway',
      'source-refused',
      '/api/v1/query answered with status 502.',
    ],
    [
      'another kind of result',
      200,
      { status: 'success', data: { resultType: 'vector', result: [] } },
      'source-answer-invalid',
      '/ answers with something else than the samples that were asked for.',
    ],
    [
      'a broken series',
      200,
      matrix([{ values: [] }]),
      'source-answer-invalid',
      '/ answers with a series that cannot be read.',
    ],
    [
      'a broken sample',
      200,
      matrix([{ metric: {}, values: [[1, 2]] }]),
      'source-answer-invalid',
      '/ answers with a sample that cannot be read.',
    ],
  ])('(%s) is one clear sentence', async (_, status, content, code, message) => {
    const { url, store, monitor, collect } = await setUp({}, answering(status, content));
    await expect(collect()).rejects.toMatchObject({ code, message: `${url}${message}` });
    expect(store.batches).toEqual([]);
    const counted = monitor.counts['rejected: an answer that cannot be read'];
    expect(counted).toBe(code === 'source-answer-invalid' ? 1 : undefined);
  });

  it('(a native histogram that is none) is counted, and the rest is kept', async () => {
    const histogram = { count: '3', sum: '4', buckets: [[0, '2', '1', '3']] };
    const { prometheus, store, monitor, collect } = await setUp();
    prometheus.add('requests_total', T0 - 30 * SECOND, 5);
    prometheus.add('requests_total', T0 - 15 * SECOND, 7);
    prometheus.add('requests_total', T0 - 10 * SECOND, histogram);
    await collect();
    expect(store.total('requests')).toBe(2);
    expect(monitor.counts).toMatchObject({ 'rejected: a native histogram that cannot be read': 1 });
  });
});

describe('over any history', () => {
  it('every increment is there once: late samples, kills of ours, commits that went wrong, either kind of window', async () => {
    const event = fc.constantFrom('read', 'read', 'read', 'skip', 'kill us', 'refuse', 'lose the answer');
    const steps = fc.array(fc.record({ add: fc.nat(9), delay: fc.nat(40), event }), {
      minLength: 3,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (history, closedLeft) => {
        const { prometheus, store, clock, collect, restart } = await setUp();
        prometheus.closedLeft = closedLeft;
        let total = 0;
        let visible = 0;
        for (const [n, { add, delay, event: what }] of history.entries()) {
          clock.time = T0 + n * 15 * SECOND;
          total += add;
          // Samples of one target are seen in their order.
          visible = Math.max(visible, clock.time + delay * SECOND);
          prometheus.add('requests_total', clock.time, total, visible - clock.time);
          prometheus.add('process_start_time_seconds', clock.time, T0 / 1_000 - 1, visible - clock.time);
          if (what === 'kill us') restart();
          if (what === 'refuse' || what === 'lose the answer') store.trouble.push(what);
          if (what !== 'skip') await collect().catch(() => {});
        }
        store.trouble.length = 0;
        clock.time += 2 * MINUTE;
        await collect();
        await servers.close();
        expect(store.total('requests')).toBe(total);
      }),
      { seed: 20261123, numRuns: 60 },
    );
  });
});

describe('an answer in part', () => {
  const warning = 'store gateway-2 is not reachable';

  it('is not taken, and asked for again until it is whole', async () => {
    const { prometheus, url, store, clock, collect } = await setUp();
    growing(prometheus, T0 - MINUTE, T0 + 5 * MINUTE);
    await collect();
    const before = store.total('requests');
    prometheus.warnings = [warning];
    clock.time = T0 + 2 * MINUTE;
    await expect(collect()).rejects.toMatchObject({
      code: 'source-answer-invalid',
      message: `${url}/ answers in part: ${warning}. Nothing of it is taken, so that nothing is missed; it is asked again.`,
    });
    expect(store.total('requests')).toBe(before);
    prometheus.warnings = ['PromQL info: metric might not be a counter'];
    await collect();
    expect(store.total('requests')).toBe(before + 8);
  });

  it('is taken where the configuration says so, and shown', async () => {
    const { prometheus, url, store, monitor, collect } = await setUp({ partial_answers: 'take' });
    growing(prometheus, T0 - MINUTE, T0);
    prometheus.warnings = [warning];
    await collect();
    expect(store.total('requests')).toBe(4);
    expect(monitor.warnings).toEqual([`${url}/ answers in part: ${warning}.`]);
    prometheus.warnings = [];
    await collect();
    expect(monitor.warnings).toEqual([]);
  });
});

describe('a gap', () => {
  it.each([
    ['30d', 30 * 24],
    ['20d or 10GiB', 20 * 24],
    ['10GiB', 15 * 24],
    [undefined, 15 * 24],
  ])('is filled in as far back as the server keeps samples (%s)', async (retention, hours) => {
    const { prometheus, clock, collect } = await setUp();
    prometheus.retention = retention;
    growing(prometheus, T0, T0 + MINUTE);
    clock.time = T0 + MINUTE;
    await collect();
    prometheus.queries.length = 0;
    clock.time = T0 + 100 * 24 * HOUR;
    await collect();
    expect(prometheus.queries[0]?.from).toBe(clock.time - hours * HOUR - MINUTE);
  });
});

describe('more than the server gives at once', () => {
  it('is asked for in parts, metric by metric, where no shorter time will do', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { prometheus, store, clock, collect } = await setUp({
      metrics: names.map((name) => ({ metric: `${name}_total`, measure: `m_${name}` })),
      max_samples: 1_000,
      initial_lookback: '1min',
      interval: '5s',
    });
    // 24 samples a window of two minutes, of ten series each.
    prometheus.maxSamples = 300;
    for (const name of names) {
      prometheus.types[`${name}_total`] = 'counter';
      for (let series = 0; series < 10; series += 1) {
        for (let at = T0 - 3 * MINUTE; at <= T0 + MINUTE; at += 5 * SECOND)
          prometheus.add(`${name}_total{n="${series}"}`, at, (at - T0) / SECOND + 1_000);
      }
    }
    await collect();
    clock.time = T0 + MINUTE;
    await collect();
    for (const name of names) expect(store.total(`m_${name}`)).toBe(10 * 180);
  });

  it('takes too long: the next question is a shorter one', async () => {
    let seconds = 0;
    const windows: number[] = [];
    const listener: RequestListener = (question, answer) => {
      let body = '';
      question.on('data', (chunk) => {
        body += chunk;
      });
      question.on('end', () => {
        const window = /\[(\d+)ms\]/.exec(new URLSearchParams(body).get('query') ?? '')?.[1];
        if (window !== undefined) windows.push(Number(window));
        const result = { status: 'success', data: { resultType: 'matrix', result: [] } };
        setTimeout(() => answer.end(JSON.stringify(result)), window === undefined ? 0 : seconds * SECOND);
      });
    };
    const { collect } = await setUp({ timeout: '1s', max_gap: '1d' }, listener);
    seconds = 5;
    await expect(collect()).rejects.toMatchObject({ code: 'source-unreachable' });
    seconds = 0;
    await collect();
    expect(windows[0]).toBe(16 * MINUTE);
    expect(windows[1]).toBe(8.5 * MINUTE);
  });
});

describe('a sample of no time that can be', () => {
  it.each([-1e300, 8.64e15, 4_102_444_800])('(%d s) costs the others nothing', async (seconds) => {
    const { prometheus, store, monitor, clock, collect } = await setUp();
    growing(prometheus, T0 - MINUTE, T0 + 2 * MINUTE);
    const odd = {
      metric: { __name__: 'requests_total', job: 'service', instance: 'one', x: 'y' },
      values: [[seconds, '7']],
    };
    prometheus.extra = [odd];
    for (const minutes of [0, 1, 2]) {
      clock.time = T0 + minutes * MINUTE;
      await collect();
    }
    expect(store.total('requests')).toBe(12);
    expect(store.observedMs('requests', 'v1')).toBe(3 * MINUTE);
    expect(monitor.counts.rejected).toBeGreaterThan(0);
  });
});

describe('a series that ended', () => {
  it('is known by its staleness marker where the server shows it', async () => {
    const { prometheus, store, monitor, clock, collect } = await setUp();
    growing(prometheus, T0 - MINUTE, T0);
    prometheus.add('requests_total', T0 + 15 * SECOND, 'NaN');
    growing(prometheus, T0 + 2 * MINUTE, T0 + 3 * MINUTE);
    for (const minutes of [0, 1, 2, 3]) {
      clock.time = T0 + minutes * MINUTE;
      await collect();
    }
    expect(monitor.counts).not.toHaveProperty('rejected');
    // It came back with 100: a reset, and four more since.
    expect(store.total('requests')).toBe(4 + 100 + 4);
  });
});

describe('the configuration of a Prometheus source', () => {
  const source = { name: 'p', product: 'p' };
  it.each([
    [{}, 'needs one of url and urls'],
    [{ url: 'http://a', urls: ['http://b'] }, 'needs one of url and urls'],
    [{ urls: ['http://a', 'http://a'] }, 'an address stands there twice'],
    [{ url: 'http://a', match: { job: '(' } }, 'is not a regular expression'],
    [{ url: 'http://a', replica_label: 'a-b' }, 'not a label name'],
  ])('%j is refused', (change, message) => {
    const result = prometheusSourceSchema.safeParse({ ...source, ...change });
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});
