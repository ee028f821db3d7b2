import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPrometheusCollector } from './prometheus/prometheus-collector.ts';
import { prometheusSourceSchema } from './prometheus/schema.ts';
import { Scheduler, scheduleCollector } from './scheduler.ts';
import { scrapeSourceSchema } from './scrape/schema.ts';
import { createScrapeCollector } from './scrape/scrape-collector.ts';
import { RecordingMonitor, RecordingStore } from './testing/recording-store.ts';
import { TestServers } from './testing/serve.ts';

const servers = new TestServers();
afterEach(() => servers.close());

const text = { 'content-type': 'text/plain; version=0.0.4' };
const mapping = { product: 'p', attribution: { item: 'v1' } };

/** Ways in which a source can be bad. */
const BAD: Readonly<Record<string, RequestListener>> = {
  hangs: () => {},
  'redirects for ever': (_, answer) => answer.writeHead(302, { location: '/again' }).end(),
  'sends an endless body': (_, answer) => {
    answer.writeHead(200, text);
    const more = () => {
      while (!answer.destroyed && answer.write('# endless\n'.repeat(10_000))) {}
    };
    answer.on('drain', more);
    more();
  },
  'drips its body': (_, answer) => {
    answer.writeHead(200, text);
    const timer = setInterval(() => answer.write('a'), 20);
    answer.on('close', () => clearInterval(timer));
  },
  'sends rubbish': (_, answer) => answer.writeHead(200, text).end('rubbish, no metric\n'.repeat(20_000)),
  'breaks off': (_, answer) => {
    answer.writeHead(200, { ...text, 'content-length': '1000' }).write('requests_total 1');
    setTimeout(() => answer.destroy(), 10);
  },
};

/** A service that counts how often it was asked. */
async function good() {
  let asked = 0;
  const url = await servers.serve((_, answer) => {
    asked += 1;
    answer.writeHead(200, text).end(`# TYPE requests_total counter\nrequests_total ${asked}\n`);
  });
  return { url, asked: () => asked };
}

const clock = { now: () => Date.now() };

/** Waits in vain if one bad source, or each bad target in turn, is waited for: that takes minutes. */
async function counted(store: RecordingStore, requests: number): Promise<void> {
  await vi.waitFor(() => expect(store.total('requests')).toBeGreaterThanOrEqual(requests), {
    timeout: 50_000,
    interval: 50,
  });
}

describe('one good source among bad ones', () => {
  it('is read at its own pace, whatever the others do', async () => {
    const scheduler = new Scheduler();
    const monitor = new RecordingMonitor();
    const store = new RecordingStore();
    const schedule = (config: object) => {
      const source = scrapeSourceSchema.parse({
        ...mapping,
        metrics: [{ metric: 'requests_total', measure: 'requests' }],
        interval: '1s',
        timeout: '1s',
        max_body: '500KB',
        ...config,
      });
      const collector = createScrapeCollector(source, { store, monitor, clock });
      scheduleCollector(scheduler, collector, { monitor, clock });
    };
    for (const [name, listener] of Object.entries(BAD))
      schedule({ name, targets: [await servers.serve(listener)] });
    const api = await servers.serve(BAD.hangs as RequestListener);
    const prometheus = prometheusSourceSchema.parse({ ...mapping, name: 'api', url: api, interval: '1s' });
    const reader = createPrometheusCollector(prometheus, { store, monitor, clock });
    scheduleCollector(scheduler, reader, { monitor, clock });
    const service = await good();
    schedule({ name: 'good', targets: [service.url] });
    await counted(store, 3);
    await scheduler.close(100);
    // A last answer may still be on its way.
    expect(store.total('requests')).toBeLessThan(service.asked());
    expect(new Set(monitor.failures).size).toBeGreaterThanOrEqual(Object.keys(BAD).length - 1);
  });

  it('is read at its own pace as one target of many', async () => {
    const bad = await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const listeners = Object.values(BAD);
        return servers.serve(listeners[i % listeners.length] as RequestListener);
      }),
    );
    const service = await good();
    const monitor = new RecordingMonitor();
    const store = new RecordingStore();
    const source = scrapeSourceSchema.parse({
      ...mapping,
      name: 's',
      targets: [...bad, service.url],
      metrics: [{ metric: 'requests_total', measure: 'requests' }],
      interval: '1s',
      timeout: '2s',
      max_body: '500KB',
    });
    const scheduler = new Scheduler();
    scheduleCollector(scheduler, createScrapeCollector(source, { store, monitor, clock }), {
      monitor,
      clock,
    });
    await counted(store, 2);
    await scheduler.close(100);
    expect(store.total('requests')).toBeLessThan(service.asked());
    expect(monitor.failures[0]).toMatch(/^\d\d of 61 targets cannot be read; the first: /);
  });
});
