import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import { SeriesInterner } from '../../core/measure/series.ts';
import type {
  CounterPoint,
  DistributionPoint,
  GaugePoint,
  MeasurementStore,
  Observation,
} from '../../core/ports.ts';
import type { Criterion, Waiver } from '../../core/roadmap/criterion.ts';
import { parseCriterion } from '../../core/roadmap/grammar/parse.ts';
import type { Item, Lifecycle, Roadmap, SpendLimit, Track } from '../../core/roadmap/roadmap.ts';
import { CATALOGUE, catalogueSignal } from '../../core/signal/catalogue.ts';

/** A small product with a past, for whoever reads and judges it: every hour the same, so that each figure is known beforehand. */

export const PRODUCT = 'routing';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A whole hour. */
export const NOW = Date.UTC(2026, 10, 23, 12);

/** What a version does in each hour. */
export interface Hourly {
  readonly requests: number;
  readonly failed: number;
  readonly cost: number;
  /** Requests under 1 s, from 1 to 2 s, from 2 to 4 s. */
  readonly under1: number;
  readonly under2: number;
  readonly under4: number;
}

export const V2_HOURLY: Hourly = {
  requests: 1000,
  failed: 1,
  cost: 24.6,
  under1: 980,
  under2: 15,
  under4: 5,
};
export const V3_HOURLY: Hourly = { requests: 200, failed: 0, cost: 2.46, under1: 196, under2: 3, under4: 1 };

const interner = new SeriesInterner({ maxLabelSets: 100 });

function series(item: string, measure: string, build = '') {
  return interner.intern({ product: PRODUCT, measure, item, build, environment: 'production', labels: {} });
}

/** Writes hours of a version's traffic in (from, to], each watched throughout. */
export async function writeTraffic(
  store: MeasurementStore,
  item: string,
  build: string,
  hourly: Hourly,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const counters: CounterPoint[] = [];
  const distributions: DistributionPoint[] = [];
  const observations: Observation[] = [];
  for (let at = from + HOUR; at <= to; at += HOUR) {
    // A sample just before the hour, so that a window's end is not a question of taste.
    const seen = at - 1;
    const count = (measure: string, value: number) =>
      counters.push({ series: series(item, measure, build), at: seen, value });
    count('requests', hourly.requests);
    if (hourly.failed > 0) count('requests_failed', hourly.failed);
    count('cost_usd', hourly.cost);
    count('tokens_priced', hourly.requests * 1000);
    distributions.push({
      series: series(item, 'request_duration', build),
      at: seen,
      cells: [
        { lower: 0, upper: 1, count: hourly.under1 },
        { lower: 1, upper: 2, count: hourly.under2 },
        { lower: 2, upper: 4, count: hourly.under4 },
      ],
      sum: hourly.requests * 0.6,
    });
    const measures = [
      'requests',
      'cost_usd',
      'tokens_priced',
      'request_duration',
      ...(hourly.failed > 0 ? ['requests_failed'] : []),
    ];
    for (const measure of measures) {
      observations.push({
        product: PRODUCT,
        measure,
        item,
        environment: 'production',
        at: seen,
        durationMs: HOUR,
      });
    }
  }
  await store.write({
    source: `traffic of ${item}`,
    id: `${build} ${from} ${to}`,
    counters,
    distributions,
    observations,
  });
}

/** Writes hours of a gauge without an item. */
export async function writeGauge(
  store: MeasurementStore,
  measure: string,
  value: number,
  window: { from: number; to: number },
): Promise<void> {
  const gauges: GaugePoint[] = [];
  const observations: Observation[] = [];
  for (let at = window.from + HOUR; at <= window.to; at += HOUR) {
    gauges.push({ series: series('', measure), at: at - 1, value });
    observations.push({
      product: PRODUCT,
      measure,
      item: '',
      environment: 'production',
      at: at - 1,
      durationMs: HOUR,
    });
  }
  await store.write({ source: measure, id: `${window.from}`, gauges, observations });
}

/** A run of golden-set with so many right and wrong answers. */
export function run(
  item: string,
  right: number,
  wrong: number,
  known: Partial<EvaluationRun> = {},
): EvaluationRun {
  const values = [...Array<number>(right).fill(1), ...Array<number>(wrong).fill(0)];
  return {
    id: `${item}-${known.at ?? 0}-${known.dataset ?? ''}`,
    product: PRODUCT,
    item,
    build: '1.0',
    environment: 'ci',
    dataset: 'golden-set',
    revision: 'r3',
    judge: 'exact-match',
    judgeVersion: '1',
    author: 'ci',
    at: NOW - 5 * DAY,
    metrics: { correct: 'outcome' },
    items: values.map((correct, i) => ({ id: `q${i}`, cluster: `q${i}`, values: { correct } })),
    ...known,
  };
}

/** A past: v1 until 61 days ago, v2 for 100 days, v3 for 40; labelled examples; evaluations of v2 and v3. */
export async function writePast(store: MeasurementStore, to: number = NOW): Promise<void> {
  await writeTraffic(store, 'v1', '1.0', V2_HOURLY, { from: NOW - 130 * DAY, to: NOW - 61 * DAY });
  await writeTraffic(store, 'v2', '2.3.1', V2_HOURLY, { from: NOW - 100 * DAY, to });
  await writeTraffic(store, 'v3', '3.0.0', V3_HOURLY, { from: NOW - 40 * DAY, to });
  await writeGauge(store, 'labeled_examples', 5120, { from: NOW - 20 * DAY, to });
  await store.write({
    source: 'evaluations',
    id: 'past',
    evaluations: [run('v2', 1840, 160), run('v3', 1800, 200)],
  });
}

/** An item with the criteria of its gate as texts; a waiver for the first of them. */
export function item(
  id: string,
  lifecycle: Lifecycle,
  criteria: readonly string[] = [],
  more: { track?: Track; waiver?: Waiver; due?: string } = {},
): Item {
  const gate = {
    ...(more.due === undefined ? {} : { due: more.due }),
    criteria: criteria.map((text, i) => ({
      criterion: criterionOf(text, id),
      line: i + 1,
      ...(i === 0 && more.waiver !== undefined ? { waiver: more.waiver } : {}),
    })),
  };
  return {
    id,
    title: `Model ${id}`,
    track: more.track ?? 'models',
    lifecycle,
    needs: [],
    milestones: [],
    experience: [],
    ...(criteria.length === 0 ? {} : { gate }),
  };
}

export function criterionOf(text: string, itemId: string): Criterion {
  const { value, problems } = parseCriterion(text, { currency: 'USD', item: itemId });
  if (value === undefined)
    throw new Error(`${text}: ${problems.map((problem) => problem.message).join(' ')}`);
  return value;
}

export function roadmap(items: readonly Item[], known: Partial<Roadmap> = {}): Roadmap {
  const named = ['latency_p99'].map((name) => [name, catalogueSignal(name)] as const);
  return {
    product: PRODUCT,
    name: 'Ticket routing',
    zone: 'Europe/Berlin',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [] as readonly SpendLimit[],
    signals: { ...CATALOGUE, ...Object.fromEntries(named) } as Roadmap['signals'],
    items,
    ...known,
  };
}
