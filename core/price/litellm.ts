import { z } from 'zod';
import { oneLine } from '../text/one-line.ts';
import { MOST_PRICE, PRICE_LIMITS } from './document.ts';
import { type ModelPrices, PriceTable, type Tariff } from './price-table.ts';
import type { TokenPrices } from './prices.ts';

/** What LiteLLM calls each price. They are US dollars for one token. @see https://docs.litellm.ai/docs/proxy/custom_pricing */
const NAMES: Readonly<Record<string, keyof TokenPrices>> = {
  input_cost_per_token: 'input',
  cache_read_input_token_cost: 'cachedInput',
  cache_creation_input_token_cost: 'cacheWrite',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoningOutput',
};

const TIERS: Readonly<Record<string, string>> = { batches: 'batch', flex: 'flex', priority: 'priority' };

const FIELD = new RegExp(
  `^(${Object.keys(NAMES).join('|')})(?:_above_(\\d+)k_tokens)?(?:_(${Object.keys(TIERS).join('|')}))?$`,
);

/** Prices by the length of the input, as some providers have them instead: a list of `{ range: [above, up to], … }` with the names above. */
const BY_LENGTH = 'tiered_pricing';

/** An entry that explains the others. */
const SAMPLE = 'sample_spec';

const entrySchema = z.record(z.string(), z.unknown());

/** An entry that cannot be used. */
export interface UnreadablePrice {
  readonly model: string;
  readonly message: string;
}

interface Reading {
  readonly ordinary: OpenTariff;
  readonly tiers: Map<string, OpenTariff>;
}

interface OpenTariff {
  prices: TokenPrices;
  /** By threshold. */
  readonly longContext: Map<number, TokenPrices>;
}

/** Whether a value looks like LiteLLM's `model_prices_and_context_window.json`. */
export function isLitellmPrices(value: unknown): value is Readonly<Record<string, unknown>> {
  const entries = entrySchema.safeParse(value);
  if (!entries.success || 'models' in entries.data) return false;
  return Object.values(entries.data).some(
    (entry) =>
      typeof entry === 'object' &&
      entry !== null &&
      ('litellm_provider' in entry || Object.keys(entry).some((key) => FIELD.test(key))),
  );
}

/**
 * LiteLLM's table of prices. It has no dates: its prices hold at all times that are priced while it is in use. Entries without a price
 * per token (images, audio by the second) are known and not priced.
 */
export function readLitellmPrices(value: Readonly<Record<string, unknown>>): {
  readonly table: PriceTable;
  readonly unreadable: readonly UnreadablePrice[];
} {
  const models: ModelPrices[] = [];
  const unreadable: UnreadablePrice[] = [];
  for (const [model, entry] of Object.entries(value)) {
    if (model === SAMPLE) continue;
    const read =
      models.length < PRICE_LIMITS.models ? entryOf(entry) : 'is beyond the most models of a table';
    if (typeof read === 'string')
      unreadable.push({ model, message: `${oneLine(model, PRICE_LIMITS.name)} ${read}.` });
    else models.push({ model, periods: [periodOf(read)] });
  }
  return { table: new PriceTable('USD', models, { ignoresProvider: true }), unreadable };
}

function entryOf(entry: unknown): Reading | string {
  const fields = entrySchema.safeParse(entry);
  if (!fields.success) return 'is no mapping of prices';
  const reading: Reading = { ordinary: openTariff(), tiers: new Map() };
  for (const [key, price] of Object.entries(fields.data)) {
    const [, name = '', thousands, tier] = FIELD.exec(key) ?? [];
    const type = NAMES[name];
    if (type === undefined || price === null || price === undefined) continue;
    if (!isPrice(price)) return `says something under ${key} that is no price`;
    const tariff = tier === undefined ? reading.ordinary : tierOf(reading, TIERS[tier] ?? tier);
    if (thousands === undefined) tariff.prices = { ...tariff.prices, [type]: price };
    else addLong(tariff, Number(thousands) * 1_000, type, price);
  }
  return addByLength(reading, fields.data[BY_LENGTH]) ?? reading;
}

/** @returns what is wrong with it; `undefined` when nothing is */
function addByLength({ ordinary }: Reading, steps: unknown): string | undefined {
  for (const step of Array.isArray(steps) ? steps : []) {
    const read = entrySchema.safeParse(step);
    const [above] = Array.isArray(read.data?.range) ? (read.data.range as readonly unknown[]) : [];
    if (typeof above !== 'number' || !(above >= 0)) return `says under ${BY_LENGTH} not for which lengths`;
    for (const [key, price] of Object.entries(read.data ?? {})) {
      const type = NAMES[key];
      if (type === undefined || price === null || price === undefined) continue;
      if (!isPrice(price)) return `says something under ${BY_LENGTH} that is no price`;
      if (above === 0) ordinary.prices = { [type]: price, ...ordinary.prices };
      else addLong(ordinary, above, type, price);
    }
  }
  return undefined;
}

function isPrice(price: unknown): price is number {
  return typeof price === 'number' && price >= 0 && price <= MOST_PRICE;
}

function periodOf({ ordinary, tiers }: Reading): ModelPrices['periods'][number] {
  const base = closed(ordinary, {});
  return {
    from: Number.NEGATIVE_INFINITY,
    ordinary: base,
    tiers: new Map([...tiers].map(([name, tariff]) => [name, closed(tariff, base.prices)])),
  };
}

function closed({ prices: own, longContext }: OpenTariff, otherwise: TokenPrices): Tariff {
  const prices = { ...otherwise, ...own };
  return {
    prices,
    longContext: [...longContext]
      .sort(([a], [b]) => a - b)
      .map(([above, long]) => ({ above, prices: { ...prices, ...long } })),
  };
}

function openTariff(): OpenTariff {
  return { prices: {}, longContext: new Map() };
}

function tierOf({ tiers }: Reading, name: string): OpenTariff {
  const tariff = tiers.get(name) ?? openTariff();
  tiers.set(name, tariff);
  return tariff;
}

function addLong({ longContext }: OpenTariff, above: number, type: keyof TokenPrices, price: number): void {
  longContext.set(above, { ...longContext.get(above), [type]: price });
}
