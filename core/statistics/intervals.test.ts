import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaCumulative, betaQuantile } from './beta.ts';
import { bettingInterval, bettingIntervalWithin } from './betting.ts';
import { clopperPearsonInterval } from './clopper-pearson.ts';
import golden from './fixtures/intervals.json' with { type: 'json' };
import { type EndLevels, type Interval, mirrored } from './interval.ts';
import { logEvidence, mixtureInterval } from './mixture.ts';
import { newcombeInterval, squareAndAdd } from './newcombe.ts';
import { studentQuantile } from './special.ts';
import { tangoInterval, tangoScore } from './tango.ts';

/** Where each golden value comes from is written in the file itself. */

const TWO_SIDED_95 = { level: 0.95, sides: 'two-sided' } as const;
const ONE_SIDED_95 = { level: 0.95, sides: 'one-sided' } as const;
const twoSided = (alpha: number) => ({ level: 1 - alpha, sides: 'two-sided' }) as const;
const oneSided = (alpha: number) => ({ level: 1 - alpha, sides: 'one-sided' }) as const;

function expectInterval(actual: Interval, expected: readonly number[], tolerance = 1e-9) {
  for (const [i, end] of [actual.lower, actual.upper].entries()) {
    const wanted = expected[i] as number;
    expect(Math.abs(end - wanted), `${end} for ${wanted}`).toBeLessThanOrEqual(tolerance);
  }
}

describe('special functions', () => {
  test.each(golden.beta)(
    'I of $x ($a, $b) is the published one, and its inverse leads back',
    ({ x, a, b, p }) => {
      expect(Math.abs(betaCumulative(x, a, b) - p)).toBeLessThanOrEqual(1e-9);
      if (p > 1e-6 && p < 1 - 1e-6) expect(Math.abs(betaQuantile(p, a, b) - x)).toBeLessThanOrEqual(1e-9);
    },
  );

  test.each(golden.student)("Student's $p quantile of $df degrees is the published one", ({ p, df, t }) => {
    expect(Math.abs(studentQuantile(p, df) - t)).toBeLessThanOrEqual(1e-9 * Math.max(1, t));
    expect(Math.abs(studentQuantile(1 - p, df) + t)).toBeLessThanOrEqual(1e-9 * Math.max(1, t));
  });
});

describe('the interval of Clopper and Pearson', () => {
  test.each(golden.clopper_pearson)(
    'of $successes out of $n at alpha $alpha is the published one',
    ({ successes, n, alpha, clopper_pearson }) => {
      expectInterval(clopperPearsonInterval(successes, n, twoSided(alpha)), clopper_pearson);
    },
  );
  test.each(golden.clopper_pearson_r)('of $successes out of $n is that of R', ({ successes, n, exact }) => {
    // R printed these to 7 or 8 decimals.
    expectInterval(clopperPearsonInterval(successes, n, TWO_SIDED_95), exact, 0.51e-7);
  });

  test('of none out of n is the rule of three, made exact', () => {
    expectInterval(clopperPearsonInterval(0, 1240, ONE_SIDED_95), [0, 1 - 0.05 ** (1 / 1240)]);
    expect(clopperPearsonInterval(0, 0, ONE_SIDED_95)).toEqual({ lower: 0, upper: 1 });
  });
});

describe("Newcombe's method 10", () => {
  test.each(golden.newcombe_table)(
    'of $x1/$n1 − $x2/$n2 is that of his table II',
    ({ x1, n1, x2, n2, interval }) => {
      const found = newcombeInterval({ successes: x1, n: n1 }, { successes: x2, n: n2 }, TWO_SIDED_95);
      expectInterval(found, interval, 0.51e-4);
    },
  );
  test.each(golden.newcombe_statsmodels)(
    'of $x1/$n1 − $x2/$n2 is that of statsmodels',
    ({ x1, n1, x2, n2, interval }) => {
      expectInterval(
        newcombeInterval({ successes: x1, n: n1 }, { successes: x2, n: n2 }, TWO_SIDED_95),
        interval,
      );
    },
  );

  test('turns round with its shares, and knows nothing of nothing', () => {
    const [a, b] = [
      { successes: 45, n: 100 },
      { successes: 61, n: 90 },
    ];
    const { lower, upper } = newcombeInterval(a, b, ONE_SIDED_95);
    expectInterval(newcombeInterval(b, a, ONE_SIDED_95), [-upper, -lower], 1e-15);
    expect(newcombeInterval({ successes: 0, n: 0 }, a, ONE_SIDED_95).lower).toBeLessThan(-0.4);
  });

  test('takes a part of the second share, and leaves open what is open', () => {
    const half = squareAndAdd(
      { value: 0.5, lower: 0.4, upper: 0.6 },
      { value: 0.8, lower: 0.6, upper: 0.9 },
      0.5,
    );
    expectInterval(half, [0.1 - Math.hypot(0.1, 0.05), 0.1 + Math.hypot(0.1, 0.1)], 1e-15);
    const open = squareAndAdd({ value: 1, lower: 0.9, upper: 1 }, { value: 2, lower: 1, upper: Infinity });
    expect(open.lower).toBe(-Infinity);
    expect(open.upper).toBeCloseTo(0, 12);
  });
});

describe("Tango's interval for paired shares", () => {
  test.each(golden.tango_published)(
    'of $gained and $lost out of $n is the published one',
    ({ gained, lost, n, interval }) => {
      expectInterval(tangoInterval({ gained, lost, n }, TWO_SIDED_95), interval, 0.51e-3);
    },
  );
  test.each(golden.tango_mpmath)(
    'of $gained and $lost out of $n at alpha $alpha solves his equation',
    ({ gained, lost, n, alpha, interval }) => {
      expectInterval(tangoInterval({ gained, lost, n }, twoSided(alpha)), interval);
    },
  );

  test('turns round with its pairs, holds its difference, and its score is that of McNemar at no difference', () => {
    const counts = fc.record({ gained: fc.nat(60), lost: fc.nat(60), same: fc.nat(500) });
    fc.assert(
      fc.property(counts, ({ gained, lost, same }) => {
        const n = gained + lost + same;
        fc.pre(n > 0);
        const { lower, upper } = tangoInterval({ gained, lost, n }, ONE_SIDED_95);
        const turned = tangoInterval({ gained: lost, lost: gained, n }, ONE_SIDED_95);
        expectInterval(turned, [-upper, -lower], 1e-12);
        expect(lower).toBeLessThanOrEqual((gained - lost) / n + 1e-12);
        expect(upper).toBeGreaterThanOrEqual((gained - lost) / n - 1e-12);
        if (gained + lost > 0) {
          const mcNemar = (gained - lost) / Math.sqrt(gained + lost);
          expect(tangoScore({ gained, lost, n }, 0)).toBeCloseTo(mcNemar, 9);
        }
      }),
      { seed: 5 },
    );
  });
});

describe('the mixture martingale', () => {
  test.each(golden.mixture)(
    'of $successes out of $n at alpha $alpha rules out what it must',
    ({ successes, n, alpha, interval, log_evidence_90 }) => {
      expectInterval(mixtureInterval(successes, n, oneSided(alpha)), interval);
      const tolerance = 1e-9 * Math.max(1, Math.abs(log_evidence_90));
      expect(Math.abs(logEvidence(successes, n, 0.9) - log_evidence_90)).toBeLessThanOrEqual(tolerance);
    },
  );

  test('is no evidence before the first answer, and at most one where the share is the tested one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (n, p) => {
          expect(logEvidence(0, 0, p)).toBeCloseTo(0, 12);
          expect(logEvidence(n * p, n, p)).toBeLessThanOrEqual(1e-9);
        },
      ),
      { seed: 6 },
    );
  });

  // A martingale: what a bet is expected to be worth after the next answer is what it is worth now.
  test('is fair while the share is the tested one', () => {
    for (const [s, n, p] of [
      [3, 10, 0.3],
      [180, 200, 0.85],
      [0, 7, 0.02],
    ] as const) {
      const after = p * Math.exp(logEvidence(s + 1, n + 1, p)) + (1 - p) * Math.exp(logEvidence(s, n + 1, p));
      expect(after / Math.exp(logEvidence(s, n, p))).toBeCloseTo(1, 9);
    }
  });

  test('has its end above a share exactly when the bet against that share has grown enough', () => {
    const outcomes = fc.integer({ min: 1, max: 3000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.01, max: 0.99, noNaN: true }), ([s, n], p) => {
        const enough = Math.log(20);
        const evidence = logEvidence(s, n, p);
        fc.pre(Math.abs(evidence - enough) > 1e-6);
        const { lower, upper } = mixtureInterval(s, n, ONE_SIDED_95);
        expect(lower > p).toBe(s / n > p && evidence > enough);
        expect(upper < p).toBe(s / n < p && evidence > enough);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('the betting interval', () => {
  test.each(golden.betting.map((one, i) => ({ i, ...one })))(
    'of sample $i is the published one',
    ({ values, interval }) => {
      expectInterval(bettingInterval(values, ONE_SIDED_95), interval);
    },
  );

  test('knows nothing of nothing, is mirrored with its values and moves with their scale', () => {
    expect(bettingInterval([], ONE_SIDED_95)).toEqual({ lower: 0, upper: 1 });
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (some) => {
        const found = bettingInterval(some, ONE_SIDED_95);
        const turned = mirrored(
          bettingInterval(
            some.map((value) => 1 - value),
            ONE_SIDED_95,
          ),
        );
        expectInterval(turned, [found.lower, found.upper], 1e-9);
        const stretched = some.map((value) => 1 + 4 * value);
        const wide = bettingIntervalWithin(stretched, { lower: 1, upper: 5 }, ONE_SIDED_95);
        expectInterval(wide, [1 + 4 * found.lower, 1 + 4 * found.upper], 1e-6);
        const mean = some.reduce((sum, value) => sum + value, 0) / some.length;
        expect(found.lower).toBeLessThanOrEqual(mean + 1e-12);
        expect(found.upper).toBeGreaterThanOrEqual(mean - 1e-12);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  test('is narrow where values hardly vary', () => {
    const steady = Array.from({ length: 200 }, (_, i) => 0.7 + (i % 2) / 100);
    const { lower, upper } = bettingInterval(steady, ONE_SIDED_95);
    expect(upper - lower).toBeLessThan(0.03);
  });
});

test('each end follows its own level', () => {
  const apart: EndLevels = { lower: 0.95, upper: 0.99375 };
  const same = (of: (levels: EndLevels) => Interval) => {
    const { lower, upper } = of(apart);
    expect(lower).toBeCloseTo(of({ lower: 0.95, upper: 0.95 }).lower, 12);
    expect(upper).toBeCloseTo(of({ lower: 0.99375, upper: 0.99375 }).upper, 12);
    expect(upper).toBeGreaterThan(of({ lower: 0.95, upper: 0.95 }).upper);
  };
  same((levels) => clopperPearsonInterval(85, 100, levels));
  same((levels) => newcombeInterval({ successes: 85, n: 100 }, { successes: 80, n: 100 }, levels));
  same((levels) => tangoInterval({ gained: 12, lost: 5, n: 100 }, levels));
  same((levels) => mixtureInterval(185, 200, levels));
  const scores = Array.from({ length: 60 }, (_, i) => ((i * 7) % 10) / 10);
  same((levels) => bettingInterval(scores, levels));
});
