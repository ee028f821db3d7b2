import { randomUUID } from 'node:crypto';
import type { Attributes, Counter, Gauge, Histogram, Meter } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { METRIC_NAMES, METRICS, type MetricDefinition, type MetricName } from '../product/metrics.ts';
import type { SeriesName } from '../product/series.ts';
import type { Sink } from './recorder.ts';

/** Version of the service itself, not of the models that it calls. */
const SERVICE_VERSION = '7.2.1';

/** The last push at the end may take this long. */
const LAST_FLUSH_MS = 2_000;

/** Name of the instrumentation scope. */
const SCOPE = 'ticket-routing';

/**
 * The same metrics through the OpenTelemetry SDK, pushed as OTLP over HTTP in protobuf, cumulative. Where the label `environment`
 * stands on /metrics, the resource says `deployment.environment.name`: so each environment has a provider of its own.
 */
export class OtlpSink implements Sink {
  readonly #endpoint: string;
  readonly #flushIntervalMs: number;
  readonly #environments = new Map<string, EnvironmentMetrics>();

  /** @param endpoint `http://127.0.0.1:4318` */
  constructor(endpoint: string, flushIntervalMs: number) {
    this.#endpoint = endpoint;
    this.#flushIntervalMs = flushIntervalMs;
  }

  count({ name, labels }: SeriesName, amount: number): void {
    this.#of(labels.environment).counters.get(name)?.add(amount, attributes(labels));
  }

  set({ name, labels }: SeriesName, value: number): void {
    this.#of(labels.environment).gauges.get(name)?.record(value, attributes(labels));
  }

  observe({ name, labels }: SeriesName, value: number): void {
    this.#of(labels.environment).histograms.get(name)?.record(value, attributes(labels));
  }

  /** Pushes what there is now; rejects when it was not taken. */
  async flush(): Promise<void> {
    await this.#all((environment) => environment.provider.forceFlush({ timeoutMillis: LAST_FLUSH_MS }));
  }

  /** Pushes for the last time. */
  async shutdown(): Promise<void> {
    await this.#all((environment) => environment.provider.shutdown({ timeoutMillis: LAST_FLUSH_MS }));
  }

  async #all(work: (environment: EnvironmentMetrics) => Promise<void>): Promise<void> {
    await Promise.all([...this.#environments.values()].map(work));
  }

  #of(name = 'production'): EnvironmentMetrics {
    let environment = this.#environments.get(name);
    if (environment === undefined) {
      environment = environmentMetrics(name, this.#endpoint, this.#flushIntervalMs);
      this.#environments.set(name, environment);
    }
    return environment;
  }
}

interface EnvironmentMetrics {
  readonly provider: MeterProvider;
  readonly counters: ReadonlyMap<MetricName, Counter>;
  readonly gauges: ReadonlyMap<MetricName, Gauge>;
  readonly histograms: ReadonlyMap<MetricName, Histogram>;
}

function environmentMetrics(
  environment: string,
  endpoint: string,
  flushIntervalMs: number,
): EnvironmentMetrics {
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      'service.name': 'ticket-routing',
      'service.version': SERVICE_VERSION,
      'service.instance.id': randomUUID(),
      'deployment.environment.name': environment,
    }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics` }),
        exportIntervalMillis: flushIntervalMs,
        exportTimeoutMillis: Math.min(flushIntervalMs, 10_000),
      }),
    ],
  });
  const meter = provider.getMeter(SCOPE, SERVICE_VERSION);
  return {
    provider,
    counters: instruments('counter', (name) => meter.createCounter(...described(name))),
    gauges: instruments('gauge', (name) => meter.createGauge(...described(name))),
    histograms: instruments('histogram', (name) => histogram(meter, name)),
  };
}

function instruments<T>(type: MetricDefinition['type'], make: (name: MetricName) => T): Map<MetricName, T> {
  const names = METRIC_NAMES.filter((name) => METRICS[name].type === type);
  return new Map(names.map((name) => [name, make(name)]));
}

function described(name: MetricName): [string, { description: string; unit: string }] {
  const { instrument, help, unit } = METRICS[name];
  return [instrument, { description: help, unit }];
}

function histogram(meter: Meter, name: MetricName): Histogram {
  const [instrument, options] = described(name);
  const { buckets = [] }: MetricDefinition = METRICS[name];
  return meter.createHistogram(instrument, {
    ...options,
    advice: { explicitBucketBoundaries: [...buckets] },
  });
}

function attributes({ environment: _, ...rest }: SeriesName['labels']): Attributes {
  return rest;
}
