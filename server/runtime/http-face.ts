import { statfsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import { formatListenAddress, isLoopback, type ListenAddress } from '../config/scalars.ts';
import type { Config } from '../config.ts';
import { Dashboards } from '../dashboards.ts';
import { SpendBoard } from '../evaluation/spend-board.ts';
import { createApp } from '../http/app.ts';
import { Gatekeeper } from '../http/auth/gatekeeper.ts';
import { SessionFile } from '../http/auth/session-file.ts';
import type { TokenFile } from '../http/auth/token-file.ts';
import type { AppDeps, AppSettings } from '../http/deps.ts';
import type { EvaluationDoor } from '../http/evaluation-door.ts';
import { type HttpServer, listen } from '../http/http-server.ts';
import { Metrics } from '../http/metrics/metrics.ts';
import type { NotificationReceiver } from '../http/routes/alerts.ts';
import { RoadmapEditor } from '../roadmap-file/edit/roadmap-editor.ts';
import { VERSION } from '../version.ts';
import { Backups } from './backups.ts';
import type { Domain } from './domain.ts';

/** Where `npm run build` puts the pages. */
export const BUILT_PAGES = resolve(import.meta.dirname, '../../dist/web');

/**
 * Keeps a server from listening where strangers can reach it while there is no token that could keep them out.
 *
 * @throws GatelineError `tokens-required` in one sentence with the command that helps; `tokens-invalid`
 */
export function requireTokens(tokens: TokenFile, addresses: readonly (ListenAddress | undefined)[]): void {
  const reachable = addresses.find((address) => address !== undefined && !isLoopback(address.host));
  if (reachable === undefined || tokens.list().some((one) => tokens.isUsable(one))) return;
  const where = formatListenAddress(reachable);
  const message = `Others can reach ${where}, so this server starts only with tokens; make one with: gateline token create --role viewer (or listen on 127.0.0.1).`;
  throw new GatelineError('tokens-required', message, { details: { address: where } });
}

/** Requests under way may take this long when the server stops. */
export const HTTP_GRACE_MS = 3_000;

export interface FaceOptions {
  readonly address: ListenAddress;
  readonly tokens: TokenFile;
  /** Hold every answer to its schema. */
  readonly checkResponses: boolean;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly sourcesStarted: () => boolean;
  readonly evaluations: EvaluationDoor;
  /** Takes what Alertmanagers send. */
  readonly notifications: NotificationReceiver;
}

/** Pages and API, listening. */
export interface Face {
  readonly server: HttpServer;
  readonly metrics: Metrics;
  /** Who may send data, at an address of its own. */
  gatekeeperAt(address: ListenAddress): Gatekeeper;
}

/** Opens the sessions and listens. What is opened is closed with `started`. */
export async function openFace(
  domain: Domain,
  options: FaceOptions,
  started: AsyncDisposableStack,
): Promise<Face> {
  const { config, clock, log, store, sources, roadmaps, evaluation, hub } = domain;
  const sessions = await SessionFile.in(config.data, clock);
  started.defer(() => sessions.flush());
  const secure = config.publicUrl?.startsWith('https:') ?? false;
  const gatekeeperAt = ({ host }: ListenAddress) =>
    new Gatekeeper({ tokens: options.tokens, sessions, onLoopback: isLoopback(host), secure });
  const spend = new SpendBoard(store, clock);
  const metrics = new Metrics({
    version: VERSION,
    store,
    sources,
    roadmaps,
    gates: evaluation,
    spend,
    hub,
    storeTimes: domain.storeTimes,
    freeBytes: () => freeBytes(config.data),
  });
  const deps: AppDeps = {
    clock,
    version: VERSION,
    log,
    store,
    storeKind: config.store.kind,
    events: domain.events,
    backups: domain.copied === undefined ? undefined : await Backups.in(config.data, domain.copied),
    roadmaps,
    editor: editorOf(domain),
    gates: evaluation,
    judge: evaluation.judge,
    decisions: evaluation.decisions,
    sources,
    evaluations: options.evaluations,
    alerts: domain.alerts,
    notifications: options.notifications,
    dashboards: new Dashboards(await dashboardFolder(config)),
    gatekeeper: gatekeeperAt(options.address),
    hub,
    metrics,
    sourcesStarted: options.sourcesStarted,
    settings: settingsOf(config, options),
  };
  const { connections } = config.limits;
  const server = await listen(createApp(deps), {
    address: options.address,
    maxConnections: connections,
    chosenBy: '--port, or listen: in gateline.yaml',
  });
  // Streams never end by themselves: they are closed before requests are waited for.
  started.defer(() => server.close(HTTP_GRACE_MS));
  started.defer(() => hub.close());
  return { server, metrics, gatekeeperAt };
}

/** Changes roadmap files and puts them in force at once. */
function editorOf({ roadmaps, events, clock, log }: Domain): RoadmapEditor {
  return new RoadmapEditor({
    fileOf: (product) => roadmaps.current(product)?.file,
    reload: () => roadmaps.reload(),
    events,
    clock,
    onUnrecorded: (sentence, by, err) =>
      log.error({ err, by }, `the roadmap was changed, and the event log does not say so: ${sentence}`),
  });
}

function settingsOf(config: Config, { address, checkResponses, pages }: FaceOptions): AppSettings {
  return {
    onLoopback: isLoopback(address.host),
    publicUrl: config.publicUrl,
    trustedHosts: config.trustedHosts,
    trustedProxies: config.trustedProxies,
    bodyBytes: config.limits.bodyBytes,
    evaluationBytes: config.limits.evaluationBytes,
    signInAttempts: config.limits.signInAttempts,
    metricsOpen: config.metricsOpen,
    checkResponses,
    pages,
  };
}

/** What is free on the disk of a folder; `undefined` where the system does not say. */
function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** A folder that the configuration names is looked at even when it is missing, so that this is told; the usual one only when it is there. */
async function dashboardFolder({ dashboards }: Config): Promise<string | undefined> {
  if (dashboards.chosen) return dashboards.folder;
  const found = await stat(dashboards.folder).catch(() => undefined);
  return found?.isDirectory() ? dashboards.folder : undefined;
}
