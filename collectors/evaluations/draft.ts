import { createHash } from 'node:crypto';
import type { EvaluationItem, EvaluationMetricKind } from '../../core/measure/evaluation.ts';
import { isOneLine, oneLine } from '../../core/text/one-line.ts';
import { fault } from './fault.ts';
import { LONGEST_ERROR, LONGEST_NAME } from './limits.ts';
import type { ReadingContext } from './reading-context.ts';

/** Right or wrong, as the signal `accuracy` reads it. */
export const CORRECT = 'correct';
/** A score, as the signal `score` reads it. */
export const SCORE = 'score';

/** What an item took; that it is not told is no failure. */
export const FACTS = [
  'latency',
  'time_to_first_token',
  'cost_usd',
  'tokens',
  'tokens_input',
  'tokens_output',
] as const;
export type Fact = (typeof FACTS)[number];
/** What is never right or wrong, also where all its values are 0 or 1. */
const NO_OUTCOMES: ReadonlySet<string> = new Set([...FACTS, SCORE]);

/** What a reader says of one item, or of one repeat of it. */
export interface DraftItem {
  /** Identity in the dataset. An id that was there before is a repeat of that item. */
  readonly id: string;
  /** Items that belong together; absent: repeats of one id do. */
  readonly cluster?: string | undefined;
  /** By metric; `undefined` and what is not finite are no values. */
  readonly values: Readonly<Record<string, number | undefined>>;
  /** Metrics that were asked of it and gave nothing. */
  readonly unscored?: readonly string[] | undefined;
  readonly error?: string | undefined;
}

interface KeptItem {
  readonly id: string;
  readonly cluster: string;
  readonly values: Readonly<Record<string, number>>;
  readonly unscored: readonly string[];
  readonly error: string | undefined;
}

/** The items of one evaluation while its file is read. */
export class EvaluationDraft {
  readonly #context: ReadingContext;
  readonly #items: KeptItem[] = [];
  readonly #repeats = new Map<string, number>();
  /** By metric: whether every value so far was 0 or 1. */
  readonly #metrics = new Map<string, boolean>();

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Whether some item has a value of the metric. */
  has(metric: string): boolean {
    return this.#metrics.has(metric);
  }

  /** Says that a metric belongs to the run, also when no item has a value of it. */
  declare(metric: string): void {
    this.#see(metric, true);
  }

  add({ id: given, cluster, values, unscored = [], error }: DraftItem): void {
    this.#context.countItem();
    const id = shortName(given === '' ? 'item' : given);
    const finite = Object.entries(values).filter(
      (entry): entry is [string, number] => entry[1] !== undefined && Number.isFinite(entry[1]),
    );
    for (const metric of unscored) this.#see(metric, true);
    for (const [metric, value] of finite) this.#see(metric, value === 0 || value === 1);
    this.#items.push({
      id: this.#unused(id),
      cluster: cluster === undefined || cluster === '' ? id : shortName(cluster),
      values: Object.fromEntries(finite),
      unscored,
      error: error === undefined ? undefined : shortError(error),
    });
  }

  /** The items with what was not asked of each, and how each metric is to be read. */
  finish(): {
    readonly metrics: Readonly<Record<string, EvaluationMetricKind>>;
    readonly items: readonly EvaluationItem[];
  } {
    const kinds = [...this.#metrics].map(([metric, plain]): [string, EvaluationMetricKind] => [
      metric,
      plain && !NO_OUTCOMES.has(metric) ? 'outcome' : 'score',
    ]);
    const names = [...this.#metrics.keys()];
    return { metrics: Object.fromEntries(kinds), items: this.#items.map((item) => finished(item, names)) };
  }

  #see(metric: string, plain: boolean): void {
    const before = this.#metrics.get(metric);
    if (before === undefined && this.#metrics.size >= this.#context.limits.metrics) {
      throw fault(`There are more than ${this.#context.limits.metrics} metrics in one run.`);
    }
    this.#metrics.set(metric, plain && before !== false);
  }

  /** `ticket-7`, then `ticket-7#2`. */
  #unused(id: string): string {
    let count = this.#repeats.get(id) ?? 0;
    let name = id;
    do {
      count += 1;
      if (count > 1) name = `${id}#${count}`;
    } while (count > 1 && this.#repeats.has(name));
    this.#repeats.set(id, count);
    if (name !== id) this.#repeats.set(name, 1);
    return name;
  }
}

function finished(
  { id, cluster, values, unscored, error }: KeptItem,
  metrics: readonly string[],
): EvaluationItem {
  const known = { id, cluster, values };
  if (error !== undefined) return { ...known, error };
  const notAsked = metrics.filter((metric) => !Object.hasOwn(values, metric) && !unscored.includes(metric));
  return notAsked.length === 0 ? known : { ...known, notAsked };
}

/**
 * A name that is short and one line; of any other the beginning without what is more than letters, and what tells it from others that
 * begin so.
 */
export function shortName(name: string): string {
  if (name.length <= LONGEST_NAME && isOneLine(name)) return name;
  return `${oneLine(name, LONGEST_NAME - 18)}~${digest(name)}`;
}

/** The first line of an error; traces and bodies may hold what nobody should see. */
function shortError(error: string): string {
  const [first = ''] = error.trim().split(/\r?\n/, 1);
  return oneLine(first, LONGEST_ERROR - 1) || 'it failed';
}

/**
 * An identity for what has no name of its own: it follows from what the item is, so that it is the same in every run, and tells nothing
 * of its content.
 */
export function contentId(...parts: readonly unknown[]): string {
  return digest(JSON.stringify(parts, (_, value: unknown) => sorted(value)) ?? '');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
