import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const DRAWS = 20_000;

function sample(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, variance };
}

describe('seeded randomness', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const numbers = (seed: string) => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(numbers('demo')).toEqual(numbers('demo'));
    expect(numbers('demo')).not.toEqual(numbers('demo/other'));
  });

  it('is uniform on [0, 1)', () => {
    const random = new Random('uniform');
    const { mean, variance } = sample(() => random.next());
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it.each([0.02, 0.7, 4, 25, 80, 5000])('draws Poisson counts around %d with that variance', (expected) => {
    const random = new Random(`poisson ${expected}`);
    const { mean, variance } = sample(() => random.poisson(expected));
    const deviation = Math.sqrt(expected / DRAWS);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * deviation);
    expect(variance / expected).toBeGreaterThan(0.9);
    expect(variance / expected).toBeLessThan(1.1);
  });

  it.each([
    [40, 0.1],
    [40, 0.94],
    [5000, 0.002],
    [5000, 0.5],
    [1, 0.3],
  ])('draws binomial counts of %d with probability %d', (n, p) => {
    const random = new Random(`binomial ${n} ${p}`);
    const { mean, variance } = sample(() => random.binomial(n, p));
    expect(Math.abs(mean - n * p)).toBeLessThan(4 * Math.sqrt((n * p * (1 - p)) / DRAWS));
    expect(variance / (n * p * (1 - p))).toBeGreaterThan(0.9);
    expect(variance / (n * p * (1 - p))).toBeLessThan(1.1);
  });

  it('draws nothing from nothing and everything from certainty', () => {
    const random = new Random('edges');
    expect([
      random.poisson(0),
      random.binomial(0, 0.5),
      random.binomial(9, 0),
      random.binomial(9, 1),
    ]).toEqual([0, 0, 0, 9]);
  });

  it('splits a whole into parts that add up to it', () => {
    const random = new Random('split');
    for (let n = 0; n < 500; n += 7) {
      const parts = random.split(n, [0.6, 0.3, 0.1]);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(n);
      expect(parts.every((part) => part >= 0)).toBe(true);
    }
  });
});
