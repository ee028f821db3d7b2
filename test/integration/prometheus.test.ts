import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSecretReader } from '../../collectors/http/secret-place.ts';
import { createPrometheusCollector } from '../../collectors/prometheus/prometheus-collector.ts';
import { prometheusSourceSchema } from '../../collectors/prometheus/schema.ts';
import { scrapeSourceSchema } from '../../collectors/scrape/schema.ts';
import { createScrapeCollector } from '../../collectors/scrape/scrape-collector.ts';
import { encodeFamily, NativeHistogramModel, PROTOBUF } from '../../collectors/testing/native-exposition.ts';
import { RecordingMonitor } from '../../collectors/testing/recording-store.ts';
import { shareAtOrBelow } from '../../core/measure/distribution.ts';
import type { DistributionGroup } from '../../core/ports.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { CountingService, collectedOf, Life, SERVICE_MAPPING } from './counting-service.ts';
import { eventually, PrometheusServer, type PrometheusServerOptions } from './prometheus-server.ts';

const clock = { now: () => Date.now() };

/** Tests run side by side: most of their time goes into waiting for scrapes. */
type Finished = (stop: () => Promise<void> | void) => void;

async function serviceUnder(finished: Finished, servers: readonly PrometheusServerOptions[] = [{}]) {
  const service = new CountingService();
  finished(() => service.stop());
  const address = await service.start();
  const started = await Promise.all(servers.map((options) => PrometheusServer.start([address], options)));
  for (const server of started) finished(() => server.remove());
  return { service, address, servers: started };
}

/** Everything that the present life has counted is in the server. */
async function scraped(service: CountingService, prometheus: PrometheusServer): Promise<void> {
  const total = await service.life.requests();
  await eventually(
    'the last values are scraped',
    async () => (await prometheus.sum('requests_total')) === total,
  );
}

function readerOf(config: object) {
  const store = new MemoryStore();
  const monitor = new RecordingMonitor();
  const source = prometheusSourceSchema.parse({
    ...SERVICE_MAPPING,
    name: 'prom',
    interval: '1s',
    ...config,
  });
  const secrets = createSecretReader({ PASSWORD: 'test' });
  const create = () => createPrometheusCollector(source, { store, monitor, clock, secrets });
  let collector = create();
  return {
    store,
    monitor,
    collect: () => collector.collect(new AbortController().signal),
    restart: () => {
      collector = create();
    },
  };
}

describe.concurrent('a real Prometheus server', () => {
  it('is read exactly: through restarts of the service, a kill of ours, and an outage of the server', async ({
    onTestFinished,
  }) => {
    const { service, servers } = await serviceUnder(onTestFinished);
    const [prometheus] = servers as [PrometheusServer];
    const { store, monitor, collect, restart } = readerOf({ url: prometheus.url });

    service.traffic(100);
    await scraped(service, prometheus);
    await collect();
    service.traffic(37);
    await scraped(service, prometheus);
    // Killed and started again in the middle.
    restart();
    await collect();
    service.traffic(41);
    await scraped(service, prometheus);
    // A new process that ends higher than the old one was: no counter ever falls.
    service.life = new Life();
    service.traffic(500);
    await scraped(service, prometheus);
    service.traffic(11);
    await scraped(service, prometheus);
    await collect();
    // The server is away; what it has is filled in when it is back.
    await prometheus.down();
    await expect(collect()).rejects.toMatchObject({ code: 'source-unreachable' });
    service.traffic(23);
    await prometheus.up();
    await scraped(service, prometheus);
    await collect();
    await collect();

    const { requests, failed, slow } = service.counted;
    expect(await collectedOf(store)).toEqual({ requests, failed, slow, took: requests });
    expect(monitor.counts).not.toHaveProperty('unanchored');
    expect(monitor.counts).not.toHaveProperty('rejected');
  });

  it('and a scrape of the same service agree', async ({ onTestFinished }) => {
    const { service, address, servers } = await serviceUnder(onTestFinished);
    const [prometheus] = servers as [PrometheusServer];
    const stored = readerOf({ url: prometheus.url });
    const store = new MemoryStore();
    const targets = [`http://${address}/metrics`];
    const scrape = scrapeSourceSchema.parse({ ...SERVICE_MAPPING, name: 's', targets });
    const scraper = createScrapeCollector(scrape, { store, monitor: new RecordingMonitor(), clock });
    for (const n of [10, 250, 3]) {
      service.traffic(n);
      await scraped(service, prometheus);
      await scraper.collect(new AbortController().signal);
      await stored.collect();
    }
    const seen = await collectedOf(store);
    expect(seen).toEqual(await collectedOf(stored.store));
    expect(seen.requests).toBe(263);
  });

  it('that gives little at once, behind a prefix, is read in slices and in parts', async ({
    onTestFinished,
  }) => {
    const { service, servers } = await serviceUnder(onTestFinished, [
      { prefix: '/prometheus', flags: ['--query.max-samples=300'] },
    ]);
    const [prometheus] = servers as [PrometheusServer];
    const { store, collect } = readerOf({ url: `${prometheus.url}/`, initial_lookback: '5min' });
    for (const n of [40, 60, 80]) {
      service.traffic(n);
      await scraped(service, prometheus);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    await collect();
    expect(await collectedOf(store)).toMatchObject({ requests: 180, took: 180 });
  });

  it('asks for a certificate and a password, and gets them', async ({ onTestFinished }) => {
    const fixture = (name: string) => join(import.meta.dirname, '../../collectors/http/fixtures', name);
    const [ca, cert, key] = ['authority.pem', 'client.pem', 'client.key.pem'].map((name) =>
      readFileSync(fixture(name), 'utf8'),
    ) as [string, string, string];
    const authorization = `Basic ${Buffer.from('gateline:test').toString('base64')}`;
    const { service, servers } = await serviceUnder(onTestFinished, [
      {
        web: {
          tls_server_config: {
            cert_file: fixture('server.pem'),
            key_file: fixture('server.key.pem'),
            client_ca_file: fixture('authority.pem'),
            client_auth_type: 'RequireAndVerifyClientCert',
          },
          // "test", as Prometheus' own documentation has it.
          basic_auth_users: { gateline: '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay' },
        },
        credentials: { authorization, tls: { ca, cert, key } },
      },
    ]);
    const [prometheus] = servers as [PrometheusServer];
    service.traffic(30);
    await scraped(service, prometheus);
    const tls = {
      ca_file: fixture('authority.pem'),
      cert_file: fixture('client.pem'),
      key_file: fixture('client.key.pem'),
    };
    const signIn = { type: 'basic', username: 'gateline', password_env: 'PASSWORD' };
    const { url } = prometheus;
    const good = readerOf({ url, tls, authorization: signIn });
    await good.collect();
    expect(await collectedOf(good.store)).toMatchObject({ requests: 30 });
    await expect(readerOf({ url, tls }).collect()).rejects.toMatchObject({
      message: `${url}/api/v1/query answered with status 401: it wants authorization.`,
    });
    await expect(
      readerOf({ url, tls: { ca_file: tls.ca_file }, authorization: signIn }).collect(),
    ).rejects.toMatchObject({ code: 'source-unreachable' });
  });
});

describe.concurrent('a pair of real Prometheus servers', () => {
  it('counts once, through outages of either and what one of them missed', async ({ onTestFinished }) => {
    const { service, servers } = await serviceUnder(onTestFinished, [{}, {}]);
    const [first, second] = servers as [PrometheusServer, PrometheusServer];
    const urls = [first.url, second.url];
    const { store, monitor, collect, restart } = readerOf({ urls, handover: '2s', overlap: '6s' });
    const quiet = () => new Promise((resolve) => setTimeout(resolve, 2_500));

    service.traffic(100);
    await scraped(service, first);
    await scraped(service, second);
    await collect();
    // One of them is away, and has nothing of that time afterwards either.
    await first.down();
    service.traffic(41);
    await scraped(service, second);
    await quiet();
    await collect();
    expect(monitor.warnings).toHaveLength(1);
    // The process ends while only the second one looks.
    service.life = new Life();
    service.traffic(60);
    await scraped(service, second);
    await quiet();
    await collect();
    await first.up();
    service.traffic(17);
    await scraped(service, first);
    await scraped(service, second);
    await collect();
    restart();
    await second.down();
    service.traffic(9);
    await scraped(service, first);
    await quiet();
    await collect();

    const { requests, failed, slow } = service.counted;
    expect(await collectedOf(store)).toEqual({ requests, failed, slow, took: requests });
    expect(monitor.counts).not.toHaveProperty('rejected');
  });
});

describe.concurrent('native histograms of a real Prometheus server', () => {
  it('are read to the observation', async ({ onTestFinished }) => {
    const histogram = new NativeHistogramModel(3);
    const started = Date.now() / 1_000;
    const target = createServer((_, answer) => {
      answer.writeHead(200, { 'content-type': PROTOBUF });
      answer.write(
        encodeFamily('took_seconds', 'histogram', [{ labels: { version: 'v1' }, value: histogram }]),
      );
      answer.end(encodeFamily('process_start_time_seconds', 'gauge', [{ labels: {}, value: started }]));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    const prometheus = await PrometheusServer.start([address], {
      flags: ['--enable-feature=native-histograms'],
    });
    onTestFinished(() => {
      target.close();
    });
    onTestFinished(() => prometheus.remove());
    const { store, monitor, collect } = readerOf({ url: prometheus.url });
    let n = 0;
    for (const seconds of [0.3, 1, 1.7, 2, 2.4, 9]) {
      histogram.observe(seconds);
      n += 1;
      await eventually(
        'it is scraped',
        async () => (await prometheus.value('histogram_count(took_seconds)')) === n,
      );
      if (n % 2 === 0) await collect();
    }
    const to = Date.now() + 60_000;
    const { selections } = await store.read({
      product: 'p',
      from: to - 3_600_000,
      to,
      select: [{ measure: 'request_duration', kind: 'distribution' }],
    });
    const [distribution] = (selections[0]!.groups[0] as DistributionGroup).steps;
    expect(shareAtOrBelow(distribution!, 2)).toEqual({ lower: 4 / 6, upper: 4 / 6 });
    expect(distribution?.sum).toBeCloseTo(16.4, 9);
    expect(monitor.counts).not.toHaveProperty('unanchored');
    expect(monitor.counts).not.toHaveProperty('rejected');
  });
});
