import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  meanOf,
  mergeDistributions,
  observationCount,
  quantile,
  shareAtOrBelow,
  straddlingBucket,
} from './distribution.ts';

/** What a histogram with these upper bounds keeps of raw values; the last bucket is open. */
function observe(values: readonly number[], bounds: readonly number[]): Distribution {
  const edges = [Number.NEGATIVE_INFINITY, ...bounds, Number.POSITIVE_INFINITY];
  const cells = edges.slice(1).map((upper, i) => {
    const lower = edges[i] as number;
    return { lower, upper, count: values.filter((value) => value > lower && value <= upper).length };
  });
  return { cells, sum: values.reduce((total, value) => total + value, 0) };
}

/** The plain computation on raw values: the smallest one that at least `q` of all do not exceed. */
function plainQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  // The share is compared as a fraction of whole numbers: q has at most three decimals here.
  const thousandths = Math.round(q * 1_000);
  return sorted.find((_, i) => (i + 1) * 1_000 >= thousandths * sorted.length) as number;
}

function plainShare(values: readonly number[], threshold: number): number {
  return values.filter((value) => value <= threshold).length / values.length;
}

const runs = { seed: 20261123, numRuns: 500 };
/** Values and bounds on one coarse grid, so that they often meet exactly. */
const grid = fc.integer({ min: -40, max: 400 }).map((n) => n / 20);
const values = fc.array(grid, { minLength: 1, maxLength: 60 });
const layout = fc.uniqueArray(grid, { minLength: 1, maxLength: 12 }).map((b) => b.sort((x, y) => x - y));
const shares = fc.integer({ min: 1, max: 1_000 }).map((n) => n / 1_000);
const parts = fc.array(fc.record({ values, layout }), { minLength: 1, maxLength: 4 });

function kept(all: readonly { values: number[]; layout: number[] }[]): Distribution {
  return mergeDistributions(all.map((part) => observe(part.values, part.layout)));
}

describe('a quantile', () => {
  it('has bounds that contain the plain computation on raw values, whatever layouts were merged', () => {
    fc.assert(
      fc.property(parts, shares, (all, q) => {
        const truth = plainQuantile(
          all.flatMap((part) => part.values),
          q,
        );
        const reading = quantile(kept(all), q);
        expect(reading?.lower).toBeLessThan(truth);
        expect(reading?.upper).toBeGreaterThanOrEqual(truth);
      }),
      runs,
    );
  });

  it('of one layout has exactly the bucket of the plain computation as its bounds', () => {
    fc.assert(
      fc.property(values, layout, shares, (raw, bounds, q) => {
        const truth = plainQuantile(raw, q);
        const expected = observe([truth], bounds).cells.find((cell) => cell.count === 1);
        const reading = quantile(observe(raw, bounds), q);
        expect([reading?.lower, reading?.upper]).toEqual([expected?.lower, expected?.upper]);
      }),
      runs,
    );
  });

  it('has an estimate inside its bounds that never falls when q rises', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const distribution = kept(all);
        let before = Number.NEGATIVE_INFINITY;
        for (const q of [0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 1]) {
          const reading = quantile(distribution, q);
          const estimate = reading?.estimate as number;
          expect(estimate).toBeGreaterThanOrEqual(reading?.lower as number);
          expect(estimate).toBeLessThanOrEqual(reading?.upper as number);
          expect(estimate).toBeGreaterThanOrEqual(before - 1e-9);
          before = estimate;
        }
      }),
      runs,
    );
  });

  it.each([
    [0.07, 100, 7],
    [0.29, 100, 29],
    [0.57, 1_000, 570],
    [0.99, 1_000_000, 990_000],
    [1, 3, 3],
  ])('%f of %i observations is the one at rank %i', (q, n, rank) => {
    const cells = [
      { lower: 0, upper: 1, count: rank - 1 },
      { lower: 1, upper: 2, count: 1 },
      { lower: 2, upper: 3, count: n - rank },
    ];
    expect(quantile({ cells }, q)).toMatchObject({ lower: 1, upper: 2 });
  });

  it.each([0, -0.1, 1.1, Number.NaN])('is nothing for q = %d', (q) => {
    expect(quantile(observe([1], [1]), q)).toBeUndefined();
  });

  it('is nothing when nothing was observed', () => {
    expect(quantile({ cells: [] }, 0.5)).toBeUndefined();
    expect(quantile({ cells: [{ lower: 0, upper: 1, count: 0 }] }, 0.5)).toBeUndefined();
  });

  it('is drawn at the last finite edge when it lies in the open bucket', () => {
    expect(quantile(observe([0.5, 9], [1]), 0.99)).toEqual({ lower: 1, upper: Infinity, estimate: 1 });
  });
});

describe('the share at or under a threshold', () => {
  it('has bounds that contain the plain computation on raw values', () => {
    fc.assert(
      fc.property(parts, grid, (all, threshold) => {
        const truth = plainShare(
          all.flatMap((part) => part.values),
          threshold,
        );
        const share = shareAtOrBelow(kept(all), threshold);
        expect(share?.lower).toBeLessThanOrEqual(truth);
        expect(share?.upper).toBeGreaterThanOrEqual(truth);
      }),
      runs,
    );
  });

  it('is exactly the plain computation where a bucket of every layout ends at the threshold', () => {
    fc.assert(
      fc.property(parts, grid, (all, threshold) => {
        const withBound = all.map((part) => ({
          ...part,
          layout: [...new Set([...part.layout, threshold])].sort((a, b) => a - b),
        }));
        const truth = plainShare(
          all.flatMap((part) => part.values),
          threshold,
        );
        expect(shareAtOrBelow(kept(withBound), threshold)).toEqual({ lower: truth, upper: truth });
      }),
      runs,
    );
  });

  it('is exact if and only if no populated bucket straddles the threshold', () => {
    fc.assert(
      fc.property(parts, grid, (all, threshold) => {
        const distribution = kept(all);
        const share = shareAtOrBelow(distribution, threshold);
        const straddling = straddlingBucket(distribution, threshold);
        expect(share?.lower === share?.upper).toBe(straddling === undefined);
      }),
      runs,
    );
  });

  it('names the fullest of the buckets that straddle the threshold', () => {
    const distribution = mergeDistributions([observe([1.5], [1, 2]), observe([1.2, 1.3], [0.5, 2.5])]);
    expect(straddlingBucket(distribution, 1.7)).toEqual({ lower: 0.5, upper: 2.5, count: 2 });
  });

  it('is nothing when nothing was observed', () => {
    expect(shareAtOrBelow({ cells: [] }, 1)).toBeUndefined();
  });
});

describe('merging', () => {
  it('gives what one histogram of all the values would have kept', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), layout, (lists, bounds) => {
        const merged = mergeDistributions(lists.map((list) => observe(list, bounds)));
        const whole = observe(lists.flat(), bounds);
        expect(merged.cells).toEqual(whole.cells);
        expect(merged.sum).toBeCloseTo(whole.sum as number, 9);
      }),
      runs,
    );
  });

  it('does not depend on order or grouping', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const each = all.map((part) => observe(part.values, part.layout));
        const [first, ...rest] = each;
        const nested = mergeDistributions([mergeDistributions(rest), first as Distribution]);
        const { cells, sum } = mergeDistributions(each);
        expect(mergeDistributions([...each].reverse()).cells).toEqual(cells);
        expect(nested.cells).toEqual(cells);
        expect(nested.sum).toBeCloseTo(sum as number, 9);
      }),
      runs,
    );
  });

  it('keeps the number of observations', () => {
    fc.assert(
      fc.property(parts, (all) => {
        expect(observationCount(kept(all))).toBe(all.flatMap((part) => part.values).length);
      }),
      runs,
    );
  });

  it('with nothing changes nothing', () => {
    const one = observe([1, 2], [1]);
    expect(mergeDistributions([one, { cells: [], sum: 0 }])).toEqual(one);
    expect(mergeDistributions([])).toEqual({ cells: [], sum: 0 });
  });

  it('has no sum, and so no mean, when a part lacks it', () => {
    const merged = mergeDistributions([observe([1], [1]), { cells: [{ lower: 0, upper: 1, count: 1 }] }]);
    expect(merged.sum).toBeUndefined();
    expect(meanOf(merged)).toBeUndefined();
  });

  it('does not touch its parts', () => {
    const one = observe([1, 2], [1]);
    const before = structuredClone(one);
    mergeDistributions([one, one]);
    expect(one).toEqual(before);
  });
});

describe('the mean', () => {
  it('is the sum by the number of observations', () => {
    expect(meanOf(observe([1, 2, 6], [1]))).toBe(3);
    expect(meanOf({ cells: [], sum: 0 })).toBeUndefined();
  });
});
