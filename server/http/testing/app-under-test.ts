import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import type { CriterionVerdict, GateVerdict } from '../../../core/gate/verdict.ts';
import type { GateChange } from '../../../core/history/gate-history.ts';
import type { EventLog, LoggedEvent, MeasurementStore, StoreStatus } from '../../../core/ports.ts';
import type { Problem, Roadmap } from '../../../core/roadmap/roadmap.ts';
import { AlertBoard } from '../../alerts/alert-board.ts';
import { Dashboards } from '../../dashboards.ts';
import { DecisionLog } from '../../evaluation/decision-log.ts';
import { RoadmapJudge } from '../../evaluation/judge-roadmap.ts';
import { SpendBoard } from '../../evaluation/spend-board.ts';
import { createLog } from '../../log.ts';
import { createRedaction } from '../../redaction.ts';
import { RoadmapEditor } from '../../roadmap-file/edit/roadmap-editor.ts';
import { SourceBoard } from '../../sources/source-board.ts';
import { createApp } from '../app.ts';
import { Gatekeeper } from '../auth/gatekeeper.ts';
import { SessionFile } from '../auth/session-file.ts';
import { TokenFile } from '../auth/token-file.ts';
import type { Role } from '../contract/endpoint.ts';
import type { AppDeps, AppSettings } from '../deps.ts';
import { listen } from '../http-server.ts';
import { Metrics } from '../metrics/metrics.ts';
import { StoreTimes } from '../metrics/store-times.ts';
import type { GateBoard, LoadedRoadmap, RoadmapCatalogue } from '../read-models.ts';
import { StreamHub } from '../stream/stream-hub.ts';

export interface AppUnderTestOptions {
  readonly settings?: Partial<AppSettings>;
  readonly roadmaps?: readonly LoadedRoadmap[];
  readonly roadmapProblems?: readonly Problem[];
  readonly gates?: readonly GateVerdict[];
  readonly successMetrics?: ReadonlyMap<number, CriterionVerdict>;
  /** By item. */
  readonly gateChanges?: ReadonlyMap<string, readonly GateChange[]>;
  readonly events?: readonly LoggedEvent[];
  readonly storeStatus?: () => StoreStatus;
  readonly maxReaders?: number;
  readonly deps?: Partial<AppDeps>;
}

/** The whole application, listening on a free port of the loopback, with a folder of its own; nothing of HTTP is faked. */
export async function appUnderTest(options: AppUnderTestOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'gateline-http-'));
  const pages = join(folder, 'web');
  await mkdir(join(pages, 'assets'), { recursive: true });
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Shell</title>');
  await writeFile(join(pages, 'assets', 'app-1a2b3c.js'), 'export {};');

  const clock = { at: Date.UTC(2026, 10, 23, 12), now: () => clock.at };
  const lines: string[] = [];
  const { redact } = createRedaction();
  const tokens = TokenFile.in(folder, clock);
  const sessions = await SessionFile.in(folder, clock);
  const settings: AppSettings = {
    onLoopback: true,
    publicUrl: undefined,
    trustedHosts: [],
    trustedProxies: [],
    bodyBytes: 10_000,
    evaluationBytes: 10_000,
    signInAttempts: 5,
    metricsOpen: false,
    checkResponses: true,
    pages,
    ...options.settings,
  };
  const gatekeeper = new Gatekeeper({ tokens, sessions, onLoopback: settings.onLoopback, secure: false });
  const events = eventLog(options.events ?? []);
  const store = emptyStore(options.storeStatus ?? (() => ({ state: 'ready' })));
  const roadmaps = catalogue(options.roadmaps ?? [], options.roadmapProblems ?? []);
  const gates: GateBoard = {
    gates: (product) => (options.gates ?? []).filter((one) => one.product === product),
    successMetrics: () => options.successMetrics ?? new Map(),
    gateChanges: (_product, item) => options.gateChanges?.get(item) ?? [],
  };
  const sources = new SourceBoard({ clock, redact });
  const hub = new StreamHub({ clock, version: '0.0.0-test', maxReaders: options.maxReaders ?? 10 });
  const spend = new SpendBoard(options.deps?.store ?? store, clock);
  const metrics = new Metrics({
    version: '0.0.0-test',
    store,
    sources,
    roadmaps,
    gates,
    spend,
    hub,
    storeTimes: new StoreTimes(),
    freeBytes: () => undefined,
  });
  const log = createLog({
    level: 'debug',
    redact,
    readable: false,
    sink: { write: (line) => lines.push(line) },
  });
  const deps: AppDeps = {
    clock,
    version: '0.0.0-test',
    log,
    store,
    storeKind: 'memory',
    events,
    roadmaps,
    editor: new RoadmapEditor({
      fileOf: (product) => roadmaps.current(product)?.file,
      reload: async () => {},
      events: eventLog([]),
      clock,
      onUnrecorded: () => {},
    }),
    gates,
    judge: new RoadmapJudge(options.deps?.store ?? store),
    decisions: new DecisionLog(events),
    sources,
    evaluations: {
      take: () => Promise.reject(new GatelineError('not-found', 'Nobody takes evaluations here.')),
      retract: () => Promise.reject(new GatelineError('not-found', 'There are no evaluations here.')),
    },
    alerts: new AlertBoard({ store, events: eventLog([]), sources: [] }),
    notifications: { bodyBytes: 0, take: async () => ({ taken: 0, unmatched: 0, unreadable: 0 }) },
    dashboards: new Dashboards(undefined),
    gatekeeper,
    backups: undefined,
    hub,
    metrics,
    sourcesStarted: () => true,
    settings,
    ...options.deps,
  };
  const address = { host: '127.0.0.1', port: 0 };
  const server = await listen(createApp(deps), { address, maxConnections: 100, chosenBy: '--port' });
  const origin = `http://127.0.0.1:${server.address.port}`;

  return {
    origin,
    port: server.address.port,
    folder,
    clock,
    deps,
    hub,
    sources,
    tokens,
    gatekeeper,
    /** Every line that the log has written. */
    lines,
    /** Asks as a program does; `token` goes as Bearer. */
    ask: (path: string, init: RequestInit & { token?: string } = {}) => {
      const { token, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
      return fetch(`${origin}${path}`, { redirect: 'manual', ...rest, headers });
    },
    tokenFor: async (role: Role) => (await tokens.create({ role })).token,
    close: async () => {
      hub.close();
      await server.close(500);
      await sessions.flush();
      await rm(folder, { recursive: true });
    },
  };
}

export type AppUnderTest = Awaited<ReturnType<typeof appUnderTest>>;

/** The body of an answer, read as what the test expects it to be. */
export async function bodyOf<T>(answer: Response | Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

/** A roadmap with nothing in it but what a test adds. */
export function roadmapOf(own: Partial<Roadmap> = {}): Roadmap {
  return {
    product: 'desk',
    name: 'Ticket desk',
    zone: 'Europe/Berlin',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [],
    signals: {},
    items: [],
    ...own,
  };
}

export function loaded(roadmap: Roadmap, own: Partial<LoadedRoadmap> = {}): LoadedRoadmap {
  return {
    file: '/srv/roadmap.yaml',
    roadmap,
    revision: 'abc123',
    text: `product: ${roadmap.product}\nname: ${roadmap.name}\n`,
    loadedAt: 1_700_000_000_000,
    problems: [],
    ...own,
  };
}

function catalogue(roadmaps: readonly LoadedRoadmap[], problems: readonly Problem[]): RoadmapCatalogue {
  return {
    products: () => roadmaps.map((one) => one.roadmap.product),
    current: (product) => roadmaps.find((one) => one.roadmap.product === product),
    problems: () => [...problems, ...roadmaps.flatMap((one) => one.problems)],
  };
}

/** What is appended stays. @param events newest first */
function eventLog(events: readonly LoggedEvent[]): EventLog {
  const all = events.toReversed();
  return {
    append: async (more) => {
      for (const event of more) all.push({ ...event, sequence: all.length });
    },
    events: async ({ item, types, from = 0, to = Number.POSITIVE_INFINITY, limit = 100, order }) => {
      const found = all.filter(
        (event) =>
          (item === undefined || event.item === item) &&
          (types?.includes(event.type) ?? true) &&
          event.at >= from &&
          event.at < to,
      );
      found.reverse();
      if (order === 'happened') found.sort((a, b) => b.at - a.at);
      return found.slice(0, limit);
    },
  };
}

/** A store without a single measurement. */
function emptyStore(status: () => StoreStatus): MeasurementStore {
  return {
    status,
    write: async () => 'written',
    read: async ({ from, to, select }) => {
      const selections = select.map(() => ({
        groups: [],
        observedMs: new Float64Array(1),
        lastObservedAt: undefined,
      }));
      return { from, to, alignedToMs: 0, selections };
    },
    state: async () => new Map(),
    cursor: async () => undefined,
    series: async () => [],
    breakers: async () => [],
    evaluationRuns: async () => [],
    evaluationItems: async () => [],
    retractEvaluation: async () => false,
    alignDays: async () => {},
    maintain: async () => {},
    usage: async () => ({ bytes: 0, kinds: [] }),
    close: async () => {},
  };
}
