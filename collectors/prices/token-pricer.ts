import { addsUp } from '../../core/measure/adds-up.ts';
import { EXCLUDED, MODEL_LABEL, TIER_LABEL } from '../../core/measure/mapping.ts';
import { OVERFLOW_LABELS, type Series, SeriesInterner } from '../../core/measure/series.ts';
import type { CounterPoint, Observation, SourceMonitor } from '../../core/ports.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import type { TokenPrices, TokenUse } from '../../core/price/prices.ts';
import { isTokenMeasure, TOKEN_MEASURES } from '../../core/price/token-measures.ts';
import { type SavedStretches, WatchedTokens } from './watched-tokens.ts';

/** Key of the memory of prices in a source's committed state. */
export const PRICES_KEY = JSON.stringify(['prices']);

/** What is made of tokens. */
export const PRICED = { cost: 'cost_usd', priced: 'tokens_priced', unpriced: 'tokens_unpriced' } as const;

/** What a batch brings, as far as prices look at it. */
export interface TokenBatch {
  readonly counters: readonly CounterPoint[];
  readonly observations: readonly Observation[];
}

/** Tokens without a price, by model; the empty name for those whose model nobody said. */
export type UnpricedTokens = ReadonlyMap<string, number>;

const UNNAMED = 'no model named';

/** Tells of tokens without a price, at their source. */
export function reportUnpriced(monitor: SourceMonitor, source: string, tokens: UnpricedTokens): void {
  for (const [model, n] of tokens) monitor.count(source, 'unpriced', n, model === '' ? UNNAMED : model);
}

interface Saved {
  /** What is still to be taken off the cost of a series, by its id. */
  readonly owed: readonly (readonly [series: string, amount: number])[];
  readonly watched: readonly SavedStretches[];
}

interface Sum {
  readonly series: Series;
  readonly at: number;
  value: number;
}

/**
 * Makes costs of a source's tokens: tokens × price at their time, increment by increment, at intake. What was priced stays as it was:
 * a later price, or a price that somebody adds later, changes nothing of it.
 *
 * A part of the input (cached, written into a cache) or of the output (reasoning) is priced by what it costs more or less than its
 * whole, so that increments may come in any order and in batches of their own. Where a part is told a moment before its whole, what it
 * takes off is owed until the whole is there: a cost never falls.
 */
export class TokenPricer {
  readonly #book: PriceBook;
  readonly #interner = new SeriesInterner({ maxLabelSets: Number.POSITIVE_INFINITY });
  readonly #owed: Map<string, number>;
  readonly #watched: WatchedTokens;
  #changed = false;

  /** @param saved what {@link save} gave */
  constructor(book: PriceBook, saved: string | undefined) {
    const { owed = [], watched = [] } = saved === undefined ? {} : (JSON.parse(saved) as Saved);
    this.#book = book;
    this.#owed = new Map(owed);
    this.#watched = new WatchedTokens(watched);
  }

  /** What the tokens of a batch cost, to be written with them. Batches are priced in the order in which they are committed. */
  price(batch: TokenBatch): TokenBatch & { readonly unpricedTokens: UnpricedTokens } {
    const sums = new Map<string, Sum>();
    const unpricedTokens = new Map<string, number>();
    for (const point of batch.counters) {
      if (isTokenMeasure(point.series.measure)) this.#add(point, sums, unpricedTokens);
    }
    const observations = this.#watched
      .observe(batch.observations)
      .flatMap((one) => Object.values(PRICED).map((measure) => ({ ...one, measure })));
    if (observations.length > 0) this.#changed = true;
    return { counters: this.#settle([...sums.values()]), observations, unpricedTokens };
  }

  /** What to remember; `undefined` when nothing changed since the last time. */
  save(): string | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const saved: Saved = { owed: [...this.#owed], watched: this.#watched.save() };
    return JSON.stringify(saved);
  }

  #add({ series, at, value }: CounterPoint, sums: Map<string, Sum>, unpriced: Map<string, number>): void {
    const model = series.labels[MODEL_LABEL] ?? '';
    const tier = series.labels[TIER_LABEL];
    const prices = this.#book.pricesOf(model, at, tier === undefined ? {} : { tier });
    const type = TOKEN_MEASURES[series.measure];
    if (type === undefined) return;
    const found = differenceOf(type, prices);
    // What costs more than can be added up has no price that could be meant.
    const price = found !== undefined && addsUp(value * found) ? found : undefined;
    if (price !== undefined) this.#sum(sums, series, PRICED.cost, at, value * price);
    if (!isWhole(type)) return;
    this.#sum(sums, series, price === undefined ? PRICED.unpriced : PRICED.priced, at, value);
    if (price === undefined && value > 0 && series.environment !== EXCLUDED) {
      const name = series.labels.overflow === OVERFLOW_LABELS.overflow ? 'overflow' : model;
      unpriced.set(name, (unpriced.get(name) ?? 0) + value);
    }
  }

  #sum(sums: Map<string, Sum>, of: Series, measure: string, at: number, value: number): void {
    const { id: _, ...key } = of;
    const series = this.#interner.intern({ ...key, measure });
    const name = `${at} ${series.id}`;
    const known = sums.get(name);
    if (known === undefined) sums.set(name, { series, at, value });
    else known.value += value;
  }

  #settle(sums: readonly Sum[]): CounterPoint[] {
    return [...sums]
      .sort((a, b) => a.at - b.at)
      .map(({ series, at, value }) => ({ series, at, value: this.#withoutDebt(series, value) }));
  }

  #withoutDebt({ id }: Series, value: number): number {
    const owed = this.#owed.get(id) ?? 0;
    const rest = value - owed;
    if (rest >= 0) {
      if (owed > 0) this.#changed = this.#owed.delete(id);
      return rest;
    }
    this.#owed.set(id, -rest);
    this.#changed = true;
    return 0;
  }
}

function isWhole(type: keyof TokenUse): boolean {
  return type === 'input' || type === 'output';
}

/** What one more token of a type adds to the cost, where the whole that it is a part of is priced beside it. */
function differenceOf(type: keyof TokenUse, prices: TokenPrices | undefined): number | undefined {
  if (prices === undefined) return undefined;
  if (isWhole(type)) return prices[type];
  const whole = type === 'reasoningOutput' ? prices.output : prices.input;
  return whole === undefined ? undefined : (prices[type] ?? whole) - whole;
}
