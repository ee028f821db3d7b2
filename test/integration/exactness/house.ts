import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { renderConfiguration } from '../../../examples/ticket-routing/configuration.ts';
import type { Totals } from '../../../examples/ticket-routing/service/totals.ts';
import type { ActualsResponse } from '../../../server/http/contract/actuals.ts';
import type { SourcesResponse } from '../../../server/http/contract/operations.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { freePort } from '../../setup/free-port.ts';
import { Child } from '../child-process.ts';
import { eventually as happens, PrometheusServer } from '../prometheus-server.ts';
import { TicketService } from '../ticket-service.ts';
import { type Books, booksIn, booksOf, COUNTED } from './books.ts';

const LAUNCHER = resolve('server/cli/gateline.js');

/** Other tests share a small machine with it. */
const PATIENCE_MS = 60_000;
const eventually = (what: string, holds: () => Promise<boolean>) => happens(what, holds, PATIENCE_MS);

/** The three ways in, each a product of its own. */
export const WAYS = ['prometheus', 'scrape', 'otlp'] as const;

/** Some times the usual traffic. */
const RATE = '150';
const FLUSH_SECONDS = '0.5';

/**
 * The example service, a real Prometheus that scrapes it, and a real Gateline that reads that server, scrapes the service itself, and
 * takes what it pushes: all as processes that may be killed and started again.
 */
export class House implements AsyncDisposable {
  readonly service: TicketService;
  readonly prometheus: PrometheusServer;
  /** What the service had counted at the end of each of its lives. */
  readonly #lives: Totals[] = [];
  readonly #folder: string;
  readonly #origin: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #from = Date.now() - 60_000;
  #gateline: Child | undefined;

  private constructor(prometheus: PrometheusServer, ports: { service: number; otlp: number; pages: number }) {
    this.#folder = mkdtempSync(join(tmpdir(), 'gateline-exactness-'));
    this.prometheus = prometheus;
    this.service = new TicketService(ports.service, `http://127.0.0.1:${ports.otlp}`, [
      ...['--rate', RATE, '--flush-interval', FLUSH_SECONDS, '--breaker-reset', '0.5', '--paused'],
    ]);
    this.#origin = `http://127.0.0.1:${ports.pages}`;
    this.#environment = {
      GATELINE_PORT: String(ports.pages),
      GATELINE_OTLP_PORT: String(ports.otlp),
      GATELINE_DATA: this.#folder,
      TICKET_ROUTING_PORT: String(ports.service),
      PROMETHEUS_PORT: new URL(prometheus.url).port,
    };
    for (const way of WAYS) writeFileSync(join(this.#folder, `${way}.yaml`), roadmapOf(way));
    writeFileSync(join(this.#folder, 'gateline.yaml'), stringify(configuration()));
  }

  static async open(): Promise<House> {
    const [service, otlp, pages] = [await freePort(), await freePort(), await freePort()];
    const prometheus = await PrometheusServer.start([`127.0.0.1:${service}`]);
    const house = new House(prometheus, { service, otlp, pages });
    await house.startGateline();
    await house.service.start();
    return house;
  }

  async startGateline(): Promise<void> {
    this.#gateline = new Child([LAUNCHER, 'serve'], { cwd: this.#folder, environment: this.#environment });
    await this.#gateline.said(/is on http/);
  }

  /** As a machine that loses its power. */
  async killGateline(): Promise<void> {
    await this.#gateline?.kill('SIGKILL');
  }

  /** Ends the service's life when everything that it counted was read, and begins another. */
  async restartService(): Promise<void> {
    await this.settle();
    await this.endLife();
    await this.service.start();
  }

  /** Notes what the service has counted, and ends it. */
  async endLife(): Promise<void> {
    this.#lives.push(await this.service.totals());
    await this.service.stop();
  }

  /** What the service has counted in all its lives, this one included. */
  async truth(): Promise<Books> {
    return booksOf([...this.#lives, await this.service.totals()]);
  }

  /** Stops the traffic, and waits until everybody who reads has read what there is. */
  async settle(): Promise<void> {
    await this.service.post('pause');
    // An exporter that waits to try again after a failure lets a flush wait as well, and gives up on it.
    await eventually('OTLP is pushed', () => this.service.post('flush').then(() => true));
    await this.scraped();
    await this.#readTwice();
  }

  /** Prometheus has scraped what the service has now. */
  async scraped(): Promise<void> {
    const now = Date.now();
    const newest = async () =>
      1_000 * (await this.prometheus.sum('max(timestamp(process_start_time_seconds))'));
    await eventually('Prometheus has scraped', async () => (await newest()) > now);
  }

  /** A reading that ends now may have begun earlier: the one after it has not. Each source has its own pace. */
  async #readTwice(): Promise<void> {
    const began = Date.now();
    let ended = (await this.#lastReadings()).map(() => began);
    for (let times = 0; times < 2; times += 1) {
      const before = ended;
      await eventually('Gateline has read', async () => {
        ended = await this.#lastReadings();
        return ended.every((at, source) => at > (before[source] ?? began));
      });
    }
  }

  async #lastReadings(): Promise<number[]> {
    const { sources } = (await this.get('/api/v1/sources')) as SourcesResponse;
    return sources.filter(({ kind }) => kind !== 'otlp').map(({ lastSuccessAt = 0 }) => lastSuccessAt);
  }

  /** What the API says that a version counted in production, since the beginning. */
  async toldTotal(way: string, item: string, measure: string): Promise<number> {
    const query = new URLSearchParams({ item, signal: `all_${measure}`, from: String(this.#from) });
    const { overall } = (await this.get(`/api/v1/products/${way}/actuals?${query}`)) as ActualsResponse;
    return overall.value ?? 0;
  }

  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#origin}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return await answer.json();
  }

  /** Stops Gateline in order if it still runs, and reads what it kept. */
  async keptBooks(): Promise<ReadonlyMap<string, Books>> {
    await this.#gateline?.kill('SIGTERM');
    const store = await DuckdbStore.open({ file: join(this.#folder, 'gateline.duckdb') });
    try {
      const window = { from: this.#from, to: Date.now() + 60_000 };
      const books = WAYS.map(async (way) => [way, await booksIn(store, way, window)] as const);
      return new Map(await Promise.all(books));
    } finally {
      await store.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.#gateline?.[Symbol.asyncDispose]();
    await this.prometheus.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One server that reads all ways, as often as it may. */
function configuration(): Record<string, unknown> {
  const configs = WAYS.map((way) => parse(renderConfiguration(way)));
  const sources = configs.map(({ sources: [source] }, i) => ({
    ...source,
    name: WAYS[i],
    product: WAYS[i],
    ...(source.type === 'otlp' ? {} : { interval: '1s' }),
    ...(source.type === 'prometheus' ? { match: { job: 'service' } } : {}),
  }));
  const evaluation = { interval: '1h' };
  return { ...configs[0], roadmaps: WAYS.map((way) => `${way}.yaml`), evaluation, sources };
}

/** A roadmap whose signals are the counters themselves, so that the API tells them. */
function roadmapOf(product: string): string {
  const signals = COUNTED.map(({ measure }) => [
    `all_${measure}`,
    { unit: 'count', family: 'volume', better: 'higher', formula: `total of ${measure}` },
  ]);
  const models = ['v1', 'v2', 'v3', 'v4'].map((id) => ({ id, title: id, lifecycle: 'live' }));
  return stringify({ product, name: product, signals: Object.fromEntries(signals), models });
}
