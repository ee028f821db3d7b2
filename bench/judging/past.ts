import { SeriesInterner } from '../../core/measure/series.ts';
import type { CounterPoint, DistributionPoint, MeasurementStore, Observation } from '../../core/ports.ts';
import { parseCriterion } from '../../core/roadmap/grammar/parse.ts';
import type { GateCriterion, Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { CATALOGUE } from '../../core/signal/catalogue.ts';

export const PRODUCT = 'bench';
const DAY_MS = 86_400_000;
const VERSIONS = ['v1', 'v2', 'v3', 'v4'] as const;
const COUNTERS = {
  requests: 900,
  requests_failed: 2,
  cost_usd: 7.8,
  tokens_priced: 920_000,
  graded: 18,
  graded_correct: 16.5,
  graded_hallucinated: 0.3,
  suggestions_shown: 600,
  suggestions_helpful: 450,
} as const;
/** Ends of latency buckets, s, and what part of the requests lies in each. */
const BUCKETS = [
  [0, 0.5, 0.4],
  [0.5, 1, 0.45],
  [1, 2, 0.145],
  [2, 4, 0.004],
  [4, Number.POSITIVE_INFINITY, 0.001],
] as const;

/** Days a batch. */
const BATCH_DAYS = 4;

const interner = new SeriesInterner({ maxLabelSets: 100 });

function series(item: string, measure: string) {
  return interner.intern({
    product: PRODUCT,
    measure,
    item,
    build: '1.0',
    environment: 'production',
    labels: {},
  });
}

/** Which past there is: so many days up to `until`, a point each `stepMs`. */
export interface Past {
  readonly days: number;
  readonly until: number;
  readonly stepMs: number;
}

/** Fills a store with a past, every point of it watched. */
export async function writePast(store: MeasurementStore, { days, until, stepMs }: Past): Promise<void> {
  for (let day = days; day > 0; day -= BATCH_DAYS) {
    const from = until - day * DAY_MS;
    const to = Math.min(until, from + BATCH_DAYS * DAY_MS);
    const counters: CounterPoint[] = [];
    const distributions: DistributionPoint[] = [];
    const observations: Observation[] = [];
    for (let at = from + stepMs - 1; at < to; at += stepMs) {
      for (const item of VERSIONS) {
        for (const [measure, value] of Object.entries(COUNTERS)) {
          counters.push({ series: series(item, measure), at, value });
          observations.push({
            product: PRODUCT,
            measure,
            item,
            environment: 'production',
            at,
            durationMs: stepMs,
          });
        }
        const cells = BUCKETS.map(([lower, upper, part]) => ({
          lower,
          upper,
          count: part * COUNTERS.requests,
        }));
        distributions.push({ series: series(item, 'request_duration'), at, cells, sum: 700 });
        observations.push({
          product: PRODUCT,
          measure: 'request_duration',
          item,
          environment: 'production',
          at,
          durationMs: stepMs,
        });
      }
    }
    await store.write({ source: 'bench', id: `${from}`, counters, distributions, observations });
  }
  await store.maintain(until, new AbortController().signal);
}

const TEXTS = [
  'accuracy >= 85%',
  'hallucination_rate < 3%',
  'helpful_rate >= 70%',
  'latency_p99 < 2s',
  'latency_p50 < 1s',
  'cost_per_request < $0.01',
  'success_rate >= 99.5%',
  'error_rate < 1% over 14d',
];

/** A roadmap of so many gates of eight criteria, which share four versions' traffic. */
export function roadmapOf(gates: number): Roadmap {
  const items = Array.from({ length: gates }, (_, i): Item => {
    const version = i < VERSIONS.length;
    return {
      id: version ? (VERSIONS[i] as string) : `item-${i}`,
      title: `Item ${i}`,
      track: version ? 'models' : 'features',
      lifecycle: 'live',
      needs: [],
      milestones: [],
      gate: { criteria: TEXTS.map(criterion) },
      experience: [],
    };
  });
  return {
    product: PRODUCT,
    name: 'Bench',
    zone: 'Europe/Berlin',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [],
    signals: CATALOGUE,
    items,
  };
}

function criterion(text: string): GateCriterion {
  const { value } = parseCriterion(text, { currency: 'USD' });
  if (value === undefined) throw new Error(`No criterion: ${text}`);
  return { criterion: value, line: 1 };
}
