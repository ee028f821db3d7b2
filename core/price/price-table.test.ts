import { describe, expect, it } from 'vitest';
import { priceDocumentSchema, readPriceDocument } from './document.ts';
import { readLitellmPrices } from './litellm.ts';
import { priceBook } from './price-book.ts';
import type { PriceTable } from './price-table.ts';

const MARCH = Date.UTC(2026, 2, 1);

function tableOf(models: Record<string, unknown>, more: Record<string, unknown> = {}): PriceTable {
  return readPriceDocument(priceDocumentSchema.parse({ currency: 'USD', per: 1, models, ...more })).table;
}

describe('a table of prices', () => {
  it('is for as many tokens as it says', () => {
    const { table } = readPriceDocument(
      priceDocumentSchema.parse({
        currency: 'USD',
        per: 1_000_000,
        models: { m: { input: 2.5, output: 10 } },
      }),
    );
    expect(table.pricesOf('m', MARCH)).toEqual({ input: 2.5e-6, output: 1e-5 });
  });

  it.each([
    ['gpt-5', 1],
    ['gpt-5-mini', 2],
    ['gpt-5-mini-2026', 2],
    ['gpt-5-nano', 3],
    ['eu.gpt-5-nano', undefined],
    ['claude', undefined],
    ['constructor', undefined],
    ['a-x-b-y-c', 5],
    ['a-b-c', undefined],
    ['acb', undefined],
  ])('prices %s by its name, else by the most specific pattern', (model, input) => {
    const table = tableOf({
      'gpt-5*': { input: 3 },
      'gpt-5-mini*': { input: 2 },
      'gpt-5': { input: 1 },
      'a-*-b-*-c': { input: 5 },
    });
    expect(table.pricesOf(model, MARCH)?.input).toBe(input);
  });

  it('finds a pattern of many stars as quickly as one of few', () => {
    const table = tableOf({ [`${'*a'.repeat(90)}b`]: { input: 1 } });
    const began = process.threadCpuUsage();
    expect(table.pricesOf('a'.repeat(100_000), MARCH)).toBeUndefined();
    // The thread's own time: others may have the processor.
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(200);
  });

  it.each([
    [Date.UTC(2025, 11, 31), 4],
    [Date.UTC(2026, 2, 1, 7, 59, 59), 4],
    [Date.UTC(2026, 2, 1, 8), 2],
    [Date.UTC(2026, 5, 30, 23, 59), 2],
    [Date.UTC(2026, 6, 1), 1],
  ])('holds from a day of its zone, or from an instant: at %s', (at, input) => {
    const periods = [
      { input: 4 },
      { from: '2026-03-01', input: 2 },
      { from: '2026-07-01T02:00:00+02:00', input: 1 },
    ];
    const table = tableOf({ m: periods }, { zone: 'America/Los_Angeles' });
    expect(table.pricesOf('m', at)?.input).toBe(input);
  });

  it('says nothing of the time before its first date', () => {
    expect(tableOf({ m: { from: '2026-03-01', input: 2 } }).pricesOf('m', MARCH - 1)).toBeUndefined();
  });

  it.each([
    [undefined, 0, { input: 4, cachedInput: 1, output: 8 }],
    [undefined, 200_000, { input: 4, cachedInput: 1, output: 8 }],
    [undefined, 200_001, { input: 6, cachedInput: 1, output: 12 }],
    [undefined, 500_000, { input: 9, cachedInput: 1, output: 8 }],
    ['batch', 0, { input: 2, cachedInput: 1, output: 8 }],
    ['priority', 0, { input: 4, cachedInput: 1, output: 8 }],
  ])('tier %s with %s tokens of context', (tier, contextTokens, expected) => {
    const table = tableOf({
      m: {
        input: 4,
        cached_input: 1,
        output: 8,
        batch: { input: 2 },
        long_context: [
          { above: 200_000, input: 6, output: 12 },
          { above: 272_000, input: 9 },
        ],
      },
    });
    const terms = tier === undefined ? { contextTokens } : { tier, contextTokens };
    expect(table.pricesOf('m', MARCH, terms)).toEqual(expected);
  });

  it('does not keep every name that somebody invents', () => {
    const table = tableOf({ m: { input: 1 } });
    for (let i = 0; i < 25_000; i += 1) table.of(`invented ${i}`);
    expect(table.pricesOf('m', MARCH)?.input).toBe(1);
  });
});

describe('a document of prices', () => {
  const remarks = (models: Record<string, unknown>, per = 1_000_000) =>
    readPriceDocument(priceDocumentSchema.parse({ currency: 'USD', per, models })).remarks;

  it.each([
    [
      [{ input: 1 }, { input: 2 }],
      ['models', 'm', 1],
    ],
    [
      [
        { from: '2026-02-01', input: 1 },
        { from: '2026-01-01', input: 2 },
      ],
      ['models', 'm', 1],
    ],
    [
      [
        { from: '2026-02-01', input: 1 },
        { from: '2026-02-01', input: 2 },
      ],
      ['models', 'm', 1],
    ],
  ])('wants its dates in order: %j', (periods, path) => {
    expect(remarks({ m: periods })).toEqual([
      { severity: 'error', path, message: expect.stringContaining('in the order of their dates') },
    ]);
  });

  it('wonders at prices per token that are written for a million, and the other way round', () => {
    expect(remarks({ m: { input: 2.5, output: 10 } }, 1)).toMatchObject([{ severity: 'warning' }]);
    expect(remarks({ m: { input: 2.5e-7, output: 1e-6 } })).toMatchObject([
      { severity: 'warning', path: ['models', 'm'], message: expect.stringContaining('is `per` right?') },
    ]);
    expect(remarks({ free: { input: 0, output: 0 }, dear: { input: 600, output: 2_400 } })).toEqual([]);
  });

  it.each([
    [{}, 'a price of input or of output is missing'],
    [{ output: 1, cached_input: 1 }, 'cached_input and cache_write are parts of input'],
    [{ input: 1, reasoning: 1 }, 'reasoning is a part of output'],
    [{ input: -1 }, '>=0'],
    [{ input: Number.POSITIVE_INFINITY }, 'number'],
    [{ input: 1, from: 'soon' }, 'expected a date'],
    [{ input: 1, from: '2026-02-30' }, 'expected a date'],
    [
      {
        input: 1,
        long_context: [
          { above: 9, input: 1 },
          { above: 9, input: 2 },
        ],
      },
      'the thresholds must rise',
    ],
  ])('refuses %j', (prices, why) => {
    const result = priceDocumentSchema.safeParse({ currency: 'USD', per: 1, models: { m: [prices] } });
    expect(JSON.stringify(result.error?.issues)).toContain(why);
  });
});

describe("LiteLLM's table", () => {
  // Entries of model_prices_and_context_window.json as it was at commit 00035b6 (BerriAI/litellm, MIT), shortened to what has a price.
  const { table, unreadable } = readLitellmPrices({
    sample_spec: { input_cost_per_token: 'a number', litellm_provider: 'one of …' },
    'gpt-5.6-sol': {
      litellm_provider: 'openai',
      mode: 'chat',
      max_input_tokens: 1_050_000,
      input_cost_per_token: 5e-6,
      output_cost_per_token: 3e-5,
      cache_read_input_token_cost: 5e-7,
      cache_creation_input_token_cost: 6.25e-6,
      input_cost_per_token_above_272k_tokens: 1e-5,
      output_cost_per_token_above_272k_tokens: 4.5e-5,
    },
    'gpt-5.6-luna': {
      input_cost_per_token: 1e-6,
      output_cost_per_token: 6e-6,
      cache_read_input_token_cost: 1e-7,
      input_cost_per_token_batches: 5e-7,
      output_cost_per_token_batches: 3e-6,
    },
    'claude-sonnet-4-20250514': {
      litellm_provider: 'anthropic',
      input_cost_per_token: 3e-6,
      output_cost_per_token: 1.5e-5,
      cache_creation_input_token_cost: 3.75e-6,
      cache_creation_input_token_cost_above_1hr: 6e-6,
      cache_read_input_token_cost_above_200k_tokens: 6e-7,
      input_cost_per_token_above_200k_tokens: 6e-6,
    },
    'dashscope/qwen3-max': {
      litellm_provider: 'dashscope',
      tiered_pricing: [
        { range: [0, 32_000], input_cost_per_token: 1.2e-6, output_cost_per_token: 6e-6 },
        { range: [32_000, 128_000], input_cost_per_token: 2.4e-6, output_cost_per_token: 1.2e-5 },
        { range: [128_000, 252_000], input_cost_per_token: 3e-6, output_cost_per_token: 1.5e-5 },
      ],
    },
    'cut short': { tiered_pricing: [{ input_cost_per_token: 1e-6 }] },
    '1024-x-1024/dall-e-2': {
      litellm_provider: 'openai',
      mode: 'image_generation',
      input_cost_per_pixel: 1.9e-8,
    },
    broken: { input_cost_per_token: '5e-06' },
    'also broken': 7,
  });

  it.each([
    ['gpt-5.6-sol', {}, { input: 5e-6, output: 3e-5, cachedInput: 5e-7, cacheWrite: 6.25e-6 }],
    [
      'gpt-5.6-sol',
      { contextTokens: 300_000 },
      { input: 1e-5, output: 4.5e-5, cachedInput: 5e-7, cacheWrite: 6.25e-6 },
    ],
    ['gpt-5.6-luna', { tier: 'batch' }, { input: 5e-7, output: 3e-6, cachedInput: 1e-7 }],
    [
      'claude-sonnet-4-20250514',
      { contextTokens: 200_001 },
      { input: 6e-6, output: 1.5e-5, cachedInput: 6e-7, cacheWrite: 3.75e-6 },
    ],
    ['dashscope/qwen3-max', { contextTokens: 32_000 }, { input: 1.2e-6, output: 6e-6 }],
    ['dashscope/qwen3-max', { contextTokens: 32_001 }, { input: 2.4e-6, output: 1.2e-5 }],
    ['dashscope/qwen3-max', { contextTokens: 200_000 }, { input: 3e-6, output: 1.5e-5 }],
    ['openai/gpt-5.6-luna', {}, { input: 1e-6, output: 6e-6, cachedInput: 1e-7 }],
    ['dall-e-2', {}, undefined],
    ['1024-x-1024/dall-e-2', {}, {}],
    ['sample_spec', {}, undefined],
  ])('%s under %j', (model, terms, expected) => {
    expect(table.pricesOf(model, MARCH, terms)).toEqual(expected);
  });

  it('names what cannot be used, and keeps the rest', () => {
    expect(unreadable).toEqual([
      { model: 'cut short', message: 'cut short says under tiered_pricing not for which lengths.' },
      { model: 'broken', message: 'broken says something under input_cost_per_token that is no price.' },
      { model: 'also broken', message: 'also broken is no mapping of prices.' },
    ]);
    expect(table.size).toBe(5);
  });
});

describe('a book of prices', () => {
  const euros = tableOf({ eurish: { input: 1 } }, { currency: 'EUR' });
  let tables = [tableOf({ m: { from: '2026-03-01', input: 2, output: 4 }, n: { input: 1 } }), euros];
  const book = priceBook(
    () => tables,
    () => 'USD',
  );

  it('prices one call by its tokens, its time and the length of its context', () => {
    const long = [tableOf({ m: { input: 2, long_context: [{ above: 100, input: 4 }] } })];
    const longBook = priceBook(
      () => long,
      () => 'USD',
    );
    expect(longBook.costOf('m', { input: 100 }, MARCH)).toEqual({ cost: 200, priced: 100, unpriced: 0 });
    expect(longBook.costOf('m', { input: 101 }, MARCH)).toEqual({ cost: 404, priced: 101, unpriced: 0 });
    expect(book.costOf('m', { input: 3, output: 1 }, MARCH - 1)).toEqual({ cost: 0, priced: 0, unpriced: 4 });
  });

  it.each([
    ['who', { why: 'unknown-model' }],
    ['m', { why: 'not-yet', from: MARCH }],
    ['eurish', { why: 'other-currency', currency: 'EUR' }],
    ['n', { why: 'not-by-token' }],
  ])('says why %s has no price', (model, expected) => {
    expect(book.whyUnpriced(model, MARCH - 1)).toEqual(expected);
  });

  it('asks the tables in their order, as they are when it is asked', () => {
    expect(book.pricesOf('n', MARCH)).toEqual({ input: 1 });
    tables = [tableOf({ n: { input: 9 } }), ...tables];
    expect(book.pricesOf('n', MARCH)).toEqual({ input: 9 });
  });
});
