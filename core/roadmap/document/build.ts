import { CATALOGUE, findSignal } from '../../signal/catalogue.ts';
import { TRAFFIC } from '../../signal/selections.ts';
import type { Signal } from '../../signal/signal.ts';
import type {
  Experience,
  Experiment,
  Gate,
  GateCriterion,
  Item,
  Milestone,
  Objective,
  Roadmap,
  SpendLimit,
  SuccessMetric,
  Track,
} from '../roadmap.ts';
import { TRACKS } from '../roadmap.ts';
import type { DocumentPath } from './problem.ts';
import { pathKey, type ReadCriterion } from './read-criteria.ts';
import type { ItemDocument, RoadmapDocument } from './schema.ts';
import type { Settings } from './settings.ts';

/** What was read beside the schema: the parts whose texts have a grammar of their own. */
export interface ReadParts {
  readonly settings: Settings;
  readonly signals: Readonly<Record<string, Signal>>;
  readonly criteria: ReadonlyMap<string, ReadCriterion>;
  readonly spendAmounts: ReadonlyMap<number, number>;
  /** Shares of the arms of each experiment, by its place. */
  readonly armShares: ReadonlyMap<number, readonly number[]>;
  /** The line of the file that a path stands in, 1-based. */
  readonly lineOf: (path: DocumentPath) => number;
}

/** The roadmap of a document without errors. */
export function buildRoadmap(document: RoadmapDocument, parts: ReadParts): Roadmap {
  return {
    product: document.product,
    name: document.name,
    ...optional('vision', document.vision),
    ...optional('capability', document.capability),
    ...parts.settings,
    ...optional('buildOrBuy', document.build_or_buy && present(document.build_or_buy)),
    successMetrics: (document.success_metrics ?? []).map((metric, i) => buildMetric(metric.title, i, parts)),
    objectives: (document.objectives ?? []).map((objective): Objective => present(objective)),
    spend: (document.spend ?? []).map((limit, i) => buildSpend(limit, i, parts)),
    ...optional(
      'experiments',
      document.experiments?.map((one, i) => buildExperiment(one, parts.armShares.get(i))),
    ),
    signals: signalsOf(parts),
    items: TRACKS.flatMap((track) =>
      (document[track] ?? []).map((item, i) => buildItem(item, track, [track, i], parts)),
    ),
    ...optional('onCall', document.on_call && present(document.on_call)),
  };
}

function buildItem(item: ItemDocument, track: Track, path: DocumentPath, parts: ReadParts): Item {
  return {
    id: item.id,
    title: item.title,
    track,
    lifecycle: item.lifecycle ?? 'planned',
    ...optional('description', item.description),
    ...optional('owner', item.owner),
    ...optional('start', item.start),
    ...optional('due', item.due),
    needs: [...new Set(item.needs)],
    milestones: (item.milestones ?? []).map(buildMilestone),
    ...optional('gate', item.gate && buildGate(item.gate, [...path, 'gate'], parts)),
    ...optional('deterministicFirst', item.deterministic_first),
    ...optional('flag', item.flag),
    experience: Object.entries(item.experience ?? {}).map(
      ([version, text]): Experience => ({ version, text }),
    ),
  };
}

function buildMilestone(milestone: NonNullable<ItemDocument['milestones']>[number]): Milestone {
  const { title, owner, due, status, done, link } = milestone;
  return {
    title,
    ...optional('owner', owner),
    ...optional('due', due),
    status: status ?? (done === undefined ? 'planned' : 'done'),
    ...optional('done', done),
    ...optional('link', link),
  };
}

function buildGate(gate: NonNullable<ItemDocument['gate']>, path: DocumentPath, parts: ReadParts): Gate {
  return {
    ...optional('title', gate.title),
    ...optional('due', gate.due),
    criteria: gate.criteria.flatMap((_, i) => buildCriterion([...path, 'criteria', i], parts) ?? []),
  };
}

function buildCriterion(path: DocumentPath, parts: ReadParts): GateCriterion | undefined {
  const read = parts.criteria.get(pathKey(path));
  return read === undefined ? undefined : { ...read, line: parts.lineOf(path) };
}

function buildMetric(title: string, index: number, parts: ReadParts): SuccessMetric {
  return { title, ...optional('criterion', buildCriterion(['success_metrics', index, 'criterion'], parts)) };
}

function buildSpend(
  limit: NonNullable<RoadmapDocument['spend']>[number],
  index: number,
  { settings, spendAmounts }: ReadParts,
): SpendLimit {
  const { title, period, item, environment, runbook, contact } = limit;
  return {
    title,
    amount: spendAmounts.get(index) ?? 0,
    currency: settings.currency,
    period,
    ...optional('item', item),
    environment: environment ?? 'production',
    ...optional('runbook', runbook),
    ...optional('contact', contact),
  };
}

/** What is drawn where requests are. */
export const REQUEST_UNIT = 'request';

function buildExperiment(
  experiment: NonNullable<RoadmapDocument['experiments']>[number],
  shares: readonly number[] | undefined,
): Experiment {
  const { id, title, arms, assignment, counted_by, from, to } = experiment;
  const counted = counted_by ?? (assignment === REQUEST_UNIT ? TRAFFIC : undefined);
  return {
    id,
    ...optional('title', title),
    arms: arms.map(({ version, build }, i) => ({
      version,
      ...optional('build', build),
      share: shares?.[i] ?? 0,
    })),
    unit: assignment,
    ...optional('countedBy', counted),
    from,
    ...optional('to', to),
  };
}

/** The catalogue, the roadmap's own, and percentiles that the catalogue does not list and a criterion speaks of. */
function signalsOf({ signals, criteria }: ReadParts): Readonly<Record<string, Signal>> {
  const spoken = [...criteria.values()].flatMap(({ criterion }) => {
    const signal = criterion.kind === 'measured' ? findSignal(criterion.signal, signals) : undefined;
    return signal === undefined ? [] : [[signal.name, signal] as const];
  });
  return { ...CATALOGUE, ...signals, ...Object.fromEntries(spoken) };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same without keys whose value is undefined. */
function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Present<T>;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
}
