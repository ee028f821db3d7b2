import { afterAll, describe, expect, test } from 'vitest';
import { clopperPearsonInterval } from '../../core/statistics/clopper-pearson.ts';
import type { Interval } from '../../core/statistics/interval.ts';
import { newcombeInterval } from '../../core/statistics/newcombe.ts';
import { sampleQuantile } from '../../core/statistics/order-statistics.ts';
import { wilsonInterval } from '../../core/statistics/wilson.ts';
import { Corpus } from './corpus.ts';

/** What statsmodels, scipy and R computed: every case that there is, to 1e-9. */
const corpus = new Corpus('statistics');
afterAll(() => corpus.report());

type Ends = [number, number];
interface Golden {
  readonly proportion_ci: readonly {
    successes: number;
    n: number;
    alpha: number;
    wilson: Ends;
    clopper_pearson: Ends;
  }[];
  readonly two_proportion: readonly {
    x1: number;
    n1: number;
    x2: number;
    n2: number;
    newcombe_diff_ci95: Ends;
  }[];
  readonly percentile: readonly { name: string; data: number[]; inverted_cdf: Record<string, number> }[];
}
interface Published {
  readonly cases: readonly { count: number; nobs: number; methods: string[]; low: number[]; upp: number[] }[];
}

const NOTHING: Golden = { proportion_ci: [], two_proportion: [], percentile: [] };
const golden = corpus.present ? corpus.json<Golden>('golden.json') : NOTHING;
const published = corpus.present ? corpus.json<Published>('r_binom_confint.json') : { cases: [] };
const twoSided = (level: number) => ({ level, sides: 'two-sided' }) as const;

function agrees({ lower, upper }: Interval, [low, high]: Ends, tolerance = 1e-9): boolean {
  return corpus.judge(Math.abs(lower - low) <= tolerance && Math.abs(upper - high) <= tolerance);
}

describe('statistics', () => {
  test('shares: Wilson, Clopper and Pearson', () => {
    for (const { successes, n, alpha, wilson, clopper_pearson } of golden.proportion_ci) {
      expect(agrees(wilsonInterval(successes, n, twoSided(1 - alpha)), wilson), `${successes}/${n}`).toBe(
        true,
      );
      const exact = clopperPearsonInterval(successes, n, twoSided(1 - alpha));
      expect(agrees(exact, clopper_pearson), `${successes}/${n}, exact`).toBe(true);
    }
  });

  test('shares as R has them, printed to 7 decimals at least', () => {
    for (const { count, nobs, methods, low, upp } of published.cases) {
      const ends = (method: string): Ends => [low[methods.indexOf(method)]!, upp[methods.indexOf(method)]!];
      expect(agrees(wilsonInterval(count, nobs, twoSided(0.95)), ends('wilson'), 0.51e-7)).toBe(true);
      expect(agrees(clopperPearsonInterval(count, nobs, twoSided(0.95)), ends('exact'), 0.51e-7)).toBe(true);
    }
  });

  test('differences of shares', () => {
    for (const { x1, n1, x2, n2, newcombe_diff_ci95 } of golden.two_proportion) {
      const found = newcombeInterval({ successes: x1, n: n1 }, { successes: x2, n: n2 }, twoSided(0.95));
      expect(agrees(found, newcombe_diff_ci95), `${x1}/${n1} − ${x2}/${n2}`).toBe(true);
    }
  });

  test('quantiles', () => {
    for (const { name, data, inverted_cdf } of golden.percentile) {
      const sorted = [...data].sort((a, b) => a - b);
      for (const [percent, expected] of Object.entries(inverted_cdf)) {
        if (percent === '0') continue;
        expect(
          corpus.judge(sampleQuantile(sorted, Number(percent) / 100) === expected),
          `${name}, ${percent}`,
        ).toBe(true);
      }
    }
  });
});
