import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Counter, Histogram, Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordingMonitor, RecordingStore } from '../testing/recording-store.ts';
import { TestServers } from '../testing/serve.ts';
import { scrapeSourceSchema } from './schema.ts';
import { createScrapeCollector } from './scrape-collector.ts';

const T0 = 1_795_000_000_000;
const servers = new TestServers();
afterEach(() => servers.close());

const text = 'text/plain; version=0.0.4; charset=utf-8';

function metrics(body: () => string, contentType = text): RequestListener {
  return (_, answer) => {
    answer.writeHead(200, { 'content-type': contentType });
    answer.end(body());
  };
}

function counter(value: number | string): string {
  return `# TYPE requests_total counter\nrequests_total ${value}\n`;
}

function setUp(config: object) {
  const store = new RecordingStore();
  const monitor = new RecordingMonitor();
  const clock = { time: T0, now: () => clock.time };
  const source = scrapeSourceSchema.parse({
    name: 'service',
    product: 'p',
    attribution: { item: 'v1' },
    metrics: [{ metric: 'requests_total', measure: 'requests' }],
    timeout: '500ms',
    ...config,
  });
  const secrets = { env: (name: string) => (name === 'TOKEN' ? 'sesame' : undefined), file: async () => '' };
  const collector = createScrapeCollector(source, { store, monitor, clock, secrets });
  const collect = async () => {
    await collector.collect(new AbortController().signal).finally(() => {
      clock.time += 15_000;
    });
  };
  return { store, monitor, clock, collect };
}

describe('a scraper', () => {
  it('reads a real registry of prom-client exactly', async () => {
    const registry = new Registry();
    const requests = new Counter({
      name: 'requests_total',
      help: 'h',
      labelNames: ['version'],
      registers: [registry],
    });
    const took = new Histogram({
      name: 'took_seconds',
      help: 'h',
      buckets: [0.5, 1, 2],
      registers: [registry],
    });
    const url = await servers.serve(async (_, answer) => {
      answer.writeHead(200, { 'content-type': registry.contentType });
      answer.end(await registry.metrics());
    });
    const { store, collect } = setUp({
      targets: [`${url}/metrics`],
      attribution: { item: { label: 'version' } },
      metrics: [
        { metric: 'requests_total', measure: 'requests' },
        { metric: 'took_seconds', measure: 'request_duration' },
      ],
    });
    await collect();
    for (let n = 1; n <= 20; n += 1) {
      requests.inc({ version: n % 2 === 0 ? 'v1' : 'v2' });
      took.observe(n / 10);
      if (n % 7 === 0) await collect();
    }
    await collect();
    expect(store.total('requests', { item: 'v1' })).toBe(10);
    expect(store.total('requests', { item: 'v2' })).toBe(10);
    expect(store.distribution('request_duration').cells.map((cell) => cell.count)).toEqual([5, 5, 10]);
  });

  it('reads OpenMetrics and unpacks gzip', async () => {
    let value = 3;
    const url = await servers.serve((question, answer) => {
      expect(question.headers.accept).toContain('application/openmetrics-text');
      answer.writeHead(200, {
        'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
        'content-encoding': 'gzip',
      });
      answer.end(gzipSync(`# TYPE requests counter\nrequests_total ${value++}\n# EOF\n`));
    });
    const { store, collect } = setUp({ targets: [url] });
    await collect();
    await collect();
    expect(store.total('requests')).toBe(1);
  });

  it('keeps the time of a sample, unless it is told not to', async () => {
    for (const honor_timestamps of [true, false]) {
      let value = 3;
      const url = await servers.serve(metrics(() => counter(`${value++} ${T0 - 60_000 + value}`)));
      const { store, collect } = setUp({ targets: [url], honor_timestamps });
      await collect();
      await collect();
      const at = honor_timestamps ? T0 - 60_000 + 5 : T0 + 15_000;
      expect(store.counters('requests').at(-1)).toMatchObject({ at, value: 1 });
    }
  });

  it('gives the series of a target its labels', async () => {
    let value = 3;
    const url = await servers.serve(metrics(() => counter(value++)));
    const { store, collect } = setUp({
      targets: [{ url, labels: { env: 'staging' } }],
      attribution: { item: 'v1', environment: { label: 'env' } },
    });
    await collect();
    await collect();
    expect(store.total('requests', { environment: 'staging' })).toBe(1);
  });

  it('signs in, and its secret shows up nowhere', async () => {
    let asked: string | undefined;
    let status = 200;
    const url = await servers.serve((question, answer) => {
      asked = question.headers.authorization;
      answer.writeHead(status, { 'content-type': text }).end(counter(1));
    });
    const { store, monitor, collect } = setUp({
      targets: [url],
      authorization: { type: 'bearer', token_env: 'TOKEN' },
    });
    await collect();
    expect(asked).toBe('Bearer sesame');
    status = 403;
    const error = await collect().catch((thrown) => thrown);
    expect(error.message).toBe(
      `${url}/ answered with status 403 and does not take the credentials under authorization.`,
    );
    expect(JSON.stringify([store.batches, monitor, error, error.message, error.stack])).not.toContain(
      'sesame',
    );
  });
});

describe('several targets', () => {
  it('are added up, each with its own past', async () => {
    const values = { a: 100, b: 7 };
    const a = await servers.serve(metrics(() => counter(values.a++)));
    const b = await servers.serve(metrics(() => counter(values.b++)));
    const { store, collect } = setUp({ targets: [a, b] });
    await collect();
    await collect();
    await collect();
    expect(store.total('requests')).toBe(4);
  });

  it('do not wait for one that hangs, which is named', async () => {
    let value = 0;
    const good = await servers.serve(metrics(() => counter(value++)));
    const hangs = await servers.serve(() => {});
    const { store, collect } = setUp({ targets: [hangs, good] });
    const first = collect().catch((error) => error);
    await expect.poll(() => store.batches.length, { timeout: 400 }).toBe(1);
    expect((await first).message).toBe(
      `1 of 2 targets cannot be read; the first: ${hangs}/ gave no whole answer within 0.5 s.`,
    );
    await collect().catch(() => {});
    expect(store.total('requests')).toBe(1);
  });
});

describe('an answer that cannot be used', () => {
  it.each([
    ['a login page', 'text/html', '<html></html>', 'The answer is text/html, not an exposition'],
    ['no type', '', counter(1), 'The answer has no Content-Type'],
    [
      'OpenMetrics that was cut off',
      'application/openmetrics-text; version=1.0.0',
      '# TYPE requests counter\nrequests_total 12',
      'does not end in # EOF: it was cut off',
    ],
    ['too many samples', text, 'a 1\n'.repeat(11), 'has more than 10 samples'],
  ])('(%s) is one clear error that names the target', async (_, contentType, body, message) => {
    const url = await servers.serve(metrics(() => body, contentType));
    const { store, monitor, collect } = setUp({ targets: [url], max_samples: 10 });
    const error = await collect().catch((thrown) => thrown);
    expect(error.message).toContain(message);
    expect(error.message).toContain(url);
    expect(store.batches).toEqual([]);
    expect(monitor.counts['rejected: an exposition that cannot be read']).toBe(1);
  });

  it.each([
    [404, 'answered with status 404: there is nothing at this path.'],
    [401, 'answered with status 401: it wants authorization.'],
    [500, 'answered with status 500.'],
  ])('(status %i) is one clear error', async (status, message) => {
    const url = await servers.serve((_, answer) => answer.writeHead(status).end('secret stack trace'));
    const { collect } = setUp({ targets: [`${url}/metrics?key=abc`] });
    await expect(collect()).rejects.toMatchObject({
      code: 'source-refused',
      message: `${url}/metrics ${message}`,
    });
  });

  it('is taken for an exposition where the configuration says so', async () => {
    let value = 1;
    const url = await servers.serve(metrics(() => counter(value++), 'application/octet-stream'));
    const { store, collect } = setUp({ targets: [url], fallback_format: 'text' });
    await collect();
    await collect();
    expect(store.total('requests')).toBe(1);
  });

  it('in part is told at the source with its line while that lasts, and the rest is kept', async () => {
    let body = counter(1);
    const url = await servers.serve(metrics(() => body));
    const { store, monitor, collect } = setUp({ targets: [url] });
    await collect();
    body = `${counter(4)}requests_total{version="v1" 7\n`;
    await collect();
    expect(store.total('requests')).toBe(3);
    expect(monitor.warnings).toEqual([expect.stringContaining('left out, the first of them line 3: ')]);
    body = counter(5);
    await collect();
    expect(monitor.warnings).toEqual([]);
  });

  it('does not end the series that go on when it is back', async () => {
    let body = counter(5);
    const url = await servers.serve(metrics(() => body));
    const { store, collect } = setUp({ targets: [url] });
    await collect();
    body = '<html>proxy error</html>';
    await collect().catch(() => {});
    body = counter(9);
    await collect();
    expect(store.total('requests')).toBe(4);
  });
});

describe('the configuration of a scraper', () => {
  const source = { name: 's', product: 'p', targets: ['http://a:1/metrics'] };

  it('has defaults for everything but its targets', () => {
    expect(scrapeSourceSchema.parse(source)).toMatchObject({
      interval: 15_000,
      timeout: 10_000,
      max_body: 50 * 1024 ** 2,
      max_samples: 200_000,
      max_redirects: 3,
      max_sample_age: 3_600_000,
      max_label_sets: 100,
      honor_timestamps: true,
    });
  });

  it.each([
    [{ targets: [] }, 'needs targets or target_files'],
    [{ targets: ['http://user:pass@a/metrics'] }, 'put user and password under authorization'],
    [{ targets: ['ftp://a/metrics'] }, 'expected an address such as'],
    [{ targets: ['http://a/', 'http://a/'] }, 'an address stands there twice'],
    [{ interval: '15' }, 'expected a duration such as 15s or 1h'],
    [{ interval: '100ms' }, 'expected a duration from 1s to 24h'],
    [{ max_body: '50' }, 'expected a size such as 50MiB'],
    [{ intervall: '15s' }, 'Unrecognized key: "intervall"'],
    [{ breakers: [{ metric: 'a', name: 'b' }] }, 'needs one of values, state_label with states'],
    [
      { breakers: [{ metric: 'a', name: 'b', values: { 0: 'closed' }, state_label: 's' }] },
      'needs one of values',
    ],
  ])('refuses %j', (change, message) => {
    const result = scrapeSourceSchema.safeParse({ ...source, ...change });
    expect(JSON.stringify(result.error?.issues)).toContain(JSON.stringify(message).slice(1, -1));
  });
});
