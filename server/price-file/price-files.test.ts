import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { priceJsonSchema } from '../../core/price/document.ts';
import { formatProblem } from '../yaml/format-problem.ts';
import { type PriceChange, PriceFiles } from './price-files.ts';
import { readPriceText } from './read-price-text.ts';

const root = resolve(import.meta.dirname, '../..');
const NOW = Date.UTC(2026, 10, 23);

function read(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { table, format, problems } = readPriceText(bytes, 'prices.yaml');
  return { table, format, problems: problems.map(formatProblem) };
}

const HEAD = 'currency: USD\nper: 1000000\nmodels:\n';

describe('a file of prices', () => {
  it('of the example is in order', () => {
    const { table, problems } = read(readFileSync(join(root, 'examples/ticket-routing/prices.yaml')));
    expect(problems).toEqual([]);
    expect(table?.pricesOf('capable-2', NOW)).toEqual({ input: 3e-6, cachedInput: 3e-7, output: 1.5e-5 });
  });

  it.each([
    [
      `${HEAD}  m: { input: 1, ouput: 2 }`,
      'prices.yaml:4:18: error: `ouput` is no key under `models.m`; there are ',
      'Did you mean: output',
    ],
    [
      `${HEAD}  m: { input: 1$ }`,
      'prices.yaml:4:15: error: `1$` was read under `models.m.input`, where a number was expected.',
      '',
    ],
    [
      `${HEAD}  m:\n    - { input: 1 }\n    - { input: 2 }`,
      'prices.yaml:6:7: error: Prices of m must stand in the order of their dates',
      '',
    ],
    [
      `${HEAD}  m: { from: 2026-13-01, input: 1 }`,
      'prices.yaml:4:14: error: `2026-13-01` was read under `models.m.from`',
      'where a date such as',
    ],
    [
      `${HEAD}  m: { note: hm }`,
      'prices.yaml:4:6: error: `models.m` is not right: a price of input or of output is missing.',
      '',
    ],
    [
      `${HEAD}  m: { input: 1 }\n  m: { input: 2 }`,
      'prices.yaml:5:3: error: This is not valid YAML: map keys must be unique.',
      '',
    ],
    ['currency: USD\nmodels: {}', 'prices.yaml:1:1: error: `per` is missing; a number was expected.', ''],
    [
      'currency: dollars\nper: 1\nmodels: {}',
      'prices.yaml:1:11: error: `dollars` was read under `currency`',
      'a currency code such as USD',
    ],
    ['', 'prices.yaml:1:1: error: `currency` is missing', ''],
    ['{"models": 1', 'prices.yaml:1:', 'This is not valid YAML'],
    [
      `${HEAD}  "m\\n\\u001b2":\n    - { input: 1 }\n    - { input: 2 }`,
      'prices.yaml:6:7: error: Prices of m 2 must stand in the order of their dates',
      '',
    ],
    [`a: *${'x'.repeat(2_000)}`, 'prices.yaml:1:', 'x…'],
  ])('%j is told with its place', (text, begin, also) => {
    const { table, problems } = read(text);
    expect(table).toBeUndefined();
    expect(problems.find((problem) => problem.startsWith(begin))).toContain(also);
  });

  it('that is no text, or too much of it, is one sentence', () => {
    expect(read(new Uint8Array([0xff, 0xfe, 0xfd])).problems).toEqual([
      'prices.yaml:1:1: error: The file is not text in UTF-8.',
    ]);
    expect(read(new Uint8Array(17 * 1_048_576)).problems).toEqual([
      expect.stringContaining('prices have at most 16777216'),
    ]);
    expect(read(`# ${'x'.repeat(5e6)}`).problems).toEqual([expect.stringContaining('at most 4194304')]);
  });

  it("may be LiteLLM's JSON, of which an entry that is wrong takes nothing away", () => {
    const entries = {
      a: { input_cost_per_token: 1e-6, litellm_provider: 'openai' },
      b: { input_cost_per_token: -1 },
      'odd\n\u001bname': 1,
    };
    const { table, format, problems } = read(JSON.stringify(entries, null, 1));
    expect(format).toBe('litellm');
    expect(table?.models).toEqual(['a']);
    expect(problems).toEqual([
      'prices.yaml:6:2: warning: b says something under input_cost_per_token that is no price; it counts as unpriced.',
      'prices.yaml:9:2: warning: odd name is no mapping of prices; it counts as unpriced.',
    ]);
  });

  it("reads a table of LiteLLM's size without a pause that anybody sees", () => {
    const entry = {
      input_cost_per_token: 1e-6,
      output_cost_per_token: 2e-6,
      litellm_provider: 'x',
      mode: 'chat',
    };
    const filler = { supports_vision: true, source: 'x'.repeat(400) };
    const text = JSON.stringify(
      Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`m${i}`, { ...entry, ...filler }])),
    );
    const began = process.threadCpuUsage();
    expect(read(text).table?.size).toBe(3_000);
    // The thread's own time: others may have the processor.
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(500);
  });
});

describe('files of prices that are watched', () => {
  let folder: string;
  let files: PriceFiles | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-prices-'));
  });
  afterEach(async () => {
    await files?.close();
    rmSync(folder, { recursive: true });
  });

  const path = () => join(folder, 'prices.yaml');
  const write = (text: string) => {
    writeFileSync(`${path()}.new`, text);
    renameSync(`${path()}.new`, path());
  };

  it('hold from a good edit on; a bad one leaves the last good prices, and says so', async () => {
    write(`${HEAD}  m: { input: 1 }`);
    const changes: PriceChange[] = [];
    files = await PriceFiles.open([path()], {
      debounceMs: 5,
      pollMs: 50,
      onChange: (one) => changes.push(one),
    });
    const book = files.book(() => 'USD');
    expect(book.costOf('m', { input: 1e6 }, NOW).cost).toBe(1);
    write(`${HEAD}  m: { input: 2 }`);
    await vi.waitFor(
      () => expect(changes).toMatchObject([{ file: path(), replaced: true, problems: [] }]),
      30_000,
    );
    expect(book.costOf('m', { input: 1e6 }, NOW).cost).toBe(2);
    write(`${HEAD}  m: { input: two }`);
    await vi.waitFor(
      () => expect(changes[1]).toMatchObject({ replaced: false, problems: [{ line: 4 }] }),
      30_000,
    );
    expect(book.costOf('m', { input: 1e6 }, NOW).cost).toBe(2);
    expect(files.problems()).toHaveLength(1);
    rmSync(path());
    await vi.waitFor(
      () => expect(files?.problems()[0]?.message).toBe('The file of prices is not there.'),
      30_000,
    );
    expect(book.costOf('m', { input: 1e6 }, NOW).cost).toBe(2);
  });

  it('are asked in their order', async () => {
    write(`${HEAD}  m: { input: 1 }`);
    const second = join(folder, 'litellm.json');
    const entries = { m: { input_cost_per_token: 9 }, n: { input_cost_per_token: 9 } };
    writeFileSync(second, JSON.stringify(entries));
    files = await PriceFiles.open([path(), second, join(folder, 'missing.yaml')]);
    const book = files.book(() => 'USD');
    expect([book.pricesOf('m', NOW)?.input, book.pricesOf('n', NOW)?.input]).toEqual([1e-6, 9]);
    expect(files.problems()).toMatchObject([{ message: 'The file of prices is not there.' }]);
  });
});

describe('docs/prices.schema.json', () => {
  const committed = JSON.parse(readFileSync(join(root, 'docs/prices.schema.json'), 'utf8')) as unknown;

  it('is current; server/price-file/write-schema.ts writes it', () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(priceJsonSchema())));
  });

  it('accepts the example, and refuses what the reader refuses', () => {
    const schema = z.fromJSONSchema(committed as Parameters<typeof z.fromJSONSchema>[0]);
    const example = parse(readFileSync(join(root, 'examples/ticket-routing/prices.yaml'), 'utf8')) as object;
    expect(schema.safeParse(example).success).toBe(true);
    expect(schema.safeParse({ ...example, currency: 'dollars' }).success).toBe(false);
    expect(schema.safeParse({ ...example, models: { m: { ouput: 1 } } }).success).toBe(false);
  });

  it('describes every key, for the people who write one', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, { description?: string }> };
      for (const [key, property] of Object.entries(properties)) {
        if (property.description === undefined) undescribed.push(`${at}.${key}`);
      }
      for (const [key, value] of Object.entries(schema)) visit(value, `${at}.${key}`);
    };
    visit(committed, '');
    expect(undescribed).toEqual([]);
  });
});
