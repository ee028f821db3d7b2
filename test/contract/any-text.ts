import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CounterPoint, MeasurementStore } from '../../core/ports.ts';
import { series } from './history.ts';

/** Everything that means something in line protocol, InfluxQL, SQL or an address, and letters of one to four bytes. */
const MEANINGFUL = [
  ...'\n\r\t"\'`,=\\ %$/;:{}()[]<>|&#*?.-_0aZ',
  'é',
  'Ж',
  '漢',
  '🚦',
  '👩‍🚀',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\u0001',
  '\u007f',
] as const;

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...MEANINGFUL), minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

const AT = Date.UTC(2026, 2, 2);
const DAY = 86_400_000;

/** Whatever text stands in an item, a build, a label's name or its value: it is one series, found by that text and by no other. */
export function anyTextContract(under: {
  readonly name: string;
  readonly runs: number;
  open(): Promise<MeasurementStore>;
}): void {
  describe(`any text in the measurement store ${under.name}`, () => {
    it('is kept for what it is, and changes no write and no question', async () => {
      const store = await under.open();
      const kept: (readonly string[])[] = [];
      try {
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(text, { minLength: 2, maxLength: 12 }), async (texts) => {
            const product = `product-${kept.length}`;
            kept.push(texts);
            await store.write({ source: 'any', id: product, counters: pointsOf(product, texts) });
            await check(store, product, texts);
          }),
          { numRuns: under.runs, seed: 20_261_124 },
        );
        await store.maintain(AT + 60 * DAY, new AbortController().signal);
        for (const [i, texts] of kept.entries()) await check(store, `product-${i}`, texts);
      } finally {
        await store.close();
      }
    });

    it('is kept however long it is', async () => {
      const store = await under.open();
      const texts = ['x'.repeat(66_000), `${'x'.repeat(66_000)}y`, '🚦 '.repeat(9_000), 'short'];
      try {
        await store.write({ source: 'any', id: 'long', counters: pointsOf('product', texts) });
        await check(store, 'product', texts);
        await store.maintain(AT + 60 * DAY, new AbortController().signal);
        await check(store, 'product', texts);
      } finally {
        await store.close();
      }
    });
  });
}

/** One series a text, which stands wherever a text may; each counts for a power of two. */
function pointsOf(product: string, texts: readonly string[]): readonly CounterPoint[] {
  return texts.map((one, i) => ({
    series: series('requests', { product, item: one, build: one, labels: { [one]: one, route: one } }),
    at: AT,
    value: 2 ** i,
  }));
}

async function check(store: MeasurementStore, product: string, texts: readonly string[]): Promise<void> {
  const { selections } = await store.read({
    product,
    from: AT - DAY,
    to: AT + DAY,
    select: [
      { measure: 'requests', kind: 'counter' },
      { measure: 'requests', kind: 'counter', by: ['item', 'build', 'label:route'] },
      ...texts.map((one) => ({
        measure: 'requests',
        kind: 'counter' as const,
        items: [one],
        where: { [one]: [one] },
      })),
    ],
  });
  const [all, split, ...single] = selections.map(({ groups }) =>
    groups.map((group) => [group.key, group.kind === 'counter' ? group.totals[0] : undefined]),
  );
  expect(all).toEqual([[[], 2 ** texts.length - 1]]);
  expect(new Map(split?.map(([key, sum]) => [JSON.stringify(key), sum]))).toEqual(
    new Map(texts.map((one, i) => [JSON.stringify([one, one, one]), 2 ** i])),
  );
  expect(single).toEqual(texts.map((_, i) => [[[], 2 ** i]]));
}
