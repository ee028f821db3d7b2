import type { Clock, EventLog, MeasurementStore } from '../../core/ports.ts';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { AlertBoard, type AlertSource } from '../alerts/alert-board.ts';
import type { Config } from '../config.ts';
import { EvaluationLoop } from '../evaluation/evaluation-loop.ts';
import { StoreTimes } from '../http/metrics/store-times.ts';
import { StreamHub } from '../http/stream/stream-hub.ts';
import type { Log } from '../log.ts';
import { PriceFiles } from '../price-file/price-files.ts';
import type { Redaction } from '../redaction.ts';
import { type RoadmapChange, RoadmapFiles } from '../roadmap-file/roadmap-files.ts';
import { SourceBoard } from '../sources/source-board.ts';
import { VERSION } from '../version.ts';
import { formatProblem } from '../yaml/format-problem.ts';
import { announcingStore } from './announcing-store.ts';
import type { CopiedStore } from './backups.ts';
import { News } from './news.ts';
import { asFarAsStoreGoes } from './store-trouble.ts';
import { timedStore } from './timed-store.ts';
import { tracedStore } from './traced-store.ts';

/** What everything else stands on. */
export interface Ground {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly redaction: Redaction;
  /** As it was opened; whoever uses it goes through {@link Domain.store}. */
  readonly openedStore: MeasurementStore;
  readonly events: EventLog;
  /** Where alerts come from. */
  readonly alertSources: readonly AlertSource[];
  /** The store, if it has a file that can be copied. */
  readonly copied: CopiedStore | undefined;
}

/** What a server knows and does, without its faces to the network. */
export interface Domain extends Ground {
  /** Tells pages of every batch, is traced and timed. */
  readonly store: MeasurementStore;
  /** How long that store takes. */
  readonly storeTimes: StoreTimes;
  readonly hub: StreamHub;
  readonly sources: SourceBoard;
  readonly alerts: AlertBoard;
  readonly roadmaps: RoadmapFiles;
  readonly prices: PriceFiles;
  readonly evaluation: EvaluationLoop;
}

/** Opens the roadmaps and joins store, judgment and news. What is opened is closed with `started`. */
export async function openDomain(ground: Ground, started: AsyncDisposableStack): Promise<Domain> {
  const { config, clock, log, redaction, events } = ground;
  const hub = new StreamHub({ clock, version: VERSION, maxReaders: config.limits.streamReaders });
  started.defer(() => hub.close());
  const news = new News(hub, log, () => clock.now());
  const products = new Map(config.sources.map(({ name, product }) => [name, product]));
  const storeTimes = new StoreTimes();
  const store = announcingStore(
    timedStore(tracedStore(ground.openedStore), storeTimes),
    (batch) => news.committed(batch, products.get(batch.source)),
    (product) => hub.actualsCommitted(product),
  );
  const sources = new SourceBoard({
    clock,
    redact: redaction.redact,
    onTurn: (source, { to, message }) => {
      if (to === 'ok') log.info({ source }, 'the source works');
      else log.warn({ source }, `the source fails: ${message}`);
    },
    onWarning: (source, warning) => log.warn({ source }, warning),
  });
  const alerts = new AlertBoard({
    store,
    events,
    sources: ground.alertSources,
    onChange: (product, change, at) => news.alert(product, change, at),
  });
  await asFarAsStoreGoes(() => alerts.restore(), log);
  const roadmaps: RoadmapFiles = await RoadmapFiles.open(config.roadmaps, {
    clock,
    onChange: (change) => roadmapChanged(change, { roadmaps, store, evaluation, news, log }),
  });
  const prices = await openPrices(config.prices, log);
  started.defer(() => prices.close());
  const evaluation = new EvaluationLoop({
    store,
    events,
    clock,
    roadmaps,
    onPromise: (product, change) => news.promise(product, change),
    onVerdict: (change) => news.verdict(change),
    onCondition: (change) => news.condition(change),
    onError: (product, err) => log.error({ product, err }, 'the gates could not be judged'),
  });
  started.defer(async () => {
    await roadmaps.close();
    // A run that an edit has asked for ends before the store is closed under it.
    await evaluation.run(AbortSignal.abort());
  });
  const domain = { ...ground, store, storeTimes, hub, sources, alerts, roadmaps, prices, evaluation };
  await beginWithRoadmaps(domain);
  return domain;
}

const LEVEL = { error: 'error', warning: 'warn' } as const;

async function openPrices(files: readonly string[], log: Log): Promise<PriceFiles> {
  const tell = (problems: readonly Problem[]) => {
    for (const problem of problems) log[LEVEL[problem.severity]](formatProblem(problem));
  };
  const prices = await PriceFiles.open(files, {
    onChange: ({ file, replaced, problems }) => {
      tell(problems);
      if (replaced) log.info({ file }, 'other prices hold from now on; what was priced stays as it is');
    },
  });
  tell(prices.problems());
  return prices;
}

/** Says what is wrong with the roadmaps, and prepares the store for the days of their zones. */
async function beginWithRoadmaps({ roadmaps, store, log }: Domain): Promise<void> {
  for (const problem of roadmaps.problems()) log[LEVEL[problem.severity]](formatProblem(problem));
  for (const product of roadmaps.products()) {
    const current = roadmaps.current(product);
    if (current === undefined) continue;
    log.info({ product, file: current.file, revision: current.revision }, 'the roadmap is in force');
    await store.alignDays(product, current.roadmap.zone);
  }
}

function roadmapChanged(
  change: RoadmapChange,
  {
    roadmaps,
    store,
    evaluation,
    news,
    log,
  }: Pick<Domain, 'roadmaps' | 'store' | 'evaluation' | 'log'> & { news: News },
): void {
  const current = change.product === undefined ? undefined : roadmaps.current(change.product);
  const tell = () => news.roadmap(change, current?.revision);
  if (!change.replaced || current === undefined) {
    tell();
    return;
  }
  const { product, zone } = current.roadmap;
  store
    .alignDays(product, zone)
    .catch((err: unknown) => log.error({ product, err }, 'the days could not be aligned'));
  // Pages read again when they are told: by then it is judged, and what changed is in the log.
  void evaluation.run(undefined, product).then(tell);
}
