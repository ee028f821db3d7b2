import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterGroup, DistributionGroup, MeasurementStore } from '../../core/ports.ts';

/** One life of a service: what it counts is gone with it. */
export class Life {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'requests_total',
    help: 'r',
    labelNames: ['version', 'outcome'],
    registers: [this.registry],
  });
  readonly #took = new Histogram({
    name: 'took_seconds',
    help: 't',
    buckets: [0.5, 1, 2],
    labelNames: ['version'],
    registers: [this.registry],
  });

  constructor() {
    new Gauge({ name: 'process_start_time_seconds', help: 's', registers: [this.registry] }).set(
      Date.now() / 1_000,
    );
  }

  answer(version: string, outcome: string, seconds: number): void {
    this.#requests.inc({ version, outcome });
    this.#took.observe({ version }, seconds);
  }

  async requests(): Promise<number> {
    const counted = await this.registry.getSingleMetric('requests_total')?.get();
    return counted?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  }
}

/** A service on a free port, whose process may be replaced by a new one, as a deployment does. */
export class CountingService {
  life = new Life();
  #server: Server | undefined;
  readonly counted = { requests: 0, failed: 0, slow: 0 };
  /** Answers in place of the metrics where it gives `true`. */
  refuses: (question: IncomingMessage, answer: ServerResponse) => boolean = () => false;

  async start(): Promise<string> {
    this.#server = createServer(async (question, answer) => {
      if (this.refuses(question, answer)) return;
      answer.writeHead(200, { 'content-type': this.life.registry.contentType });
      answer.end(await this.life.registry.metrics());
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  traffic(n: number): void {
    for (let i = 0; i < n; i += 1) {
      const failed = i % 5 === 0;
      const seconds = (i % 30) / 10;
      this.life.answer(i % 3 === 0 ? 'v1' : 'v2', failed ? 'error' : 'ok', seconds);
      this.counted.requests += 1;
      if (failed) this.counted.failed += 1;
      if (seconds > 2) this.counted.slow += 1;
    }
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** The mapping of its metrics. */
export const SERVICE_MAPPING = {
  product: 'p',
  attribution: { item: { label: 'version' } },
  metrics: [
    { metric: 'requests_total', measure: 'requests', keep: ['outcome'] },
    { metric: 'requests_total', measure: 'requests_failed', where: { outcome: 'error' } },
    { metric: 'took_seconds', measure: 'request_duration' },
  ],
};

/** What a store has of it, to be compared with what it counted. */
export async function collectedOf(store: MeasurementStore) {
  const to = Date.now() + 60_000;
  const { selections } = await store.read({
    product: 'p',
    from: to - 3_600_000,
    to,
    select: [
      { measure: 'requests', kind: 'counter' },
      { measure: 'requests_failed', kind: 'counter' },
      { measure: 'request_duration', kind: 'distribution' },
    ],
  });
  const [requests, failed] = selections.map(({ groups }) => (groups[0] as CounterGroup).totals?.[0]);
  const cells = (selections[2]!.groups[0] as DistributionGroup).steps[0]?.cells ?? [];
  const slow = cells.filter((cell) => cell.lower >= 2).reduce((sum, cell) => sum + cell.count, 0);
  return { requests, failed, slow, took: cells.reduce((sum, cell) => sum + cell.count, 0) };
}
