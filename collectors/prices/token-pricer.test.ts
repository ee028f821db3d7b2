import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceDocumentSchema, readPriceDocument } from '../../core/price/document.ts';
import { priceBook } from '../../core/price/price-book.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import { tokenCost } from '../../core/price/prices.ts';
import { IntakeUnderTest, MINUTE, SECOND, T0 } from '../testing/intake-under-test.ts';
import { RecordingStore } from '../testing/recording-store.ts';

const at = (n: number) => T0 + n * 15 * SECOND;

const TYPES = {
  input: 'tokens_input',
  cached: 'tokens_cached_input',
  written: 'tokens_cache_write_input',
  output: 'tokens_output',
  reasoning: 'tokens_reasoning_output',
} as const;

const MAPPING = {
  metrics: Object.entries(TYPES).map(([type, measure]) => ({
    metric: 'tokens_total',
    measure,
    where: { type },
  })),
  pricing: { model: { label: 'model' }, tier: { label: 'tier' } },
};

function table(models: Record<string, unknown>): PriceTable {
  return readPriceDocument(priceDocumentSchema.parse({ currency: 'USD', per: 1, models })).table;
}

const PRICES = { input: 4, cached_input: 1, cache_write: 5, output: 10, reasoning: 12 };

type Counts = Readonly<Record<string, number>>;

/** Running totals by type of one model. */
function tokens(counts: Counts, labels = 'model="m"'): string {
  const lines = Object.entries(counts).map(([type, n]) => `tokens_total{${labels},type="${type}"} ${n}\n`);
  return lines.join('');
}

function priced(models: Record<string, unknown> = { m: PRICES }, store = new RecordingStore()) {
  const tables = [table(models)];
  const book = priceBook(
    () => tables,
    () => 'USD',
  );
  const source = new IntakeUnderTest(MAPPING, {}, store, book);
  const feed = (n: number, ...bodies: string[]) =>
    source.feed(at(n), `# TYPE tokens_total counter\n${bodies.join('')}`);
  return { source, store, feed, tables };
}

describe('what tokens cost', () => {
  it('is not known where nobody could add it up, and the rest of the batch is written', async () => {
    const { store, feed } = priced({ m: PRICES, mad: { input: 1e9, output: 1e9 } });
    const both = (m: number, mad: number) =>
      `${tokens({ input: m, output: 0 })}${tokens({ input: mad, output: 0 }, 'model="mad"')}`;
    await feed(0, both(0, 0));
    await feed(1, both(10, 1e25));
    expect(store.total('cost_usd')).toBe(40);
    expect(store.total('tokens_unpriced')).toBe(1e25);
  });

  it('is priced when they are counted, each type by its own price', async () => {
    const { store, feed } = priced();
    await feed(0, tokens({ input: 0, cached: 0, written: 0, output: 0, reasoning: 0 }));
    await feed(1, tokens({ input: 100, cached: 30, written: 10, output: 20, reasoning: 5 }));
    expect(store.total('cost_usd')).toBe(60 * 4 + 30 * 1 + 10 * 5 + 15 * 10 + 5 * 12);
    expect(store.total('tokens_priced')).toBe(120);
    expect(store.total('tokens_unpriced')).toBe(0);
    expect(store.counters('cost_usd').at(-1)).toMatchObject({
      at: at(1),
      series: { item: 'v1', environment: 'production', labels: { model: 'm' } },
    });
  });

  it('is that of its time: a later price changes nothing of what was priced', async () => {
    const { store, feed, tables } = priced({ m: { input: 1 } });
    await feed(0, tokens({ input: 0 }));
    await feed(1, tokens({ input: 10 }));
    tables[0] = table({ m: { input: 3 } });
    await feed(2, tokens({ input: 20 }));
    expect(store.counters('cost_usd').map(({ value }) => value)).toEqual([0, 10, 30]);
  });

  it('is that of the date of the sample, also where it is filled in later', async () => {
    const day = (n: number) => new Date(at(n)).toISOString();
    const { source, store, feed } = priced({ m: [{ input: 1 }, { from: day(2), input: 3 }] });
    source.now = at(9);
    for (const n of [0, 1, 2, 3]) await feed(n, tokens({ input: n * 10 }));
    expect(store.counters('cost_usd').map(({ value }) => value)).toEqual([0, 10, 30, 30]);
  });

  it('depends on the tier', async () => {
    const { store, feed } = priced({ m: { input: 4, batch: { input: 2 } } });
    const body = (n: number) => tokens({ input: n }, 'model="m",tier="batch"') + tokens({ input: n });
    await feed(0, body(0));
    await feed(1, body(10));
    expect(store.total('cost_usd', { labels: { tier: 'batch' } })).toBe(20);
    expect(store.total('cost_usd')).toBe(60);
  });

  it('is not known for a model without a price: its tokens are counted as unpriced, and it is named', async () => {
    const { source, store, feed } = priced({ m: { input: 4 } });
    const body = (n: number) =>
      tokens({ input: n, output: n }) +
      tokens({ input: n, cached: n }, 'model="other"') +
      `tokens_total{type="input"} ${n}\n`;
    await feed(0, body(0));
    await feed(1, body(10));
    expect(store.total('tokens_priced')).toBe(10);
    expect(store.total('tokens_unpriced')).toBe(30);
    expect(store.total('tokens_unpriced', { labels: { model: 'other' } })).toBe(10);
    expect(store.total('cost_usd')).toBe(40);
    expect(source.monitor.counts).toMatchObject({
      unpriced: 30,
      'unpriced: m': 10,
      'unpriced: other': 10,
      'unpriced: no model named': 10,
    });
  });

  it('never falls, when a part is told before its whole, and is right in the end', async () => {
    const { source, store, feed } = priced({ m: { input: 4, cached_input: 1 } });
    await feed(0, tokens({ input: 0, cached: 0 }));
    await feed(1, tokens({ input: 0, cached: 10 }));
    expect(store.total('cost_usd')).toBe(0);
    source.restart();
    await feed(2, tokens({ input: 8, cached: 10 }));
    expect(store.total('cost_usd')).toBe(2);
    await feed(3, tokens({ input: 20, cached: 10 }));
    expect(store.total('cost_usd')).toBe(10 * 4 + 10 * 1);
  });

  it('is what plain arithmetic over all tokens gives, in whatever steps they come, through restarts and lost answers', async () => {
    const step = fc.record({
      fresh: fc.nat(50),
      cached: fc.nat(50),
      written: fc.nat(20),
      plain: fc.nat(50),
      reasoning: fc.nat(50),
      what: fc.constantFrom('nothing', 'restart', 'lose the answer', 'refuse'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { source, store, feed } = priced();
        const totals = { input: 0, cached: 0, written: 0, output: 0, reasoning: 0 };
        await feed(0, tokens(totals));
        for (const [i, { fresh, cached, written, plain, reasoning, what }] of steps.entries()) {
          totals.input += fresh + cached + written;
          totals.cached += cached;
          totals.written += written;
          totals.output += plain + reasoning;
          totals.reasoning += reasoning;
          if (what === 'restart') source.restart();
          if (what === 'lose the answer' || what === 'refuse') store.trouble.push(what);
          await feed(i + 1, tokens(totals)).catch(() => undefined);
        }
        await feed(steps.length + 1, tokens(totals));
        const {
          input,
          cached: cachedInput,
          written: cacheWrite,
          output,
          reasoning: reasoningOutput,
        } = totals;
        const expected = tokenCost(
          { input, cachedInput, cacheWrite, output, reasoningOutput },
          { input: 4, cachedInput: 1, cacheWrite: 5, output: 10, reasoningOutput: 12 },
        );
        expect(store.total('cost_usd')).toBe(expected.cost);
        expect(store.total('tokens_priced')).toBe(expected.priced);
      }),
      { seed: 17, numRuns: 60 },
    );
  });
});

describe('what costs are watched for', () => {
  it('is when the tokens are, of every item', async () => {
    const { store, feed } = priced();
    for (let n = 0; n < 4; n += 1) await feed(n, tokens({ input: n, output: n }));
    for (const measure of ['cost_usd', 'tokens_priced', 'tokens_unpriced', 'tokens_input']) {
      expect(store.observedMs(measure, 'v1')).toBe(45 * SECOND);
    }
  });

  it('is not while one side of the tokens cannot be used', async () => {
    const { source, store, feed } = priced();
    const body = (n: number) => tokens({ input: n, output: n });
    await feed(0, body(0));
    await feed(1, body(1));
    await source.feed(
      at(2),
      `# TYPE tokens_total counter\n${tokens({ input: 2 })}${tokens({ output: Number.NaN })}`,
    );
    await feed(3, body(3));
    expect(store.observedMs('tokens_input', 'v1')).toBe(45 * SECOND);
    expect(store.observedMs('tokens_output', 'v1')).toBe(30 * SECOND);
    expect(store.observedMs('cost_usd', 'v1')).toBe(30 * SECOND);
  });
});

it('a source that is not priced has no costs', async () => {
  const store = new RecordingStore();
  const { pricing: _, ...mapping } = MAPPING;
  const source = new IntakeUnderTest(mapping, {}, store);
  await source.feed(T0, `# TYPE tokens_total counter\n${tokens({ input: 1 })}`);
  await source.feed(T0 + MINUTE, `# TYPE tokens_total counter\n${tokens({ input: 9 })}`);
  expect(store.counters('cost_usd')).toEqual([]);
  expect(store.total('tokens_input')).toBe(8);
});
