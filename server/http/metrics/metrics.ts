import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MeasurementStore } from '../../../core/ports.ts';
import type { SpendBoard } from '../../evaluation/spend-board.ts';
import type { SourceBoard } from '../../sources/source-board.ts';
import type { GateBoard, RoadmapCatalogue } from '../read-models.ts';
import type { StreamHub } from '../stream/stream-hub.ts';
import { registerGateMetrics } from './gate-metrics.ts';
import { registerSourceMetrics } from './source-metrics.ts';
import { registerSpendMetrics } from './spend-metrics.ts';
import { registerStoreMetrics } from './store-metrics.ts';
import type { StoreTimes } from './store-times.ts';

export interface MetricsOptions {
  readonly version: string;
  readonly store: MeasurementStore;
  readonly sources: SourceBoard;
  readonly roadmaps: RoadmapCatalogue;
  readonly gates: GateBoard;
  readonly spend: SpendBoard;
  readonly hub: StreamHub;
  readonly storeTimes: StoreTimes;
  /** See {@link StoreWorld.freeBytes}. */
  readonly freeBytes: () => number | undefined;
}

/** Seconds; a page is one read, and a quarter's question takes some tens of milliseconds. */
const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gateline's own metrics: its health, its sources, and every verdict. One registry a server, so that tests may run several. */
export class Metrics {
  readonly registry = new Registry();
  readonly #httpDuration: Histogram<'method' | 'route' | 'status'>;

  constructor(options: MetricsOptions) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'gateline_build_info',
      help: 'Always 1; the label tells the version.',
      labelNames: ['version'],
      registers,
    }).set({ version: options.version }, 1);
    this.#httpDuration = new Histogram({
      name: 'gateline_http_request_duration_seconds',
      help: 'How long answers took, by route.',
      labelNames: ['method', 'route', 'status'],
      buckets: HTTP_BUCKETS,
      registers,
    });
    registerSourceMetrics(this.registry, options.sources);
    registerGateMetrics(this.registry, options);
    registerSpendMetrics(this.registry, options);
    registerStoreMetrics(this.registry, options);
    options.storeTimes.registerIn(this.registry);
    registerServerMetrics(this.registry, options);
  }

  /** @param route the pattern (`/api/v1/products/:product/gates`), never the address that was asked for */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void {
    const { method, route, status, seconds } = request;
    this.#httpDuration.observe({ method, route, status: String(status) }, seconds);
  }
}

function registerServerMetrics(registry: Registry, { store, roadmaps, hub }: MetricsOptions): void {
  const registers = [registry];
  new Gauge({
    name: 'gateline_store_state',
    help: 'The state that the store is in: 1 for that one, 0 for the others.',
    labelNames: ['state'],
    registers,
    collect() {
      const now = store.status().state;
      for (const state of ['ready', 'read-only', 'write-only', 'unavailable'])
        this.set({ state }, state === now ? 1 : 0);
    },
  });
  new Gauge({
    name: 'gateline_roadmap_problems',
    help: 'What is wrong with the roadmap files as they stand now.',
    labelNames: ['severity'],
    registers,
    collect() {
      const problems = roadmaps.problems();
      for (const severity of ['error', 'warning']) {
        this.set({ severity }, problems.filter((problem) => problem.severity === severity).length);
      }
    },
  });
  new Gauge({
    name: 'gateline_stream_readers',
    help: 'Pages that listen to changes now.',
    registers,
    collect() {
      this.set(hub.readers);
    },
  });
  new Counter({
    name: 'gateline_stream_readers_dropped_total',
    help: 'Pages that were too slow to listen, since start.',
    registers,
    collect() {
      this.reset();
      this.inc(hub.dropped);
    },
  });
}
