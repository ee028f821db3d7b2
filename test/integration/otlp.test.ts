import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observationCount, quantile } from '../../core/measure/distribution.ts';
import { OtlpListener } from './otlp-listener.ts';

/** The real SDK with its real exporters on one side, a real listener on the other. */

const EXPORT_EVERY_MS = 60;

const source = {
  attribution: { item: { label: 'version' } },
  metrics: [
    { metric: 'app.requests', measure: 'requests', keep: ['route'] },
    { metric: 'app.duration', measure: 'request_duration' },
    { metric: 'app.latency', measure: 'call_duration' },
    { metric: 'app.latency_count', measure: 'calls' },
    { metric: 'app.in_flight', measure: 'in_flight' },
  ],
};

interface Transport {
  readonly encoding: 'protobuf' | 'json' | 'grpc';
  readonly temporality: AggregationTemporality;
  readonly compression: 'gzip' | 'none';
}

const EXPORTERS = { protobuf: ProtobufExporter, json: JsonExporter, grpc: GrpcExporter } as const;
const BOUNDS = [0.05, 0.1, 0.2, 0.5];

/** One life of an instrumented process, and what it did. */
class Process {
  readonly #provider: MeterProvider;
  readonly requests = new Map<string, number>();
  readonly durations: number[] = [];
  inFlight = 0;
  readonly #add: (n: number, attributes: Attributes) => void;
  readonly #record: (value: number, attributes: Attributes) => void;
  readonly #enter: (n: number, attributes: Attributes) => void;

  constructor({ origin, grpcOrigin }: OtlpListener, { encoding, temporality, compression }: Transport) {
    const exporter = new EXPORTERS[encoding]({
      url: encoding === 'grpc' ? grpcOrigin : `${origin}/v1/metrics`,
      temporalityPreference: temporality,
      compression: compression as never,
    });
    this.#provider = new MeterProvider({
      // Nothing tells two lives apart but their start times.
      resource: resourceFromAttributes({ 'service.name': 'tickets' }),
      readers: [
        new PeriodicExportingMetricReader({
          exporter,
          exportIntervalMillis: EXPORT_EVERY_MS,
          exportTimeoutMillis: 50,
        }),
      ],
      views: [
        {
          instrumentName: 'app.latency',
          aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 40 } },
        },
      ],
    });
    const meter = this.#provider.getMeter('test', '1.0');
    const requests = meter.createCounter('app.requests');
    const duration = meter.createHistogram('app.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDS },
    });
    const latency = meter.createHistogram('app.latency', { unit: 'ms' });
    const inFlight = meter.createUpDownCounter('app.in_flight');
    this.#add = (n, attributes) => requests.add(n, attributes);
    this.#record = (seconds, attributes) => {
      duration.record(seconds, attributes);
      latency.record(seconds * 1000, attributes);
    };
    this.#enter = (n, attributes) => inFlight.add(n, attributes);
  }

  /** A burst of work; longer than a millisecond, as the SDK tells time in those. */
  async work(seed: number): Promise<void> {
    for (const route of ['a', 'b', 'c']) {
      const n = 1 + ((seed * 7 + route.charCodeAt(0)) % 5);
      this.#add(n, { version: 'v2', route });
      this.requests.set(route, (this.requests.get(route) ?? 0) + n);
    }
    for (let i = 0; i < 5; i += 1) {
      const seconds = 0.001 * 2 ** ((seed * 3 + i * 5) % 11);
      this.#record(seconds, { version: 'v2' });
      this.durations.push(seconds);
    }
    this.#enter(1, { version: 'v2' });
    this.inFlight += 1;
    await sleep(5);
  }

  async flush(): Promise<void> {
    await this.#provider.forceFlush();
  }

  async end(): Promise<void> {
    await this.#provider.shutdown();
  }
}

let listener: OtlpListener;

beforeEach(async () => {
  // Exports that fail because Gateline is killed are part of the test.
  diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.NONE);
  listener = new OtlpListener({ source });
  await listener.start();
});

afterEach(async () => {
  await listener.kill();
  diag.disable();
});

/** What was kept is what the processes did, to the unit. */
async function expectExact(processes: readonly Process[]): Promise<void> {
  for (const route of ['a', 'b', 'c']) {
    const done = processes.reduce((sum, each) => sum + (each.requests.get(route) ?? 0), 0);
    expect(await listener.total('requests', { route: [route] }), route).toBe(done);
  }
  const durations = processes.flatMap((each) => each.durations);
  const explicit = await listener.distribution('request_duration');
  const counts = [...BOUNDS, Number.POSITIVE_INFINITY].map(
    (upper, i) => durations.filter((value) => value <= upper && value > (BOUNDS[i - 1] ?? -1)).length,
  );
  expect(explicit.cells.map((cell) => cell.count)).toEqual(counts);
  expect(explicit.sum).toBeCloseTo(
    durations.reduce((sum, value) => sum + value, 0),
    9,
  );
  const exponential = await listener.distribution('call_duration');
  expect(observationCount(exponential)).toBe(durations.length);
  expect(await listener.total('calls')).toBe(durations.length);
  const sorted = durations.toSorted((a, b) => a - b);
  for (const q of [0.5, 0.9, 0.99]) {
    const exact = sorted[Math.ceil(q * sorted.length) - 1] as number;
    const { lower, upper } = quantile(exponential, q) ?? { lower: 0, upper: 0 };
    expect(lower).toBeLessThan(exact);
    expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
  }
}

const { CUMULATIVE, DELTA } = AggregationTemporality;

const TRANSPORTS: readonly (readonly [string, Transport])[] = [
  ['cumulative protobuf', { encoding: 'protobuf', temporality: CUMULATIVE, compression: 'none' }],
  ['cumulative protobuf, gzip', { encoding: 'protobuf', temporality: CUMULATIVE, compression: 'gzip' }],
  ['delta protobuf', { encoding: 'protobuf', temporality: DELTA, compression: 'none' }],
  ['delta protobuf, gzip', { encoding: 'protobuf', temporality: DELTA, compression: 'gzip' }],
  ['cumulative JSON', { encoding: 'json', temporality: CUMULATIVE, compression: 'none' }],
  ['delta JSON, gzip', { encoding: 'json', temporality: DELTA, compression: 'gzip' }],
  ['cumulative gRPC, gzip', { encoding: 'grpc', temporality: CUMULATIVE, compression: 'gzip' }],
  ['delta gRPC', { encoding: 'grpc', temporality: DELTA, compression: 'none' }],
];

describe.each(TRANSPORTS)('the OpenTelemetry SDK over %s', (_, transport) => {
  it('is counted to the unit, across restarts of its process', async () => {
    const processes: Process[] = [];
    for (let life = 0; life < 3; life += 1) {
      const process = new Process(listener, transport);
      processes.push(process);
      for (let i = 0; i < 6; i += 1) {
        await process.work(life * 10 + i);
        await sleep(EXPORT_EVERY_MS / 2);
      }
      await process.end();
    }
    await expectExact(processes);
    expect(await listener.last('in_flight')).toBe(processes.at(-1)?.inFlight);
    expect(listener.counts.rejected).toBeUndefined();
    expect(listener.counts.unanchored).toBeUndefined();
  });
});

// Its exporters over gRPC never send anything again.
const AGAIN = TRANSPORTS.filter(([, { encoding }]) => encoding !== 'grpc');

describe.each(AGAIN)('the OpenTelemetry SDK over %s', (_, transport) => {
  it('counts once what it sends again after a lost answer', async () => {
    const process = new Process(listener, transport);
    await process.work(1);
    listener.loseAnswers = 1;
    await process.flush();
    await expect.poll(() => listener.counts.duplicate, { timeout: 10_000 }).toBe(1);
    await process.work(2);
    await process.end();
    await expectExact([process]);
  });
});

describe('a sender with cumulative temporality', () => {
  const transport: Transport = { encoding: 'protobuf', temporality: CUMULATIVE, compression: 'none' };

  it('loses nothing while Gateline is killed and started again', async () => {
    const process = new Process(listener, transport);
    for (let i = 0; i < 9; i += 1) {
      await process.work(i);
      if (i === 3) await listener.kill();
      if (i === 6) await listener.start();
      await sleep(EXPORT_EVERY_MS);
    }
    await process.end();
    await expectExact([process]);
  });

  it('may share its identity with another process: their start times tell them apart', async () => {
    const processes = [new Process(listener, transport), new Process(listener, transport)];
    for (let i = 0; i < 5; i += 1) {
      for (const process of processes) await process.work(i);
      await sleep(EXPORT_EVERY_MS);
    }
    for (const process of processes) await process.end();
    await expectExact(processes);
  });
});
