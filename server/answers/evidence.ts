import type {
  ComparedTotals,
  Place,
  PricingFacts,
  ProductEvidence,
  StoredMeasure,
  TrafficFacts,
} from '../../core/diagnosis/facts.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import { observationCount } from '../../core/measure/distribution.ts';
import { COMPARED, MODEL_LABEL } from '../../core/measure/mapping.ts';
import type {
  Group,
  KnownSeries,
  MeasureKind,
  MeasurementStore,
  Selection,
  SelectionResult,
} from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { TRAFFIC } from '../../core/signal/selections.ts';

const DAY_MS = 86_400_000;
/** As far back as the default window of cost and quality. */
const DAYS = 28;
/** A product that has more measures than this has some that nobody asks for. */
const MOST_MEASURES = 500;
/** As many runs are looked at for their datasets, the newest. */
const MOST_RUNS = 1_000;

/** The criteria of a product as they were judged. */
export interface JudgedCriteria {
  readonly gates: readonly Pick<GateVerdict, 'item' | 'criteria'>[];
  readonly successMetrics: ReadonlyMap<number, CriterionVerdict>;
}

/** What the store has of a product, for a diagnosis: each measure by item and environment, what is attributed and priced, what is compared. */
export async function evidenceAnswer(
  store: MeasurementStore,
  { product }: Pick<Roadmap, 'product'>,
  { gates, successMetrics }: JudgedCriteria,
  now: number,
): Promise<ProductEvidence> {
  const [known, runs] = await Promise.all([
    store.series(product),
    store.evaluationRuns({ product, limit: MOST_RUNS }),
  ]);
  const measures = measuresIn(known);
  const [stored, pricing, compared] = await Promise.all([
    storedMeasures(store, product, measures, now),
    pricingFacts(store, product, measures, now),
    comparedTotals(store, product, measures, now),
  ]);
  return {
    product,
    ...stored,
    criteria: [
      ...gates.flatMap(({ item, criteria }) => criteria.map((verdict) => ({ item, verdict }))),
      ...[...successMetrics.values()].map((verdict) => ({ item: '', verdict })),
    ],
    datasets: [...new Set(runs.map(({ dataset }) => dataset))],
    pricing,
    compared,
  };
}

/** A measure of one kind, and what its series have. */
interface KnownMeasure {
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly labels: ReadonlySet<string>;
  /** Sources that bring it only to be compared. */
  readonly comparedBy: ReadonlySet<string>;
}

function measuresIn(known: readonly KnownSeries[]): readonly KnownMeasure[] {
  const found = new Map<string, KnownMeasure & { labels: Set<string>; comparedBy: Set<string> }>();
  for (const { series, kind } of known) {
    const { measure, labels, environment } = series;
    const key = `${kind} ${measure}`;
    const one = found.get(key) ?? { measure, kind, labels: new Set<string>(), comparedBy: new Set<string>() };
    if (found.size < MOST_MEASURES) found.set(key, one);
    if (environment === COMPARED) one.comparedBy.add(labels.source ?? '');
    else for (const name of Object.keys(labels)) one.labels.add(name);
  }
  return [...found.values()];
}

/** Two steps: all but the last day, and that. */
function steps(now: number) {
  const from = now - DAYS * DAY_MS;
  return { from, to: now, boundaries: [from, now - DAY_MS, now] };
}

async function storedMeasures(
  store: MeasurementStore,
  product: string,
  measures: readonly KnownMeasure[],
  now: number,
): Promise<{ readonly measures: readonly StoredMeasure[]; readonly traffic: TrafficFacts }> {
  const select = measures.map(
    ({ measure, kind }): Selection => ({ measure, kind, by: ['item', 'environment'] }),
  );
  const { selections } = await store.read({ product, ...steps(now), select });
  const stored = measures.map(({ measure, kind, labels }, i): StoredMeasure => {
    const { groups = [], lastObservedAt } = selections[i] ?? {};
    const places = groups.map((group) => placeOf(group, [0, 1]));
    return {
      measure,
      kind,
      places: places.filter(({ n, environment }) => n > 0 && environment !== COMPARED),
      labels: [...labels].sort(),
      ...(lastObservedAt === undefined || lastObservedAt < now - DAYS * DAY_MS ? {} : { lastObservedAt }),
    };
  });
  return { measures: stored, traffic: trafficOf(selections[measures.findIndex(isTraffic)]) };
}

function isTraffic({ measure, kind }: Pick<KnownMeasure, 'measure' | 'kind'>): boolean {
  return measure === TRAFFIC && kind === 'counter';
}

function trafficOf(requests: SelectionResult | undefined): TrafficFacts {
  const production = (requests?.groups ?? []).filter(({ key }) => key[1] === 'production');
  const sums = (of: readonly number[]) => {
    const places = production.map((group) => placeOf(group, of));
    return { total: sum(places), unattributed: sum(places.filter(({ item }) => item === '')) };
  };
  const lastDay = sums([1]);
  return lastDay.total > 0 ? { ...lastDay, ofLastDay: true } : { ...sums([0, 1]), ofLastDay: false };
}

function placeOf(group: Group, of: readonly number[]): Place {
  const [item = '', environment = ''] = group.key;
  return { item, environment, n: of.reduce((n, step) => n + amountIn(group, step), 0) };
}

/** A counter's increments, observations, samples of a gauge. */
function amountIn(group: Group, step: number): number {
  switch (group.kind) {
    case 'counter':
      return group.totals[step] ?? 0;
    case 'distribution':
      return observationCount(group.steps[step] ?? { cells: [] });
    case 'gauge':
      return group.steps[step]?.samples ?? 0;
  }
}

function sum(places: readonly { readonly n: number }[]): number {
  return places.reduce((total, { n }) => total + n, 0);
}

async function pricingFacts(
  store: MeasurementStore,
  product: string,
  measures: readonly KnownMeasure[],
  now: number,
): Promise<PricingFacts> {
  const has = (name: string) => measures.some(({ measure }) => measure === name);
  if (!has('tokens_unpriced')) return { priced: 0, unpriced: [], ofLastDay: false };
  const select: Selection[] = [
    { measure: 'tokens_priced', kind: 'counter' },
    { measure: 'tokens_unpriced', kind: 'counter', by: [`label:${MODEL_LABEL}`] },
  ];
  const { selections } = await store.read({ product, ...steps(now), select });
  const [priced, unpriced] = selections.map(({ groups }) => groups);
  const facts = (of: readonly number[]) => ({
    priced: sum((priced ?? []).map((group) => placeOf(group, of))),
    unpriced: (unpriced ?? [])
      .map((group) => ({ model: group.key[0] ?? '', tokens: placeOf(group, of).n }))
      .filter(({ tokens }) => tokens > 0)
      .sort((a, b) => b.tokens - a.tokens),
  });
  const lastDay = facts([1]);
  const isThere = lastDay.priced > 0 || lastDay.unpriced.length > 0;
  return isThere ? { ...lastDay, ofLastDay: true } : { ...facts([0, 1]), ofLastDay: false };
}

/** Both sides by days that end now, so that days on which one of them was away do not make them differ. */
async function comparedTotals(
  store: MeasurementStore,
  product: string,
  measures: readonly KnownMeasure[],
  now: number,
): Promise<readonly ComparedTotals[]> {
  const pairs = measures.flatMap(({ measure, kind, comparedBy }) =>
    kind === 'gauge' ? [] : [...comparedBy].map((source) => ({ measure, kind, source })),
  );
  if (pairs.length === 0) return [];
  const boundaries = Array.from({ length: DAYS + 1 }, (_, day) => now - (DAYS - day) * DAY_MS);
  const select = pairs.flatMap(({ measure, kind, source }): Selection[] => [
    { measure, kind, environments: ['production'] },
    { measure, kind, environments: [COMPARED], where: { source: [source], environment: ['production'] } },
  ]);
  const { selections } = await store.read({
    product,
    from: now - DAYS * DAY_MS,
    to: now,
    boundaries,
    select,
  });
  return pairs.flatMap(({ measure, source }, i) => {
    const daily = [2 * i, 2 * i + 1].map((n) => dailyAmounts(selections[n]));
    const [owned = [], compared = []] = daily;
    const days = owned.flatMap((n, day) => (n > 0 && (compared[day] ?? 0) > 0 ? [day] : []));
    const total = (of: readonly number[]) => days.reduce((all, day) => all + (of[day] ?? 0), 0);
    return days.length === 0
      ? []
      : [{ source, measure, days: days.length, owned: total(owned), compared: total(compared) }];
  });
}

function dailyAmounts(selection: SelectionResult | undefined): readonly number[] {
  return Array.from({ length: DAYS }, (_, day) =>
    (selection?.groups ?? []).reduce((all, group) => all + amountIn(group, day), 0),
  );
}
