import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './fixtures/golden.json' with { type: 'json' };
import { skewedMeanInterval, studentInterval } from './mean.ts';
import { binomialCumulative, quantileInterval, sampleQuantile } from './order-statistics.ts';
import { normalQuantile, studentQuantile } from './special.ts';
import { wilsonInterval } from './wilson.ts';

const ONE_SIDED_95 = { level: 0.95, sides: 'one-sided' } as const;
const TWO_SIDED_95 = { level: 0.95, sides: 'two-sided' } as const;
const TOLERANCE = 1e-9;

function expectClose(actual: number, expected: number, tolerance = TOLERANCE) {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

/** Some published values are printed to 7 or 8 decimals: then half a unit of the last one. */
function asPrinted(published: number): number {
  const decimals = String(published).split('.')[1]?.length ?? 0;
  return decimals === 0 ? TOLERANCE : Math.max(TOLERANCE, 0.51 * 10 ** -decimals);
}

describe('the Wilson interval', () => {
  test.each([...golden.wilson.statsmodels, ...golden.wilson.r])(
    'of $successes out of $n at alpha $alpha is the published one',
    ({ successes, n, alpha, wilson }) => {
      const interval = wilsonInterval(successes, n, { level: 1 - alpha, sides: 'two-sided' });
      expectClose(interval.lower, wilson[0] as number, asPrinted(wilson[0] as number));
      expectClose(interval.upper, wilson[1] as number, asPrinted(wilson[1] as number));
    },
  );

  test('of 85 out of 100 reaches from 76.7 to 90.7 %', () => {
    const interval = wilsonInterval(85, 100, TWO_SIDED_95);
    expect(interval.lower).toBeCloseTo(0.767, 3);
    expect(interval.upper).toBeCloseTo(0.907, 3);
  });

  test('one-sided at 95 % is two-sided at 90 %', () => {
    expectClose(
      wilsonInterval(85, 100, ONE_SIDED_95).lower,
      wilsonInterval(85, 100, { level: 0.9, sides: 'two-sided' }).lower,
    );
  });

  test('of nothing is everything, and its ends are exact where none or all succeed', () => {
    expect(wilsonInterval(0, 0, ONE_SIDED_95)).toEqual({ lower: 0, upper: 1 });
    expect(wilsonInterval(5e-324, 5e-324, ONE_SIDED_95)).toEqual({ lower: 0, upper: 1 });
    expect(wilsonInterval(0, 1000, ONE_SIDED_95).lower).toBe(0);
    expect(wilsonInterval(1000, 1000, ONE_SIDED_95).upper).toBe(1);
  });

  test('holds its share, stays in 0…1 and narrows with more of the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const few = wilsonInterval(share * n, n, ONE_SIDED_95);
          const many = wilsonInterval(share * n * 4, n * 4, ONE_SIDED_95);
          expect(few.lower).toBeGreaterThanOrEqual(0);
          expect(few.upper).toBeLessThanOrEqual(1);
          expect(few.lower).toBeLessThanOrEqual(share + 1e-12);
          expect(few.upper).toBeGreaterThanOrEqual(share - 1e-12);
          expect(many.upper - many.lower).toBeLessThanOrEqual(few.upper - few.lower + 1e-12);
        },
      ),
      { seed: 11 },
    );
  });
});

// Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.5 (normal) and 26.10 (Student).
test.each([
  [0.95, 1.6448536269514722],
  [0.975, 1.959963984540054],
  [0.995, 2.5758293035489004],
  [0.5, 0],
])('the %s quantile of the normal distribution is %s', (p, expected) => {
  expectClose(normalQuantile(p), expected);
});
test.each([
  [0.95, 1, 6.3137515],
  [0.95, 5, 2.0150484],
  [0.975, 10, 2.2281389],
  [0.95, 30, 1.6972609],
])("the %s quantile of Student's t with %s degrees of freedom is %s", (p, degrees, expected) => {
  expectClose(studentQuantile(p, degrees), expected, 1e-7);
});

describe("Student's interval for a mean", () => {
  test('of five values is mean ± 2.132 standard errors at one-sided 95 %', () => {
    const interval = studentInterval([1, 2, 3, 4, 5], ONE_SIDED_95);
    const half = 2.1318467863 * Math.sqrt(2.5 / 5);
    expectClose(interval.lower, 3 - half, 1e-7);
    expectClose(interval.upper, 3 + half, 1e-7);
  });

  test('knows nothing from one value, and is a point where all are equal', () => {
    expect(studentInterval([4], ONE_SIDED_95)).toEqual({ lower: -Infinity, upper: Infinity });
    expect(studentInterval([4, 4, 4], ONE_SIDED_95)).toEqual({ lower: 4, upper: 4 });
  });
});

describe('the interval of a skewed mean', () => {
  // Hall's transformation by hand: n 5, mean 3, s √6.5, γ = (Σ(x − 3)³ / 5) / s³.
  test('is that whose transformed t is Student’s', () => {
    const values = [1, 1, 2, 4, 7];
    const deviation = Math.sqrt(6.5);
    const skewness = (-8 - 8 - 1 + 1 + 64) / 5 / deviation ** 3;
    const { lower, upper } = skewedMeanInterval(values, ONE_SIDED_95);
    for (const [end, t] of [
      [lower, 2.1318467863],
      [upper, -2.1318467863],
    ] as const) {
      const plain = (Math.sqrt(5) * (3 - end)) / deviation;
      const a = skewness / Math.sqrt(5);
      const transformed = plain + (a * plain ** 2) / 3 + (a ** 2 * plain ** 3) / 27 + a / 6;
      expectClose(transformed, t, 1e-7);
    }
  });

  test('is Student’s where nothing is skewed, mirrored with its values, and a point where all are equal', () => {
    const even = [1, 2, 3, 4, 5];
    expect(skewedMeanInterval(even, ONE_SIDED_95).lower).toBeCloseTo(
      studentInterval(even, ONE_SIDED_95).lower,
      12,
    );
    const { lower, upper } = skewedMeanInterval([1, 1, 2, 4, 7], ONE_SIDED_95);
    const turned = skewedMeanInterval([-1, -1, -2, -4, -7], ONE_SIDED_95);
    expectClose(turned.lower, -upper);
    expectClose(turned.upper, -lower);
    expect(skewedMeanInterval([4, 4, 4], ONE_SIDED_95)).toEqual({ lower: 4, upper: 4 });
  });
});

describe('quantiles of values', () => {
  test.each(golden.percentile)('are those of numpy inverted_cdf', ({ data, inverted_cdf }) => {
    const sorted = [...data].sort((a, b) => a - b);
    for (const [percent, expected] of Object.entries(inverted_cdf)) {
      if (percent !== '0') expect(sampleQuantile(sorted, Number(percent) / 100)).toBe(expected);
    }
  });

  // S. S. Wilks, "Determination of sample sizes for setting tolerance limits", Ann. Math. Statist. 12, 1941: 59 and 299 values.
  test.each([
    [0.95, 59],
    [0.99, 299],
  ])('an upper bound of the %s quantile takes %s values', (q, n) => {
    const values = Array.from({ length: n }, (_, i) => i + 1);
    expect(quantileInterval(values, q, ONE_SIDED_95).upper).toBe(n);
    expect(quantileInterval(values.slice(1), q, ONE_SIDED_95).upper).toBe(Infinity);
  });

  // Hahn and Meeker, Statistical Intervals (1991), table A.15a: the median of 10 lies between the 2nd and the 9th at 95 %.
  test('the median of ten values lies between the second and the ninth', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(quantileInterval(values, 0.5, TWO_SIDED_95)).toEqual({ lower: 2, upper: 9 });
  });

  test('binomial probabilities add up to one, for many as for few', () => {
    for (const [n, p] of [
      [1, 0.3],
      [100, 0.99],
      [20_000, 0.5],
    ] as const) {
      expectClose(binomialCumulative(n, p).at(-1) as number, 1);
    }
  });
});
