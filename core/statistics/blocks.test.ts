import { describe, expect, test } from 'vitest';
import { blockInterval, blockRatioInterval } from './blocks.ts';
import { byCluster } from './clusters.ts';
import { studentInterval } from './mean.ts';
import { decreasingRoot, increasingRoot, leastWhole } from './root.ts';

const ONE_SIDED_95 = { level: 0.95, sides: 'one-sided' } as const;

describe('weekly blocks', () => {
  test('are judged as independent values', () => {
    const weeks = [0.011, 0.013, 0.012, 0.014, 0.012];
    expect(blockInterval(weeks, ONE_SIDED_95)).toEqual(studentInterval(weeks, ONE_SIDED_95));
  });

  test('say nothing where there are fewer than four', () => {
    expect(blockInterval([1, 2, 3], ONE_SIDED_95)).toEqual({ lower: -Infinity, upper: Infinity });
  });

  test('of a ratio are the sum over the sum, and do not care how large the weeks are counted', () => {
    const weeks = [
      { numerator: 12, denominator: 1000 },
      { numerator: 30, denominator: 2000 },
      { numerator: 9, denominator: 1000 },
      { numerator: 5, denominator: 500 },
    ];
    const { value, interval } = blockRatioInterval(weeks, ONE_SIDED_95);
    expect(value).toBeCloseTo(56 / 4500, 15);
    // Residuals −0.44, 5.11, −3.44, −1.22 (of 56/4500): Cochran's variance by hand.
    const residuals = weeks.map((week) => week.numerator - (56 / 4500) * week.denominator);
    const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
    const error = Math.sqrt(squares / 3 / 4) / (4500 / 4);
    expect(interval.lower).toBeCloseTo(56 / 4500 - 2.353363434801828 * error, 12);
    expect(interval.upper).toBeCloseTo(56 / 4500 + 2.353363434801828 * error, 12);
    const thousandfold = weeks.map(({ numerator, denominator }) => ({
      numerator: numerator * 1e3,
      denominator: denominator * 1e3,
    }));
    expect(blockRatioInterval(thousandfold, ONE_SIDED_95).interval.lower).toBeCloseTo(interval.lower, 12);
    expect(blockRatioInterval([{ numerator: 0, denominator: 0 }], ONE_SIDED_95).value).toBeUndefined();
  });
});

test('repeats stand together, in the order of their first', () => {
  const values = [
    { cluster: 'a', value: 1 },
    { cluster: 'b', value: 0 },
    { cluster: 'a', value: 0 },
  ];
  expect([...byCluster(values)]).toEqual([
    ['a', [1, 0]],
    ['b', [0]],
  ]);
});

describe('roots', () => {
  test('are found to the last digit, or at the end that is nearer', () => {
    expect(increasingRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
    expect(decreasingRoot((x) => 1e-9 - x, 0, 1)).toBeCloseTo(1e-9, 24);
    expect(increasingRoot((x) => x + 1, 0, 1)).toBeLessThan(1e-50);
    expect(increasingRoot((x) => x - 9, 0, 1)).toBeCloseTo(1, 15);
  });

  test('of whole numbers are the first that holds, or none', () => {
    for (const first of [1, 2, 3, 47, 1000, 99_999])
      expect(leastWhole((n) => n >= first, 1, 1e6)).toBe(first);
    expect(leastWhole((n) => n >= 1e6, 1, 1e6)).toBe(1e6);
    expect(leastWhole(() => false, 1, 1e6)).toBeUndefined();
  });
});
