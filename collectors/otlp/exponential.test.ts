import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  align,
  downscale,
  type ExponentialCounts,
  exponentialBound,
  exponentialCells,
  fromAligned,
  trimmed,
  widenZero,
} from './exponential.ts';

/** What a histogram of these values looks like, computed from the definition alone. */
function histogramOf(values: readonly number[], scale: number, zeroThreshold = 0): ExponentialCounts {
  const positive = new Map<number, number>();
  const negative = new Map<number, number>();
  let zeroCount = 0;
  for (const value of values) {
    if (Math.abs(value) <= zeroThreshold) zeroCount += 1;
    else count(value > 0 ? positive : negative, indexOf(Math.abs(value), scale));
  }
  return { scale, zeroThreshold, zeroCount, positive: bucketsOf(positive), negative: bucketsOf(negative) };
}

/** The bucket i with baseⁱ < value ≤ baseⁱ⁺¹. */
function indexOf(value: number, scale: number): number {
  let index = Math.ceil(Math.log2(value) * 2 ** scale) - 1;
  while (exponentialBound(scale, index) >= value) index -= 1;
  while (exponentialBound(scale, index + 1) < value) index += 1;
  return index;
}

function count(buckets: Map<number, number>, index: number): void {
  buckets.set(index, (buckets.get(index) ?? 0) + 1);
}

function bucketsOf(buckets: ReadonlyMap<number, number>) {
  if (buckets.size === 0) return { offset: 0, counts: [] };
  const offset = Math.min(...buckets.keys());
  const counts = new Array<number>(Math.max(...buckets.keys()) - offset + 1).fill(0);
  for (const [index, n] of buckets) counts[index - offset] = n;
  return { offset, counts };
}

const value = fc.oneof(
  fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
  fc.double({ min: -1e4, max: -1e-4, noNaN: true }),
  fc.constantFrom(0, 1, 2, 0.5, -1, 1024),
);
const values = fc.array(value, { maxLength: 40 });
const scale = fc.integer({ min: -4, max: 6 });

function total({ zeroCount, positive, negative }: ExponentialCounts): number {
  return [...positive.counts, ...negative.counts].reduce((sum, n) => sum + n, zeroCount);
}

describe('bounds', () => {
  it.each([
    [0, 0, 1],
    [0, 3, 8],
    [0, -2, 0.25],
    [1, 1, Math.SQRT2],
    [-1, 2, 16],
    [20, 2 ** 20, 2],
  ])('at scale %i the bound before bucket %i is %d', (at, index, bound) => {
    expect(exponentialBound(at, index)).toBe(bound);
  });

  it('are the same to the bit at every scale that has them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 19 }), fc.integer({ min: -1000, max: 1000 }), (at, index) => {
        expect(exponentialBound(at + 1, 2 * index)).toBe(exponentialBound(at, index));
      }),
      { seed: 1 },
    );
  });
});

describe('a coarser scale', () => {
  it('holds what a histogram at that scale would have counted', () => {
    fc.assert(
      fc.property(values, scale, fc.integer({ min: 0, max: 8 }), (observed, fine, shift) => {
        const coarse = downscale(histogramOf(observed, fine), fine - shift);
        expect(trimmed(coarse)).toEqual(histogramOf(observed, Math.min(fine, fine - shift)));
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it('may be far coarser than an index has bits', () => {
    const lone = {
      scale: 20,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: { offset: -9, counts: [1] },
      negative: { offset: 9, counts: [1] },
    };
    expect(downscale(lone, -10)).toMatchObject({
      positive: { offset: -1, counts: [1] },
      negative: { offset: 0, counts: [1] },
    });
    expect(downscale(lone, -20)).toMatchObject({
      positive: { offset: -1, counts: [1] },
      negative: { offset: 0, counts: [1] },
    });
  });

  it('is never made finer', () => {
    const histogram = histogramOf([3], 2);
    expect(downscale(histogram, 5)).toBe(histogram);
  });
});

describe('a wider zero bucket', () => {
  it('keeps every observation, and holds all that are inside of it', () => {
    fc.assert(
      fc.property(
        values,
        scale,
        fc.double({ min: 1e-3, max: 100, noNaN: true }),
        (observed, at, threshold) => {
          const wide = widenZero(histogramOf(observed, at), threshold);
          expect(total(wide)).toBe(observed.length);
          expect(wide.zeroThreshold).toBeGreaterThanOrEqual(threshold);
          expect(trimmed(wide)).toEqual(trimmed(histogramOf(observed, at, wide.zeroThreshold)));
        },
      ),
      { seed: 3, numRuns: 400 },
    );
  });

  it('ends with the populated bucket that the threshold falls into, and not later', () => {
    const histogram = histogramOf([3], 0);
    expect(widenZero(histogram, 2.5)).toMatchObject({ zeroThreshold: 4, zeroCount: 1 });
    expect(widenZero(histogram, 1.5)).toMatchObject({ zeroThreshold: 1.5, zeroCount: 0 });
    expect(widenZero(histogram, 2)).toMatchObject({ zeroThreshold: 2, zeroCount: 0 });
  });
});

describe('the difference of two histograms of one stream', () => {
  it('is the histogram of what was observed in between, whatever their scales and zero buckets', () => {
    const threshold = fc.constantFrom(0, 0.01, 0.3, 2);
    fc.assert(
      fc.property(values, values, scale, scale, threshold, threshold, (before, since, a, b, zeroA, zeroB) => {
        const first = histogramOf(before, a, zeroA);
        const second = histogramOf([...before, ...since], b, zeroB);
        const layout = align([first, second]);
        const [from = [], to = []] = layout.values;
        const difference = fromAligned(
          layout,
          to.map((n, i) => n - (from[i] as number)),
        );
        const expected = histogramOf(since, layout.scale, layout.zeroThreshold);
        expect(trimmed(difference)).toEqual(trimmed(expected));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe('cells', () => {
  it('hold each observation between their bounds', () => {
    fc.assert(
      fc.property(values, scale, (observed, at) => {
        const cells = exponentialCells(histogramOf(observed, at), (bound) => bound);
        for (const cell of cells) {
          expect(cell.lower).toBeLessThan(cell.upper);
          const inside = observed.filter((each) =>
            cell.upper <= 0 && cell.lower < -Number.MIN_VALUE
              ? each >= cell.lower && each < cell.upper
              : each > cell.lower && each <= cell.upper,
          );
          expect(cell.count).toBe(inside.length);
        }
        expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(observed.length);
        const uppers = cells.map((cell) => cell.upper);
        expect(uppers).toEqual([...uppers].sort((a, b) => a - b));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('are rescaled with their bounds', () => {
    const cells = exponentialCells(histogramOf([1500, -3, 0.5], 0, 1), (bound) => bound / 1000);
    expect(cells).toEqual([
      { lower: -0.004, upper: -0.002, count: 1 },
      { lower: -0.001, upper: 0.001, count: 1 },
      { lower: 1.024, upper: 2.048, count: 1 },
    ]);
  });

  it('may reach infinity at the end of what a double holds', () => {
    const huge = {
      scale: 0,
      zeroThreshold: 0,
      zeroCount: 2,
      positive: { offset: 1023, counts: [1] },
      negative: { offset: 0, counts: [] },
    };
    expect(exponentialCells(huge, (bound) => bound)).toEqual([
      { lower: -Number.MIN_VALUE, upper: 0, count: 2 },
      { lower: 2 ** 1023, upper: Number.POSITIVE_INFINITY, count: 1 },
    ]);
  });
});
