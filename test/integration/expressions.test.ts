import { describe, expect, it } from 'vitest';
import { createPrometheusCollector } from '../../collectors/prometheus/prometheus-collector.ts';
import { prometheusSourceSchema } from '../../collectors/prometheus/schema.ts';
import { RecordingMonitor, RecordingStore } from '../../collectors/testing/recording-store.ts';
import { CountingService } from './counting-service.ts';
import { eventually, PrometheusServer } from './prometheus-server.ts';
import { VictoriaMetricsServer } from './victoria-metrics-server.ts';

const TOTAL = 'sum by (version) (requests_total)';

describe.concurrent.each([
  ['Prometheus', (address: string) => PrometheusServer.start([address])],
  // Otherwise it holds back the last half minute.
  [
    'VictoriaMetrics',
    (address: string) => VictoriaMetricsServer.start([address], ['-search.latencyOffset=1s']),
  ],
] as const)('expressions of a real %s', (_, start) => {
  it('are evaluated at every step, through an outage and a kill of ours; a wrong one is told', async ({
    onTestFinished,
  }) => {
    const service = new CountingService();
    onTestFinished(() => service.stop());
    const server = await start(await service.start());
    onTestFinished(() => server.remove());
    const config = prometheusSourceSchema.parse({
      name: 'prom',
      product: 'p',
      url: server.url,
      attribution: { item: { label: 'version' } },
      initial_lookback: '1min',
      expressions: [
        { query: TOTAL, measure: 'total', step: '1s', delay: '2s' },
        {
          query: `sum by (version) (requests_total{outcome="error"}) / ${TOTAL}`,
          ...{ measure: 'failed_share', kind: 'ratio', step: '1s', delay: '2s' },
        },
        { query: 'sum by (', measure: 'broken' },
      ],
    });
    const store = new RecordingStore();
    const monitor = new RecordingMonitor();
    const clock = { now: () => Date.now() };
    const create = () => createPrometheusCollector(config, { store, monitor, clock });
    let collector = create();
    const collect = () => collector.collect(new AbortController().signal);
    const sums = (measure: string) => Map.groupBy(store.gauges(measure), ({ at }) => at);
    /** The last value of every version together. */
    const lastTotal = () =>
      (sums('total').get(Math.max(...sums('total').keys())) ?? []).reduce((a, b) => a + b.value, 0);
    const seen = (total: number) =>
      eventually('the total is evaluated', async () => {
        await collect();
        return lastTotal() === total;
      });

    service.traffic(100);
    await seen(100);
    collector = create();
    service.traffic(50);
    await eventually('it is scraped', async () => (await server.sum('requests_total')) === 150);
    await server.down();
    await collect().catch(() => undefined);
    await server.up();
    await seen(150);

    const times = [...sums('total').keys()].sort((a, b) => a - b);
    expect(times.every((at) => at % 1_000 === 0)).toBe(true);
    const counts = [...store.gauges('total')].map(({ series, at }) => `${series.id} ${at}`);
    expect(new Set(counts).size).toBe(counts.length);
    const shares = store.gauges('failed_share');
    expect(shares.length).toBeGreaterThan(2);
    const { requests, failed } = service.counted;
    const last = shares.filter(({ at }) => at === times.at(-1));
    const weights = new Map(
      store
        .gauges('total')
        .filter(({ at }) => at === times.at(-1))
        .map(({ series, value }) => [series.item, value]),
    );
    const failures = last.reduce(
      (sum, { series, value }) => sum + value * (weights.get(series.item) ?? 0),
      0,
    );
    expect(requests).toBe(150);
    expect(failures).toBeCloseTo(failed, 9);
    expect(monitor.warnings).toHaveLength(1);
    expect(monitor.warnings[0]).toMatch(
      /^The expression for broken cannot be read: .*api\/v1\/query_range answered with status 4\d\d: /,
    );
    expect(monitor.counts).not.toHaveProperty('rejected');
  });
});
