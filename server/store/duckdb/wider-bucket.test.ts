import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WIDEST, widerBucket } from './wider-bucket.ts';

it('holds the bucket that it is made from, and is hardly wider', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [lower, upper] = a < b ? [a, b] : [b, a];
      const wider = widerBucket({ lower, upper });
      expect(wider.lower).toBeLessThanOrEqual(lower);
      expect(wider.upper).toBeGreaterThanOrEqual(upper);
      if (lower >= Number.MIN_VALUE * 2 ** 60) expect(wider.lower).toBeGreaterThan(lower * 0.915);
      if (upper <= -Number.MIN_VALUE * 2 ** 60) expect(wider.upper).toBeLessThan(upper * 0.915);
    }),
  );
});

it('leaves its own ends as they are', () => {
  for (const ends of [{ lower: 0, upper: 0.5 }, { lower: -4, upper: 2 ** 0.125 }, WIDEST]) {
    expect(widerBucket(ends)).toEqual(ends);
    expect(widerBucket(widerBucket({ lower: -0.3, upper: 0.3 }))).toEqual(
      widerBucket({ lower: -0.3, upper: 0.3 }),
    );
  }
});

it('makes few out of many', () => {
  const ends = new Set<string>();
  for (let i = 1; i < 5_000; i += 1) {
    const { lower, upper } = widerBucket({ lower: i / 1_000, upper: (i + 1) / 1_000 });
    ends.add(`${lower} ${upper}`);
  }
  expect(ends.size).toBeLessThan(300);
});
