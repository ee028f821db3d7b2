import { dirname } from 'node:path';
import { createAlertmanagerCollector } from '../collectors/alertmanager/alertmanager-collector.ts';
import { type AlertmanagerSource, alertmanagerUrls } from '../collectors/alertmanager/schema.ts';
import { AlertmanagerWebhook } from '../collectors/alertmanager/webhook.ts';
import type { EvaluationsSource } from '../collectors/evaluations/folder/schema.ts';
import type { OtlpReceiver } from '../collectors/otlp/receiver.ts';
import { createPrometheusCollector } from '../collectors/prometheus/prometheus-collector.ts';
import { type PrometheusSource, serverUrls } from '../collectors/prometheus/schema.ts';
import { type ScheduledTask, Scheduler, scheduleCollector } from '../collectors/scheduler.ts';
import { type ScrapeSource, scrapeAddress } from '../collectors/scrape/schema.ts';
import { createScrapeCollector } from '../collectors/scrape/scrape-collector.ts';
import type { PulledFields, SourceDeps } from '../collectors/source.ts';
import type { Clock, Collector, MeasurementStore } from '../core/ports.ts';
import type { AlertSource } from './alerts/alert-board.ts';
import { formatListenAddress, type ListenAddress, withPort } from './config/scalars.ts';
import type { LogLevel } from './config/schema.ts';
import type { Config } from './config.ts';
import type { EvaluationLoop } from './evaluation/evaluation-loop.ts';
import { TokenFile } from './http/auth/token-file.ts';
import type { NotificationReceiver } from './http/routes/alerts.ts';
import { createLog, type LineSink, type Log } from './log.ts';
import { openEvaluations } from './open-evaluations.ts';
import { openOtlp, otlpAddresses } from './open-otlp.ts';
import { openStore } from './open-store.ts';
import { createRedaction, type Redaction } from './redaction.ts';
import { prepareDataFolder } from './runtime/data-folder.ts';
import { type Domain, openDomain } from './runtime/domain.ts';
import { BUILT_PAGES, openFace, requireTokens } from './runtime/http-face.ts';
import { startOwnTraces } from './runtime/own-traces.ts';
import { wallClock } from './runtime/wall-clock.ts';
import { secretsOf } from './source-secrets.ts';
import { VERSION } from './version.ts';

/** What a caller decides instead of the configuration. */
export interface Overrides {
  readonly port?: number;
  readonly otlpPort?: number;
  /** Absent where {@link otlpPort} is given: any that is free. */
  readonly otlpGrpcPort?: number;
  readonly clock?: Clock;
  readonly logLevel?: LogLevel;
  /** Where log lines go. Default: standard output. */
  readonly logSink?: LineSink;
  /** Log lines for people instead of JSON. */
  readonly readableLog?: boolean;
  /** Hold every answer of the API to its schema. */
  readonly checkResponses?: boolean;
  /** Folder of the built pages. */
  readonly pages?: string;
}

/** A server that runs. */
export interface RunningGateline {
  /** Where pages and API are; port 0 has become a real one. */
  readonly address: ListenAddress;
  /** Where OTLP is taken over HTTP and over gRPC; absent when no source wants it, or it is off. */
  readonly otlpAddress: ListenAddress | undefined;
  readonly otlpGrpcAddress: ListenAddress | undefined;
  readonly store: MeasurementStore;
  readonly evaluation: EvaluationLoop;
  /** Reads every source that Gateline reads by itself once more, now; resolves when that is committed, or failed as the page shows. */
  collectNow(): Promise<void>;
  /** Stops taking requests, lets collectors end their runs, closes the streams and then the store. */
  close(): Promise<void>;
}

/** What costs are counted in where a product's roadmap cannot be read. */
const USUAL_CURRENCY = 'USD';
/** What is under way when the server stops has so long to end by itself. */
const COLLECTOR_GRACE_MS = 5_000;
const SECOND_MS = 1_000;
const BEAT_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Starts everything that a configuration asks for, in this process. What was started is stopped again when a later part cannot start.
 *
 * @throws GatelineError `tokens-required`, `folder-not-writable`, `store-…`, `address-in-use`: one sentence each
 */
export async function startGateline(config: Config, overrides: Overrides = {}): Promise<RunningGateline> {
  await using started = new AsyncDisposableStack();
  const clock = overrides.clock ?? wallClock;
  const address = withPort(config.listen, overrides.port);
  const otlpWanted = otlpAddresses(config, overrides);
  const tokens = TokenFile.in(config.data, clock);
  requireTokens(tokens, [address, otlpWanted?.http, otlpWanted?.grpc]);
  await prepareDataFolder(config.data);
  const redaction = createRedaction();
  const log = openLog(config, overrides, redaction);
  await startTraces(config, started);

  const secrets = secretsOf(config, redaction);
  const { store: openedStore, events, copied, hurry } = await openStore({ ...config, clock, secrets });
  started.defer(() => openedStore.close());
  const alertSources = alertSourcesOf(config);
  const ground = { config, clock, log, redaction, openedStore, events, copied, alertSources };
  const domain = await openDomain(ground, started);
  let sourcesStarted = false;
  const evaluations = openEvaluations(domain, started);
  const face = await openFace(
    domain,
    {
      address,
      tokens,
      checkResponses: overrides.checkResponses ?? false,
      pages: overrides.pages ?? BUILT_PAGES,
      sourcesStarted: () => sourcesStarted,
      evaluations: evaluations.door,
      notifications: notificationsFor(domain),
    },
    started,
  );
  const folders = ofType<EvaluationsSource>(config, 'evaluations');
  const collectors = [...registerCollectors(domain), ...evaluations.watch(folders, sourceDeps(domain))];
  const otlp = await openOtlp(domain, face, { wanted: otlpWanted, deps: sourceDeps(domain) }, started);
  const scheduled = startLoops(domain, collectors, otlp?.receiver, started);
  sourcesStarted = true;
  log.info(`Gateline ${VERSION} is on http://${formatListenAddress(face.server.address)}`);

  const running = started.move();
  return {
    address: face.server.address,
    otlpAddress: otlp?.http,
    otlpGrpcAddress: otlp?.grpc,
    store: domain.store,
    evaluation: domain.evaluation,
    collectNow: async () => {
      await Promise.all(scheduled.map((collector) => collector.runNow()));
    },
    close: async () => {
      log.info('stopping');
      sourcesStarted = false;
      const patience = setTimeout(hurry, COLLECTOR_GRACE_MS);
      await running.disposeAsync().finally(() => clearTimeout(patience));
      log.info('stopped');
    },
  };
}

function openLog(config: Config, overrides: Overrides, { redact }: Redaction): Log {
  return createLog({
    level: overrides.logLevel ?? config.logLevel,
    redact,
    sink: overrides.logSink ?? process.stdout,
    readable: overrides.readableLog ?? false,
  });
}

async function startTraces({ telemetry }: Config, started: AsyncDisposableStack): Promise<void> {
  const { otlpEndpoint, serviceName } = telemetry;
  if (otlpEndpoint === undefined) return;
  const traces = await startOwnTraces({ endpoint: otlpEndpoint, serviceName, version: VERSION });
  started.defer(() => traces.stop());
}

/** Everything that a collector is given. */
function sourceDeps({ config, store, clock, sources, redaction, roadmaps, prices }: Domain): SourceDeps {
  const folder = dirname(config.file);
  const deps = { store, clock, monitor: sources, secrets: secretsOf(config, redaction), folder };
  if (config.prices.length === 0) return deps;
  const priced = new Set(config.sources.filter((source) => source.priced).map(({ name }) => name));
  return {
    ...deps,
    // A roadmap that is edited may count in another currency from then on.
    prices: (product) => prices.book(() => roadmaps.current(product)?.roadmap.currency ?? USUAL_CURRENCY),
    isPriced: (source) => priced.has(source),
  };
}

/** The settings of all sources of a type, as that type's own schema has made them. */
function ofType<Settings>({ sources }: Config, type: string): Settings[] {
  return sources.filter((source) => source.type === type).map(({ settings }) => settings as Settings);
}

/** What Gateline reads by itself, known to the board and ready to be scheduled. */
function registerCollectors(domain: Domain): readonly Collector[] {
  const { config, sources } = domain;
  const deps = sourceDeps(domain);
  const scraped = ofType<ScrapeSource>(config, 'scrape').map((source) => {
    sources.register({ ...facts(source), kind: 'scrape', address: scrapeAddress(source) });
    return createScrapeCollector(source, deps);
  });
  const queried = ofType<PrometheusSource>(config, 'prometheus').map((source) => {
    sources.register({ ...facts(source), kind: 'prometheus', address: serverUrls(source).join(' ') });
    return createPrometheusCollector(source, deps);
  });
  const watched = ofType<AlertmanagerSource>(config, 'alertmanager').flatMap((source) => {
    const { name, product, interval } = source;
    const address = alertmanagerUrls(source).join(' ');
    const isRead = address !== '';
    const how = isRead ? { address, intervalMs: interval } : { address: WEBHOOK, staleAfterMs: Infinity };
    sources.register({ name, product, kind: 'alertmanager', ...how });
    return isRead ? [createAlertmanagerCollector(source, deps, domain.alerts)] : [];
  });
  return [...scraped, ...queried, ...watched];
}

const WEBHOOK = '/api/v1/alertmanager/webhook';

function alertSourcesOf(config: Config): readonly AlertSource[] {
  return ofType<AlertmanagerSource>(config, 'alertmanager').map((source) => ({
    name: source.name,
    product: source.product,
    isRead: alertmanagerUrls(source).length > 0,
    intervalMs: source.interval,
  }));
}

/** The webhook of all sources that have one. */
function notificationsFor({ config, alerts: book, clock, sources: monitor }: Domain): NotificationReceiver {
  const sources = ofType<AlertmanagerSource>(config, 'alertmanager').filter(({ webhook }) => webhook);
  const webhook = new AlertmanagerWebhook(sources, { book, clock, monitor });
  return {
    bodyBytes: Math.max(0, ...sources.map(({ max_body }) => max_body)),
    take: (body, only) => webhook.take(body, only),
  };
}

function facts({ name, product, interval }: PulledFields) {
  return { name, product, intervalMs: interval };
}

/** Everything that is done again and again. @returns the collectors, as they are scheduled */
function startLoops(
  domain: Domain,
  collectors: readonly Collector[],
  receiver: OtlpReceiver | undefined,
  started: AsyncDisposableStack,
): readonly ScheduledTask[] {
  const { config, clock, log, store, sources, hub, evaluation } = domain;
  const scheduler = new Scheduler({
    onError: (task, err) => log.error({ task, err }, 'a periodic task failed'),
  });
  started.defer(() => scheduler.close(COLLECTOR_GRACE_MS));
  const scheduled = collectors.map((collector) =>
    scheduleCollector(scheduler, collector, { monitor: sources, clock }),
  );
  if (receiver?.takesTraces === true) {
    scheduler.schedule({
      name: 'settling traces',
      intervalMs: SECOND_MS,
      timeoutMs: MINUTE_MS,
      run: () => receiver.settle(),
    });
  }
  scheduler.schedule({
    name: 'judging the gates',
    intervalMs: config.evaluationIntervalMs,
    timeoutMs: MINUTE_MS,
    run: (signal) => evaluation.run(signal),
  });
  scheduler.schedule({
    name: 'the beat of the stream',
    intervalMs: BEAT_MS,
    timeoutMs: BEAT_MS,
    run: async () => hub.beat(),
  });
  scheduler.schedule({
    name: 'maintenance of the store',
    intervalMs: MINUTE_MS,
    timeoutMs: 10 * MINUTE_MS,
    run: (signal) => store.maintain(clock.now(), signal),
  });
  return scheduled;
}
