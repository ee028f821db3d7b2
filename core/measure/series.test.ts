import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERFLOW_LABELS, parseSeriesId, SeriesInterner, type SeriesKey, seriesId } from './series.ts';

const key: SeriesKey = {
  product: 'ticket-routing',
  measure: 'requests',
  item: 'v2',
  build: '2.3.1',
  environment: 'production',
  labels: {},
};

const runs = { seed: 20261123, numRuns: 500 };
/** Text of any characters, those in pairs of surrogates too. */
const text = fc
  .array(fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10_ffff })), { maxLength: 8 })
  .map((codes) => String.fromCodePoint(...codes));
const keys: fc.Arbitrary<SeriesKey> = fc.record({
  product: text,
  measure: text,
  item: text,
  build: text,
  environment: text,
  labels: fc.dictionary(
    text.filter((name) => name !== '__proto__'),
    text,
    { maxKeys: 4, noNullPrototype: true },
  ),
});

describe('the id of a series', () => {
  it('reads back as the key it was made of', () => {
    fc.assert(
      fc.property(keys, (one) => {
        const id = seriesId(one);
        expect(parseSeriesId(id)).toEqual({ ...one, id });
      }),
      runs,
    );
  });

  it('does not depend on the order of the labels', () => {
    const labels = { b: '1', a: '2', c: '3' };
    const reversed = Object.fromEntries(Object.entries(labels).reverse());
    expect(seriesId({ ...key, labels })).toBe(seriesId({ ...key, labels: reversed }));
  });

  it('cannot be imitated by hostile label texts', () => {
    const hostile = { ...key, labels: { a: '1","b","2' } };
    expect(seriesId(hostile)).not.toBe(seriesId({ ...key, labels: { a: '1', b: '2' } }));
  });
});

describe('an interner', () => {
  it('hands out one object for equal keys', () => {
    const interner = new SeriesInterner({ maxLabelSets: 10 });
    const series = interner.intern({ ...key, labels: { region: 'eu', tier: 'a' } });
    expect(interner.intern({ ...key, labels: { tier: 'a', region: 'eu' } })).toBe(series);
    expect(interner.size).toBe(1);
  });

  it.each([
    [
      'label sets',
      (n: number) => ({ labels: { user: `${n}` } }),
      { build: '2.3.1', environment: 'production' },
    ],
    ['builds', (n: number) => ({ build: `b${n}` }), { item: 'v2', build: '', environment: 'production' }],
    ['items', (n: number) => ({ item: `i${n}` }), { item: '', build: '', environment: 'production' }],
    ['environments', (n: number) => ({ environment: `e${n}` }), { item: '', environment: 'overflow' }],
  ])('sends %s beyond the cap to one overflow series', (_, explode, expected) => {
    const interner = new SeriesInterner({ maxLabelSets: 3 });
    const all = Array.from({ length: 50 }, (_, n) => interner.intern({ ...key, ...explode(n) }));
    expect(new Set(all).size).toBe(4);
    expect(all.at(-1)).toMatchObject({ ...expected, labels: OVERFLOW_LABELS });
    expect(interner.overflowed).toBe(47);
  });

  it('keeps what it knew before the cap was reached', () => {
    const interner = new SeriesInterner({ maxLabelSets: 2 });
    const early = interner.intern({ ...key, labels: { user: 'a' } });
    for (let n = 0; n < 10; n += 1) interner.intern({ ...key, labels: { user: `${n}` } });
    expect(interner.intern({ ...key, labels: { user: 'a' } })).toBe(early);
    expect(interner.overflowed).toBe(9);
  });

  it('never sends what overflows into production when environments explode', () => {
    const interner = new SeriesInterner({ maxLabelSets: 1 });
    interner.intern({ ...key, environment: 'staging' });
    expect(interner.intern(key).environment).toBe('overflow');
  });

  it('stays bounded whatever comes', () => {
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 200 }), fc.integer({ min: 1, max: 3 }), (all, cap) => {
        const interner = new SeriesInterner({ maxLabelSets: cap });
        const fixed = all.map((one) => interner.intern({ ...one, product: 'p', measure: 'm' }));
        expect(interner.size).toBe(new Set(fixed).size);
        expect(interner.size).toBeLessThanOrEqual((cap + 1) ** 4);
      }),
      runs,
    );
  });
});
