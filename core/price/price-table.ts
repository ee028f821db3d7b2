import type { PriceTerms, TokenPrices } from './prices.ts';

/** Prices of calls whose input is longer than so many tokens. They hold for all tokens of such a call. */
export interface LongContext {
  readonly above: number;
  readonly prices: TokenPrices;
}

/** Prices of one kind of service. */
export interface Tariff {
  readonly prices: TokenPrices;
  /** Ascending. */
  readonly longContext: readonly LongContext[];
}

/** What a model costs from an instant on, until the next one. */
export interface PricePeriod {
  /** Unix ms; minus infinity: it always did. */
  readonly from: number;
  readonly ordinary: Tariff;
  /** By the name of the tier; a tier without prices of its own costs what the ordinary service does. */
  readonly tiers: ReadonlyMap<string, Tariff>;
}

/** The prices of a model, or of all models that a pattern matches. */
export interface ModelPrices {
  /** A name; `*` in it stands for any letters, none included. */
  readonly model: string;
  /** Ascending. */
  readonly periods: readonly PricePeriod[];
}

/** Names that were looked up; beyond this many somebody invents them. */
const MAX_KNOWN = 10_000;

interface Pattern {
  readonly matches: (model: string) => boolean;
  readonly prices: ModelPrices;
}

/** A table of prices in one currency, by model and time. */
export class PriceTable {
  readonly currency: string;
  readonly #models: ReadonlyMap<string, ModelPrices>;
  /** The most letters first: the most specific one decides. */
  readonly #patterns: readonly Pattern[];
  readonly #ignoresProvider: boolean;
  #known = new Map<string, ModelPrices | undefined>();

  /** @param options.ignoresProvider `openai/gpt-5.4` is `gpt-5.4`, where there is no price of its own for it */
  constructor(
    currency: string,
    models: readonly ModelPrices[],
    options: { readonly ignoresProvider?: boolean } = {},
  ) {
    this.currency = currency;
    this.#ignoresProvider = options.ignoresProvider ?? false;
    const [patterns, named] = [models.filter(isPattern), models.filter((prices) => !isPattern(prices))];
    this.#models = new Map(named.map((prices) => [prices.model, prices]));
    this.#patterns = patterns
      .toSorted((a, b) => literals(b) - literals(a))
      .map((prices) => ({ prices, matches: matcherOf(prices.model) }));
  }

  /** Names and patterns, as they stand there. */
  get models(): readonly string[] {
    return [...this.#models.keys(), ...this.#patterns.map(({ prices }) => prices.model)];
  }

  get size(): number {
    return this.#models.size + this.#patterns.length;
  }

  /** All that the table says of a model. */
  of(model: string): ModelPrices | undefined {
    if (this.#known.has(model)) return this.#known.get(model);
    const found = this.#find(model);
    if (this.#known.size >= MAX_KNOWN) this.#known = new Map();
    this.#known.set(model, found);
    return found;
  }

  /** What a token of the model costs at `at` (Unix ms); `undefined` when the table does not say. */
  pricesOf(model: string, at: number, { tier, contextTokens = 0 }: PriceTerms = {}): TokenPrices | undefined {
    const period = this.of(model)?.periods.findLast(({ from }) => from <= at);
    if (period === undefined) return undefined;
    const tariff = (tier === undefined ? undefined : period.tiers.get(tier)) ?? period.ordinary;
    return tariff.longContext.findLast(({ above }) => contextTokens > above)?.prices ?? tariff.prices;
  }

  #find(model: string): ModelPrices | undefined {
    const named = this.#models.get(model) ?? this.#patterns.find((one) => one.matches(model))?.prices;
    const slash = model.indexOf('/');
    if (named !== undefined || !this.#ignoresProvider || slash < 0) return named;
    return this.#find(model.slice(slash + 1));
  }
}

function isPattern({ model }: ModelPrices): boolean {
  return model.includes('*');
}

function literals({ model }: ModelPrices): number {
  return model.replaceAll('*', '').length;
}

/** Piece by piece and never back: a pattern of many stars takes no longer than one of few. */
function matcherOf(pattern: string): (model: string) => boolean {
  const [first = '', ...middle] = pattern.split('*');
  const last = middle.pop() ?? '';
  return (model) => {
    if (!model.startsWith(first) || !model.endsWith(last)) return false;
    const end = model.length - last.length;
    let at = first.length;
    for (const piece of middle) {
      const found = model.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}
