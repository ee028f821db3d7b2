import type { PriceTable } from '../../../core/price/price-table.ts';
import type { TokenPrices } from '../../../core/price/prices.ts';
import { hasErrors } from '../../../core/text/problem.ts';
import { readPriceText } from '../../../server/price-file/read-price-text.ts';
import { promised, promisedWords } from '../promises.ts';
import type { FuzzOutcome, FuzzTarget } from '../target.ts';

const OWN = [
  `currency: USD
per: 1000000
zone: America/Los_Angeles
models:
  gpt-5.4:
    - { input: 1.25, cached_input: 0.125, output: 10, note: list price }
    - from: 2026-09-01
      input: 1
      output: 8
      reasoning: 9
      long_context: [{ above: 200000, input: 2 }, { above: 500000, input: 4, output: 12 }]
      batch: { input: 0.5, output: 4 }
  claude-*: { input: 3, cache_write: 3.75, output: 15, priority: { output: 30 } }
`,
  'currency: EUR\nper: 1\nmodels:\n  a: &a { input: 0.000001, from: 2026-03-01T08:00:00Z }\n  b: *a\n',
  JSON.stringify({
    currency: 'USD',
    per: 1_000,
    zone: 'Europe/Berlin',
    models: {
      m: [
        { output: 0.1, flex: { output: 0.05 } },
        { from: '2026-10-25', output: 0.2 },
      ],
    },
  }),
];

const LITELLM = [
  {
    sample_spec: { input_cost_per_token: 'what it is', litellm_provider: 'one of https://example.com' },
    'gpt-5.4': {
      litellm_provider: 'openai',
      input_cost_per_token: 1.25e-6,
      cache_read_input_token_cost: 1.25e-7,
      output_cost_per_token: 1e-5,
      input_cost_per_token_above_200k_tokens: 2.5e-6,
      input_cost_per_token_batches: 6.25e-7,
      output_cost_per_token_above_200k_tokens_priority: 3e-5,
      mode: 'chat',
    },
    'openai/gpt-*': {
      litellm_provider: 'openai',
      input_cost_per_token: 0,
      output_cost_per_reasoning_token: null,
    },
  },
  {
    'image-1': { litellm_provider: 'x', output_cost_per_image: 0.04 },
    odd: { input_cost_per_token: -1 },
    list: [],
  },
].map((table) => JSON.stringify(table, null, 1));

/** Files of prices: our own in YAML and JSON, and LiteLLM's table. */
export const priceTargets: readonly FuzzTarget[] = [
  {
    name: 'prices',
    seeds: OWN,
    words: [
      'models:',
      'long_context: ',
      'from: ',
      '2026-02-30',
      'above: ',
      '- ',
      '{',
      '*a',
      '&a ',
      '"\\n"',
      ': ',
      '|\n',
    ],
    // Of YAML this does nothing.
    json: true,
    take,
  },
  {
    name: 'prices-litellm',
    seeds: LITELLM,
    words: [
      'input_cost_per_token',
      '_above_128k_tokens',
      '_batches',
      '_priority',
      '*',
      '"\\n": ',
      'sample_spec',
      '1e-7',
    ],
    json: true,
    take,
  },
];

/** Every file has an answer: prices that can be counted with, or what is wrong with it and where, in words. */
function take(input: Uint8Array): FuzzOutcome {
  const { table, problems } = readPriceText(input, 'prices.yaml');
  promised((table === undefined) === hasErrors(problems), 'there are prices where nothing is an error');
  const lines = Buffer.from(input).toString('utf8').split('\n').length;
  for (const { line, column, message } of problems) {
    promised(line >= 1 && line <= lines && column >= 1, `a problem is in the file: ${line}:${column}`);
    promisedWords(message);
  }
  if (table === undefined) return 'refused';
  for (const model of table.models) promisedPrices(table, model);
  return problems.length > 0 ? 'in part' : 'taken';
}

function promisedPrices(table: PriceTable, model: string): void {
  const periods = table.of(model)?.periods ?? [];
  promised(periods.length > 0, `a model is found by its name: ${JSON.stringify(model)}`);
  for (const { from, ordinary, tiers } of periods) {
    promised(!Number.isNaN(from), 'a price holds from some time on');
    for (const { prices, longContext } of [ordinary, ...tiers.values()]) {
      for (const some of [prices, ...longContext.map((long) => long.prices)]) promisedAmounts(some);
    }
  }
}

function promisedAmounts(prices: TokenPrices): void {
  const areAmounts = Object.values(prices).every((price) => Number.isFinite(price) && price >= 0);
  promised(areAmounts, `prices are amounts: ${JSON.stringify(prices)}`);
}
