import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
} from 'prom-client';
import { METRIC_NAMES, METRICS, type MetricDefinition, type MetricName } from '../product/metrics.ts';
import type { SeriesName } from '../product/series.ts';
import type { Sink } from './recorder.ts';

/** A scrape's answer. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

type AnyRegistry = Registry | Registry<OpenMetricsContentType>;

/**
 * The service's metrics in prom-client, for one exposition format. Each format has a registry with metrics of its own: to expose a
 * metric as OpenMetrics, prom-client 15 takes the `_total` out of the metric's name itself, so that text readers would miss it.
 */
class PrometheusRegistry implements Sink {
  readonly #registry: AnyRegistry;
  readonly #counters = new Map<MetricName, Counter>();
  readonly #gauges = new Map<MetricName, Gauge>();
  readonly #histograms = new Map<MetricName, Histogram>();

  constructor(registry: AnyRegistry) {
    this.#registry = registry;
    for (const name of METRIC_NAMES) this.#register(name);
    collectDefaultMetrics({ register: this.#registry });
  }

  count({ name, labels }: SeriesName, amount: number): void {
    this.#counters.get(name)?.inc(labels, amount);
  }

  set({ name, labels }: SeriesName, value: number): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  observe({ name, labels }: SeriesName, value: number): void {
    this.#histograms.get(name)?.observe(labels, value);
  }

  open({ name, labels }: SeriesName): void {
    this.#histograms.get(name)?.zero(labels);
  }

  async expose(): Promise<Exposition> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #register(name: MetricName): void {
    const { type, help, labels, buckets = [] }: MetricDefinition = METRICS[name];
    const common = { name, help, labelNames: [...labels], registers: [this.#registry] };
    if (type === 'counter') this.#counters.set(name, new Counter(common));
    else if (type === 'gauge') this.#gauges.set(name, new Gauge(common));
    else this.#histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
  }
}

function openMetricsRegistry(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

/** The service's /metrics, in whichever format the reader asks for. */
export class PrometheusSink implements Sink {
  readonly #text = new PrometheusRegistry(new Registry());
  readonly #openMetrics = new PrometheusRegistry(openMetricsRegistry());

  count(series: SeriesName, amount: number): void {
    this.#text.count(series, amount);
    this.#openMetrics.count(series, amount);
  }

  set(series: SeriesName, value: number): void {
    this.#text.set(series, value);
    this.#openMetrics.set(series, value);
  }

  observe(series: SeriesName, value: number): void {
    this.#text.observe(series, value);
    this.#openMetrics.observe(series, value);
  }

  /** Makes a histogram without observations. */
  open(series: SeriesName): void {
    this.#text.open(series);
    this.#openMetrics.open(series);
  }

  /** @param accept the reader's `Accept` header */
  expose(accept: string): Promise<Exposition> {
    return accept.includes('application/openmetrics-text') ? this.#openMetrics.expose() : this.#text.expose();
  }
}
