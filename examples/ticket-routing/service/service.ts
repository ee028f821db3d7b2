import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { World } from '../product/circumstances.ts';
import { METRICS } from '../product/metrics.ts';
import { type SeriesName, seriesAt } from '../product/series.ts';
import { timelineAt, timelineFor } from '../timeline.ts';
import { Faults } from './faults.ts';
import { createServiceApp, listen } from './http.ts';
import { ModelCalls } from './model-calls.ts';
import type { ServiceOptions } from './options.ts';
import { OtlpSink } from './otlp.ts';
import { PrometheusSink } from './prometheus.ts';
import { Recorder, type Sink } from './recorder.ts';
import { Simulation } from './simulation.ts';
import { TotalsSink } from './totals.ts';

/** A service that is running. */
export interface RunningService {
  /** `http://127.0.0.1:9464` */
  readonly address: string;
  /** Ends what is under way, pushes the last counts and closes. Rejects when the last counts were not taken. */
  stop(): Promise<void>;
}

/**
 * Starts the service: everything on one address, and pushing when there is somewhere to push to.
 *
 * @throws Error with code EADDRINUSE when the port is taken; RangeError for a date or zone that does not exist
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const startedAt = Date.now();
  const { today, zone, seed } = options;
  const timeline = today === undefined ? timelineAt(startedAt, zone) : timelineFor(today, zone);
  const world = new World(timeline, seed);
  const totals = new TotalsSink();
  const prometheus = new PrometheusSink();
  const otlp = options.otlp === undefined ? undefined : new OtlpSink(options.otlp, options.flushIntervalMs);
  const sink = new Recorder([totals, prometheus, ...(otlp ? [otlp] : [])]);
  const models = new ModelCalls(sink, options.breakerResetMs);
  const faults = new Faults(world, startedAt, options.calm);
  const simulation = new Simulation({ world, sink, models, faults, rate: options.rate });
  openSeries(seriesAt(world, startedAt), sink, [totals, prometheus]);
  const flush = async () => otlp?.flush();
  const app = createServiceApp({ prometheus, totals, simulation, faults, flush });
  const server = await listen(app, options);
  if (!options.paused) simulation.resume();
  return {
    address: `http://${urlHost(options.host)}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await simulation.pause();
      models.shutdown();
      await closeServer(server);
      await otlp?.shutdown();
    },
  };
}

function urlHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Makes every series at 0. OpenTelemetry has no empty histograms: there they begin with their first value. */
function openSeries(
  all: readonly SeriesName[],
  sink: Sink,
  withHistograms: readonly { open(series: SeriesName): void }[],
): void {
  for (const series of all) {
    const { type } = METRICS[series.name];
    if (type === 'counter') sink.count(series, 0);
    else if (type === 'gauge') sink.set(series, 0);
    else for (const each of withHistograms) each.open(series);
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
