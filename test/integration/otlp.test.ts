import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import express, { type RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpReceiver } from '../../collectors/otlp/receiver.ts';
import { otlpRoutes } from '../../collectors/otlp/routes.ts';
import { otlpSourceSchema } from '../../collectors/otlp/source-schema.ts';
import { type Distribution, observationCount, quantile } from '../../core/measure/distribution.ts';
import type { SourceCounter } from '../../core/ports.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

/** The real SDK with its real exporters on one side, a real listener on the other. */

const clock = { now: () => Date.now() };
const EXPORT_EVERY_MS = 60;

const source = otlpSourceSchema.parse({
  name: 'sdk',
  product: 'tickets',
  attribution: { item: { label: 'version' } },
  metrics: [
    { metric: 'app.requests', measure: 'requests', keep: ['route'] },
    { metric: 'app.duration', measure: 'request_duration' },
    { metric: 'app.latency', measure: 'call_duration' },
    { metric: 'app.latency_count', measure: 'calls' },
    { metric: 'app.in_flight', measure: 'in_flight' },
  ],
});

/** A listener whose Gateline can be killed and started again on the same address and store. */
class Listener {
  readonly store = new MemoryStore();
  readonly counts: Partial<Record<SourceCounter, number>> = {};
  #server: Server | undefined;
  #port = 0;
  /** Answers of so many requests get lost on the way. */
  loseAnswers = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/v1/metrics`;
  }

  async start(): Promise<void> {
    const monitor = {
      count: (_: string, what: SourceCounter, n: number) => {
        this.counts[what] = (this.counts[what] ?? 0) + n;
      },
      succeeded: () => undefined,
      failed: () => undefined,
      warned: () => undefined,
    };
    const receiver = new OtlpReceiver({ sources: [source], store: this.store, clock, monitor });
    await receiver.start();
    const app = express();
    app.use(this.#unreliable());
    app.use(otlpRoutes({ receiver, store: this.store, clock, monitor }));
    this.#server = createServer(app).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async kill(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.#server?.closeAllConnections();
    await closed;
  }

  #unreliable(): RequestHandler {
    return (_request, response, next) => {
      if (this.loseAnswers > 0) {
        this.loseAnswers -= 1;
        response.end = (() => response.socket?.destroy()) as never;
      }
      next();
    };
  }

  async #read(measure: string, kind: 'counter' | 'distribution' | 'gauge', where: Record<string, string[]>) {
    const window = { from: Date.now() - 3_600_000, to: Date.now() + 3_600_000 };
    const { selections } = await this.store.read({
      product: 'tickets',
      ...window,
      select: [{ measure, kind, where }],
    });
    return selections[0]?.groups[0];
  }

  async total(measure: string, where: Record<string, string[]> = {}): Promise<number> {
    const group = await this.#read(measure, 'counter', where);
    return group?.kind === 'counter' ? (group.totals[0] ?? 0) : Number.NaN;
  }

  async distribution(measure: string): Promise<Distribution> {
    const group = await this.#read(measure, 'distribution', {});
    return (group?.kind === 'distribution' && group.steps[0]) || { cells: [] };
  }

  async last(measure: string): Promise<number | undefined> {
    const group = await this.#read(measure, 'gauge', {});
    return group?.kind === 'gauge' ? group.steps[0]?.last : undefined;
  }
}

interface Transport {
  readonly encoding: 'protobuf' | 'json';
  readonly temporality: AggregationTemporality;
  readonly compression: 'gzip' | 'none';
}

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

  constructor(url: string, { encoding, temporality, compression }: Transport) {
    const Exporter = encoding === 'protobuf' ? ProtobufExporter : JsonExporter;
    const exporter = new Exporter({
      url,
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

let listener: Listener;

beforeEach(async () => {
  // Exports that fail because Gateline is killed are part of the test.
  diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.NONE);
  listener = new Listener();
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

describe.each<[string, Transport]>([
  ['cumulative protobuf', { encoding: 'protobuf', temporality: CUMULATIVE, compression: 'none' }],
  ['cumulative protobuf, gzip', { encoding: 'protobuf', temporality: CUMULATIVE, compression: 'gzip' }],
  ['delta protobuf', { encoding: 'protobuf', temporality: DELTA, compression: 'none' }],
  ['delta protobuf, gzip', { encoding: 'protobuf', temporality: DELTA, compression: 'gzip' }],
  ['cumulative JSON', { encoding: 'json', temporality: CUMULATIVE, compression: 'none' }],
  ['delta JSON, gzip', { encoding: 'json', temporality: DELTA, compression: 'gzip' }],
])('the OpenTelemetry SDK over %s', (_, transport) => {
  it('is counted to the unit, across restarts of its process', async () => {
    const processes: Process[] = [];
    for (let life = 0; life < 3; life += 1) {
      const process = new Process(listener.url, transport);
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

  it('counts once what it sends again after a lost answer', async () => {
    const process = new Process(listener.url, transport);
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
    const process = new Process(listener.url, transport);
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
    const processes = [new Process(listener.url, transport), new Process(listener.url, transport)];
    for (let i = 0; i < 5; i += 1) {
      for (const process of processes) await process.work(i);
      await sleep(EXPORT_EVERY_MS);
    }
    for (const process of processes) await process.end();
    await expectExact(processes);
  });
});
