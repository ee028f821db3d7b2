import { z } from 'zod';
import { currencyCodes, isCurrency } from '../roadmap/currency.ts';
import { oneLine } from '../text/one-line.ts';
import { beginningOf, writtenTime } from '../time/written-time.ts';
import { isZone } from '../time/zone.ts';
import { type ModelPrices, type PricePeriod, PriceTable, type Tariff } from './price-table.ts';
import type { TokenPrices } from './prices.ts';

/** What a table may be at most. */
export const PRICE_LIMITS = {
  /** Of the file, in bytes; LiteLLM's own has 1.6 MB. */
  bytes: 16 * 1_048_576,
  models: 20_000,
  periods: 500,
  longContexts: 10,
  /** Letters of a model's name. */
  name: 200,
} as const;

/** Beyond any price, and no cost that is made of it is too large to be added up. */
export const MOST_PRICE = 1e12;

const amount = z.number().min(0).max(MOST_PRICE);

const priceFields = {
  input: amount.optional().describe('Input that is neither cached nor written into the cache.'),
  cached_input: amount
    .optional()
    .describe('Input that was read from the cache, a part of the input. Absent: as input.'),
  cache_write: amount
    .optional()
    .describe('Input that was written into the cache, a part of the input. Absent: as input.'),
  output: amount.optional().describe('Output, unless it is reasoning with a price of its own.'),
  reasoning: amount.optional().describe('Reasoning, a part of the output. Absent: as output.'),
};

const longContextField = {
  long_context: z
    .array(
      z.strictObject({
        above: z
          .int()
          .min(1)
          .describe('Calls with more input tokens than these, cached ones included, cost this.'),
        ...priceFields,
      }),
    )
    .min(1)
    .max(PRICE_LIMITS.longContexts)
    .refine(isAscending, { message: 'the thresholds must rise, each from the one before' })
    .optional()
    .describe('What all tokens of a call with a long input cost; what is not named costs as without.'),
};

const tier = z.strictObject({ ...priceFields, ...longContextField });

const instant = writtenTime.describe(
  'The first day, in the zone of the file, or the instant from which the price holds.',
);

const period = z
  .strictObject({
    from: instant.optional(),
    ...priceFields,
    ...longContextField,
    batch: tier
      .optional()
      .describe('Calls that are answered in a batch; what is not named costs as without.'),
    flex: tier.optional().describe('Calls of the provider’s flexible tier.'),
    priority: tier.optional().describe('Calls of the provider’s priority tier.'),
    note: z.string().max(500).optional().describe('Where the price was found, or what else to know.'),
  })
  .refine(({ input, output }) => input !== undefined || output !== undefined, {
    message: 'a price of input or of output is missing',
  })
  .refine(
    ({ input, cached_input, cache_write }) =>
      input !== undefined || (cached_input ?? cache_write) === undefined,
    {
      message: 'cached_input and cache_write are parts of input, which has no price here',
    },
  )
  .refine(({ output, reasoning }) => output !== undefined || reasoning === undefined, {
    message: 'reasoning is a part of output, which has no price here',
  });

const periods = z.array(period).min(1).max(PRICE_LIMITS.periods);

const modelName = z
  .string()
  .min(1)
  .max(PRICE_LIMITS.name)
  .describe('The model as the source names it; `*` stands for any letters.');

/** A file of prices: `prices.yaml`. */
export const priceDocumentSchema = z.strictObject({
  currency: z
    .string()
    .refine(isCurrency, { message: 'expected a currency code such as USD' })
    .describe('ISO code of the currency that the prices are in.'),
  per: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .describe('For how many tokens the prices are: 1000000 where they are written as providers do.'),
  zone: z
    .string()
    .refine(isZone, { message: 'expected a time zone such as America/Los_Angeles' })
    .default('UTC')
    .describe('The time zone in which a price begins on its day. Default UTC.'),
  models: z
    .record(modelName, z.union([period, periods]))
    .refine((models) => Object.keys(models).length <= PRICE_LIMITS.models, {
      message: `expected at most ${PRICE_LIMITS.models} models`,
    })
    .describe('Prices by model: one, or a list with the dates from which each holds.'),
});

export type PriceDocument = z.infer<typeof priceDocumentSchema>;
type Period = z.infer<typeof period>;

/** Something about a document that its schema does not say. */
export interface PriceRemark {
  readonly severity: 'error' | 'warning';
  readonly path: readonly (string | number)[];
  /** One sentence. */
  readonly message: string;
}

/** The table that a document means, and what is wrong or odd with it. With an error among the remarks the table must not be used. */
export function readPriceDocument(document: PriceDocument): {
  readonly table: PriceTable;
  readonly remarks: readonly PriceRemark[];
} {
  const { currency, per, zone, models } = document;
  const remarks: PriceRemark[] = [];
  const read = Object.entries(models).map(([model, written]): ModelPrices => {
    const list = Array.isArray(written) ? written : [written];
    remarks.push(...remarksOn(model, list, Array.isArray(written), document));
    return { model, periods: list.map((one) => periodOf(one, per, zone)) };
  });
  return { table: new PriceTable(currency, read), remarks };
}

/** JSON Schema of a price file, for editors. */
export function priceJsonSchema(): unknown {
  const schema = z.toJSONSchema(priceDocumentSchema, { io: 'input', unrepresentable: 'any' });
  const properties = schema.properties as Record<string, Record<string, unknown>>;
  return {
    ...schema,
    title: 'Gateline prices',
    properties: { ...properties, currency: { ...properties.currency, enum: currencyCodes() } },
  };
}

function periodOf(written: Period, per: number, zone: string): PricePeriod {
  const ordinary = tariffOf(written, per, {});
  const tiers = Object.entries({ batch: written.batch, flex: written.flex, priority: written.priority });
  return {
    from: written.from === undefined ? Number.NEGATIVE_INFINITY : beginningOf(written.from, zone),
    ordinary,
    tiers: new Map(
      tiers.flatMap(([name, own]) =>
        own === undefined ? [] : [[name, tariffOf(own, per, ordinary.prices)] as const],
      ),
    ),
  };
}

function tariffOf(written: z.infer<typeof tier>, per: number, otherwise: TokenPrices): Tariff {
  const prices = { ...otherwise, ...pricesOf(written, per) };
  const longContext = (written.long_context ?? []).map((long) => {
    return { above: long.above, prices: { ...prices, ...pricesOf(long, per) } };
  });
  return { prices, longContext };
}

type WrittenPrices = Omit<z.infer<typeof tier>, 'long_context'>;

function pricesOf(
  { input, cached_input, cache_write, output, reasoning }: WrittenPrices,
  per: number,
): TokenPrices {
  const named = {
    input,
    cachedInput: cached_input,
    cacheWrite: cache_write,
    output,
    reasoningOutput: reasoning,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, price]) => (price === undefined ? [] : [[name, price / per]])),
  );
}

/** Per token, in any currency: beyond these no provider has ever priced. */
const ODD = { least: 1e-12, most: 1 } as const;

function remarksOn(
  model: string,
  list: readonly Period[],
  isList: boolean,
  { per, zone }: PriceDocument,
): PriceRemark[] {
  const remarks: PriceRemark[] = [];
  const name = oneLine(model, PRICE_LIMITS.name);
  const starts = list.map(({ from }) =>
    from === undefined ? Number.NEGATIVE_INFINITY : beginningOf(from, zone),
  );
  for (const [i, { input, output }] of list.entries()) {
    const path = ['models', model, ...(isList ? [i] : [])];
    if (i > 0 && !((starts[i] as number) > (starts[i - 1] as number))) {
      const message = `Prices of ${name} must stand in the order of their dates, and each but the first needs a \`from\` of its own.`;
      remarks.push({ severity: 'error', path, message });
    }
    const odd = [input, output].find((price) => price !== undefined && price > 0 && isOdd(price / per));
    if (odd === undefined) continue;
    const message = `${odd} for ${per} tokens of ${name} is a price that nobody asks; is \`per\` right?`;
    remarks.push({ severity: 'warning', path, message });
  }
  return remarks;
}

function isOdd(perToken: number): boolean {
  return perToken < ODD.least || perToken > ODD.most;
}

function isAscending(steps: readonly { readonly above: number }[]): boolean {
  return steps.every(({ above }, i) => i === 0 || above > (steps[i - 1]?.above ?? 0));
}
