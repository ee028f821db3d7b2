import type { MetricMapping } from '../../../core/measure/mapping.ts';
import type { Dimension, MeasurementStore } from '../../../core/ports.ts';
import { renderConfiguration } from '../../../examples/ticket-routing/configuration.ts';
import { METRICS } from '../../../examples/ticket-routing/product/metrics.ts';
import type { Totals } from '../../../examples/ticket-routing/service/totals.ts';
import { parseConfig } from '../../../server/config.ts';
import { SOURCE_TYPES } from '../../../server/source-types.ts';

/** What was counted: by measure, item, build, environment and kept labels. Nothing is left out, but what is zero. */
export interface Books {
  readonly counters: Map<string, number>;
  /** Observations in each bucket, by its upper bound, and their `sum`. */
  readonly histograms: Map<string, Map<string, number>>;
}

/** How the example's metrics become measures; the same however they reach us. */
const MAPPINGS = mappings();

function mappings(): readonly MetricMapping[] {
  const { config } = parseConfig('gateline.yaml', renderConfiguration('scrape'), {
    environment: {},
    sourceTypes: SOURCE_TYPES,
  });
  return (config!.sources[0]!.settings as { metrics: readonly MetricMapping[] }).metrics;
}

const typeOf = ({ metric }: MetricMapping) => METRICS[metric as keyof typeof METRICS].type;
export const COUNTED = MAPPINGS.filter((mapping) => typeOf(mapping) === 'counter');
const OBSERVED = MAPPINGS.filter((mapping) => typeOf(mapping) === 'histogram');
/** The series without a version are the pipeline's. */
const PIPELINE_ITEM = 'data-scale';

/** The truth: sums over the service's lives of what each had counted at its end, by plain addition. */
export function booksOf(lives: readonly Totals[]): Books {
  const books: Books = { counters: new Map(), histograms: new Map() };
  for (const { counters, histograms } of lives) {
    for (const mapping of COUNTED) {
      for (const { labels, value } of counters.filter((total) => speaksOf(mapping, total))) {
        add(books.counters, keyOf(mapping, labels), value);
      }
    }
    for (const mapping of OBSERVED) {
      for (const total of histograms.filter((one) => speaksOf(mapping, one))) {
        const key = keyOf(mapping, total.labels);
        const book = books.histograms.get(key) ?? new Map<string, number>();
        books.histograms.set(key, book);
        addHistogram(book, total);
      }
    }
  }
  return withoutZeros(books);
}

function addHistogram(book: Map<string, number>, { buckets, sum }: Totals['histograms'][number]): void {
  let below = 0;
  // Not by their order in the answer: integer-like keys come first in an object.
  const bounds = Object.entries(buckets).sort(([a], [b]) => boundOf(a) - boundOf(b));
  for (const [bound, count] of bounds) {
    add(book, String(boundOf(bound)), count - below);
    below = count;
  }
  add(book, 'sum', sum);
}

function boundOf(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}

function speaksOf(mapping: MetricMapping, total: { name: string; labels: Readonly<Record<string, string>> }) {
  if (total.name !== mapping.metric) return false;
  return Object.entries(mapping.where ?? {}).every(([label, pattern]) =>
    new RegExp(`^(?:${pattern})$`).test(total.labels[label] ?? ''),
  );
}

function keyOf({ measure, keep = [] }: MetricMapping, labels: Readonly<Record<string, string>>): string {
  const { version = PIPELINE_ITEM, build = '', environment = '' } = labels;
  return JSON.stringify([measure, version, build, environment, ...keep.map((label) => labels[label] ?? '')]);
}

/** Sums of the counters of one version in production, by measure. */
export function totalsOf({ counters }: Books, version: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [key, value] of counters) {
    const [measure = '', item, , environment] = JSON.parse(key) as string[];
    if (item === version && environment === 'production') add(totals, measure, value);
  }
  return totals;
}

/** What a store has of a product in a window. */
export async function booksIn(
  store: MeasurementStore,
  product: string,
  { from, to }: { from: number; to: number },
): Promise<Books> {
  const selections = [...COUNTED, ...OBSERVED].map((mapping) => ({
    measure: mapping.measure,
    kind: typeOf(mapping) === 'counter' ? ('counter' as const) : ('distribution' as const),
    by: [
      'item',
      'build',
      'environment',
      ...(mapping.keep ?? []).map((label): Dimension => `label:${label}`),
    ] satisfies Dimension[],
  }));
  const { selections: answers } = await store.read({ product, from, to, select: selections });
  const books: Books = { counters: new Map(), histograms: new Map() };
  answers.forEach(({ groups }, i) => {
    for (const group of groups) {
      const key = JSON.stringify([selections[i]?.measure, ...group.key]);
      if (group.kind === 'counter') add(books.counters, key, group.totals[0] ?? 0);
      if (group.kind !== 'distribution') continue;
      const book = new Map<string, number>();
      for (const { upper, count } of group.steps[0]?.cells ?? []) add(book, String(upper), count);
      add(book, 'sum', group.steps[0]?.sum ?? 0);
      books.histograms.set(key, book);
    }
  });
  return withoutZeros(books);
}

/** Two books in one. */
export function together(one: Books, other: Books): Books {
  const books: Books = { counters: new Map(one.counters), histograms: new Map() };
  for (const [key, value] of other.counters) add(books.counters, key, value);
  for (const { histograms } of [one, other]) {
    for (const [key, book] of histograms) {
      const sums = new Map(books.histograms.get(key));
      for (const [bound, value] of book) add(sums, bound, value);
      books.histograms.set(key, sums);
    }
  }
  return books;
}

function add(book: Map<string, number>, key: string, amount: number): void {
  book.set(key, (book.get(key) ?? 0) + amount);
}

function withoutZeros({ counters, histograms }: Books): Books {
  const kept = [...histograms].map(([key, book]) => [key, nonZero(book)] as const);
  return { counters: nonZero(counters), histograms: new Map(kept.filter(([, book]) => book.size > 0)) };
}

function nonZero(book: Map<string, number>): Map<string, number> {
  return new Map([...book].filter(([, value]) => value !== 0));
}

/**
 * Where two books differ: to the unit for what counts, to 1e-9 of itself for money and seconds, whose parts are added up in another
 * order. Empty when they agree.
 */
export function differences(actual: Books, truth: Books): string[] {
  const rows = differing('', actual.counters, truth.counters);
  for (const key of new Set([...actual.histograms.keys(), ...truth.histograms.keys()])) {
    const empty = new Map<string, number>();
    rows.push(...differing(key, actual.histograms.get(key) ?? empty, truth.histograms.get(key) ?? empty));
  }
  return rows;
}

/** Where a store has more than there was. */
export function excesses(actual: Books, truth: Books): string[] {
  const rows = excessive('', actual.counters, truth.counters);
  for (const [key, book] of actual.histograms) {
    rows.push(...excessive(key, book, truth.histograms.get(key) ?? new Map()));
  }
  return rows;
}

function excessive(of: string, actual: Map<string, number>, truth: Map<string, number>): string[] {
  return [...actual].flatMap(([key, is]) => {
    const should = truth.get(key) ?? 0;
    return is <= should * (1 + 1e-9) ? [] : [`${of}${key}: ${is}, more than ${should}`];
  });
}

function differing(of: string, actual: Map<string, number>, truth: Map<string, number>): string[] {
  return [...new Set([...actual.keys(), ...truth.keys()])].flatMap((key) => {
    const is = actual.get(key) ?? 0;
    const should = truth.get(key) ?? 0;
    const slack = isFloat(key) ? 1e-9 * Math.abs(should) : 0;
    return Math.abs(is - should) <= slack ? [] : [`${of}${key}: ${is} instead of ${should}`];
  });
}

function isFloat(key: string): boolean {
  return key === 'sum' || key.startsWith('["cost_usd"');
}
