import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheusCollector } from '../../collectors/prometheus/prometheus-collector.ts';
import { prometheusSourceSchema } from '../../collectors/prometheus/schema.ts';
import { RecordingMonitor } from '../../collectors/testing/recording-store.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { CountingService, collectedOf, Life, SERVICE_MAPPING } from './counting-service.ts';
import { eventually } from './prometheus-server.ts';
import { VictoriaMetricsServer } from './victoria-metrics-server.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

describe('a real VictoriaMetrics', () => {
  it('is read exactly: through restarts and absences of the service, limits and an outage of the server', async () => {
    const service = new CountingService();
    running.push({ stop: () => service.stop() });
    const address = await service.start();
    const victoria = await VictoriaMetricsServer.start([address], ['-search.maxSamplesPerQuery=300']);
    running.push({ stop: () => victoria.remove() });
    const store = new MemoryStore();
    const monitor = new RecordingMonitor();
    const config = prometheusSourceSchema.parse({
      ...SERVICE_MAPPING,
      name: 'victoria',
      url: victoria.url,
      interval: '1s',
      initial_lookback: '2min',
      overlap: '5s',
      // It knows no types: the mapping says what they are.
      metrics: SERVICE_MAPPING.metrics,
    });
    const clock = { now: () => Date.now() };
    const collector = createPrometheusCollector(config, { store, monitor, clock });
    const collect = () => collector.collect(new AbortController().signal);
    const scraped = async () => {
      const total = await service.life.requests();
      await eventually('it is scraped', async () => (await victoria.sum('requests_total')) === total);
    };

    service.traffic(100);
    await scraped();
    await collect();
    service.traffic(37);
    await scraped();
    await collect();
    // The service is away for a moment: its series end with staleness markers, and go on.
    service.refuses = (_, answer) => {
      answer.writeHead(503).end();
      return true;
    };
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await collect();
    service.refuses = () => false;
    service.traffic(20);
    await scraped();
    // A new process that ends higher than the old one was.
    service.life = new Life();
    service.traffic(500);
    await scraped();
    await collect();
    await victoria.down();
    await expect(collect()).rejects.toMatchObject({ code: 'source-unreachable' });
    await victoria.up();
    service.traffic(11);
    await scraped();
    await collect();
    await collect();

    const { requests, failed, slow } = service.counted;
    expect(await collectedOf(store)).toEqual({ requests, failed, slow, took: requests });
    expect(monitor.counts).not.toHaveProperty('unanchored');
    expect(monitor.counts).not.toHaveProperty('rejected');
  });
});
