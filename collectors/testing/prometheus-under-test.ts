import type { RequestListener } from 'node:http';
import { createPrometheusCollector } from '../prometheus/prometheus-collector.ts';
import { prometheusSourceSchema } from '../prometheus/schema.ts';
import { FakePrometheus } from './fake-prometheus.ts';
import { RecordingMonitor, RecordingStore } from './recording-store.ts';
import type { TestServers } from './serve.ts';

/** The time at which every story begins, Unix ms. */
export const T0 = 1_795_000_000_000;

export interface PrometheusStory {
  /** On top of a source that reads `requests_total` as `requests` of v1. */
  readonly config?: object;
  /** How many servers there are. */
  readonly servers?: number;
  /** Answers instead of the first of them. */
  readonly listener?: RequestListener;
}

/** A collector with servers, a store and a clock of the test's own. */
export async function prometheusUnderTest(
  servers: TestServers,
  { config = {}, servers: n = 1, listener }: PrometheusStory = {},
) {
  const all = Array.from({ length: n }, () => new FakePrometheus());
  const clock = { time: T0, now: () => clock.time };
  const urls: string[] = [];
  for (const [i, prometheus] of all.entries()) {
    prometheus.types.requests_total = 'counter';
    prometheus.now = clock.now;
    urls.push(await servers.serve(i === 0 && listener !== undefined ? listener : prometheus.listener));
  }
  const store = new RecordingStore();
  const monitor = new RecordingMonitor();
  const source = prometheusSourceSchema.parse({
    name: 'prom',
    product: 'p',
    attribution: { item: 'v1' },
    metrics: [{ metric: 'requests_total', measure: 'requests' }],
    ...(n === 1 ? { url: urls[0] } : { urls }),
    ...config,
  });
  const secrets = { env: (name: string) => (name === 'TOKEN' ? 'sesame' : undefined), file: async () => '' };
  const create = () => createPrometheusCollector(source, { store, monitor, clock, secrets });
  let collector = create();
  return {
    prometheus: all[0] as FakePrometheus,
    all,
    urls,
    url: urls[0] as string,
    store,
    monitor,
    clock,
    collect: () => collector.collect(new AbortController().signal),
    /** Another process of ours. */
    restart: () => {
      collector = create();
    },
  };
}
