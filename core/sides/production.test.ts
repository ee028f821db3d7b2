import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newcombeInterval } from '../statistics/newcombe.ts';
import { betterSide } from './difference.ts';
import { compareProduction } from './production.ts';
import { type BlockFakes, DAY_MS, productionSide, signalCalled } from './testing/sides.ts';

const ERRORS = signalCalled('error_rate');
const P99 = signalCalled('latency_p99');
const COST = signalCalled('cost_per_request');

function errors(failed: readonly number[], requests = 10_000): BlockFakes {
  return { requests: failed.map(() => requests), requests_failed: failed };
}

/** Latencies of a block under 1 s, from 1 to 2 s, and above. */
function latencies(...blocks: readonly (readonly [number, number, number])[]): BlockFakes {
  return {
    request_duration: blocks.map(([fast, slow, slower]) => [
      { lower: 0, upper: 1, count: fast },
      { lower: 1, upper: 2, count: slow },
      { lower: 2, upper: Number.POSITIVE_INFINITY, count: slower },
    ]),
  };
}

function compared(signal: typeof ERRORS, a: BlockFakes, b: BlockFakes, about = {}) {
  return compareProduction(
    signal,
    productionSide(signal, 'v2', a, about),
    productionSide(signal, 'v3', b, about),
  );
}

describe('a share of production', () => {
  test('differs by more than noise where its weeks differ alike', () => {
    const both = compared(ERRORS, errors([90, 110, 100, 95]), errors([190, 212, 199, 193]));
    const { a, b, difference } = both;
    expect([a?.value, b?.value]).toEqual([0.009875, 0.01985]);
    expect(difference).toMatchObject({
      paired: true,
      method: 'paired-blocks',
      n: 4,
      confidence: 0.95,
      moreThanNoise: 'yes',
    });
    expect(difference?.difference).toBeCloseTo(0.009975, 12);
    expect(betterSide(both, ERRORS)).toBe('a');
  });

  test('does not where weeks differ among themselves as much', () => {
    const both = compared(ERRORS, errors([50, 250, 60, 120]), errors([300, 20, 190, 100]));
    expect(both.difference?.moreThanNoise).toBe('no');
    expect(betterSide(both, ERRORS)).toBeUndefined();
  });

  test('is never surer than if its requests were drawn by chance', () => {
    const { difference } = compared(ERRORS, errors([0, 0, 0, 0], 100), errors([1, 1, 1, 1], 100));
    const drawn = newcombeInterval(
      { successes: 4, n: 400 },
      { successes: 0, n: 400 },
      { level: 0.95, sides: 'two-sided' },
    );
    expect(difference).toMatchObject({ ...drawn, moreThanNoise: 'no' });
  });

  test('over two times is out of the weeks of each', () => {
    const a = productionSide(ERRORS, 'v2', errors([90, 110, 100, 95]));
    const b = productionSide(ERRORS, 'v2', errors([190, 212, 199, 193]), { from: 28 * DAY_MS });
    expect(compareProduction(ERRORS, a, b).difference).toMatchObject({
      paired: false,
      method: 'blocks',
      moreThanNoise: 'yes',
    });
  });

  test('of few days, of few requests, or watched too seldom is shown, and nobody says what is noise', () => {
    const few = compared(ERRORS, errors([90]), errors([900]), { days: 11 });
    expect(few.difference).toMatchObject({ moreThanNoise: 'cannot-say', unsure: 'few-days' });
    expect(few.difference?.difference).toBeCloseTo(0.081, 12);
    const sparse = compared(ERRORS, errors([9, 9, 9, 9], 40), errors([0, 0, 0, 0], 40));
    expect(sparse.difference).toMatchObject({ moreThanNoise: 'cannot-say', unsure: 'too-few' });
    const blind = compared(ERRORS, errors([9, 9, 9, 9]), errors([900, 900, 900, 900]), { watched: 0.8 });
    expect(blind.difference).toMatchObject({ moreThanNoise: 'cannot-say', unsure: 'coverage' });
  });

  test('that a side lacks is not compared', () => {
    const { difference, notComparable } = compared(ERRORS, errors([1, 1, 1, 1]), {});
    expect([difference, notComparable]).toEqual([undefined, 'no-data-b']);
    expect(compared(ERRORS, {}, {}).notComparable).toBe('no-data-a');
  });
});

describe('graded answers', () => {
  test('are a sample of each side: Newcombe, of a few days too', () => {
    const signal = signalCalled('accuracy');
    const graded = (right: number, n: number) => ({
      graded: [n],
      graded_correct: [right],
      requests: [90_000],
    });
    const { difference } = compared(signal, graded(450, 500), graded(470, 500), { days: 7 });
    const interval = newcombeInterval(
      { successes: 470, n: 500 },
      { successes: 450, n: 500 },
      { level: 0.95, sides: 'two-sided' },
    );
    expect(difference).toMatchObject({
      ...interval,
      method: 'newcombe',
      paired: false,
      moreThanNoise: 'yes',
    });
  });
});

describe('a quantile', () => {
  test('differs where it lies in other buckets week after week', () => {
    const { difference } = compared(
      P99,
      latencies([9990, 9, 1], [9985, 14, 1], [9991, 8, 1], [9992, 7, 1]),
      latencies([9800, 195, 5], [9790, 200, 10], [9810, 186, 4], [9805, 190, 5]),
    );
    expect(difference).toMatchObject({ lower: 0, method: 'block-quantiles', moreThanNoise: 'yes' });
    expect(difference?.upper).toBe(2);
  });

  test('within one bucket cannot be told apart', () => {
    const { difference } = compared(
      P99,
      latencies([9800, 195, 5], [9800, 195, 5], [9800, 195, 5], [9800, 195, 5]),
      latencies([9850, 145, 5], [9850, 145, 5], [9850, 145, 5], [9850, 145, 5]),
    );
    expect(difference).toMatchObject({ lower: -1, upper: 1, moreThanNoise: 'cannot-say', unsure: 'buckets' });
  });

  test('that some weeks have in another bucket is noise', () => {
    const { difference } = compared(
      P99,
      latencies([9990, 9, 1], [9895, 100, 5], [9991, 8, 1], [9880, 115, 5]),
      latencies([9880, 115, 5], [9990, 9, 1], [9790, 205, 5], [9905, 90, 5]),
    );
    expect(difference?.moreThanNoise).toBe('no');
  });

  test('in the last bucket has no end', () => {
    const slow = latencies([9000, 500, 500], [9000, 500, 500], [9000, 500, 500], [9000, 500, 500]);
    const fast = latencies([9990, 9, 1], [9985, 14, 1], [9991, 8, 1], [9992, 7, 1]);
    expect(compared(P99, fast, slow).difference).toMatchObject({
      lower: 1,
      upper: Number.POSITIVE_INFINITY,
      moreThanNoise: 'yes',
    });
  });
});

describe('costs and totals', () => {
  const cost = (usd: readonly number[], unpriced = 0): BlockFakes => ({
    cost_usd: usd,
    requests: usd.map(() => 10_000),
    tokens_priced: usd.map(() => 1e6),
    tokens_unpriced: usd.map(() => unpriced),
  });

  test('a cost a request is a sum over a sum, and what has no price is no chance', () => {
    const exact = compared(COST, cost([100, 105, 98, 101]), cost([50, 53, 49, 51])).difference;
    expect(exact).toMatchObject({ method: 'paired-blocks', moreThanNoise: 'yes' });
    const doubtful = compared(COST, cost([100, 105, 98, 101]), cost([50, 53, 49, 51], 1e4)).difference;
    expect(doubtful?.lower).toBe(exact?.lower);
    // 1 % without a price may cost ten times as much: 1 + 10 × 0.01 / 0.99 of what is counted.
    expect((doubtful?.upper ?? 0) - (exact?.upper ?? 0)).toBeCloseTo((203 / 40_000) * (0.1 / 0.99) * 0.99, 4);
    const unpriced = compared(COST, cost([100, 105, 98, 101]), cost([50, 53, 49, 51], 2e5)).difference;
    expect(unpriced).toMatchObject({ moreThanNoise: 'cannot-say', unsure: 'unpriced' });
  });

  test('a total is compared over equal times only', () => {
    const requests = signalCalled('requests');
    const a = productionSide(requests, 'v2', { requests: [1000, 1100, 1050, 1020] });
    const b = productionSide(requests, 'v3', { requests: [100, 120, 90, 110] });
    const both = compareProduction(requests, a, b);
    const { difference } = both;
    expect(betterSide(both, requests)).toBeUndefined();
    expect(difference).toMatchObject({ difference: -3750, moreThanNoise: 'yes' });
    expect(difference?.lower).toBeLessThan(-3750);
    expect(difference?.upper).toBeGreaterThan(-3750);
    const short = productionSide(requests, 'v3', { requests: [100, 120, 90, 110] }, { days: 16 });
    expect(compareProduction(requests, a, short).notComparable).toBe('sizes');
  });

  test('what is of the whole product is not compared with itself, and a gauge knows no chance', () => {
    const lag = signalCalled('pipeline_lag');
    const now = { pipeline_lag: [60, 70, 65, 61] };
    expect(compared(lag, now, now).notComparable).toBe('product');
    const a = productionSide(lag, 'v2', now);
    const b = productionSide(lag, 'v2', now, { from: 28 * DAY_MS });
    expect(compareProduction(lag, a, b).difference).toMatchObject({
      difference: 0,
      moreThanNoise: 'cannot-say',
      unsure: 'gauge',
    });
  });
});

describe('whatever the numbers', () => {
  const four = (most: number) => fc.array(fc.nat({ max: most }), { minLength: 4, maxLength: 4 });
  const shares = fc.tuple(four(900), four(900)).map(([a, b]) => [errors(a, 1000), errors(b, 1000)] as const);
  const buckets = fc
    .array(fc.tuple(fc.nat(9000), fc.nat(400), fc.nat(40)), { minLength: 8, maxLength: 8 })
    .map((some) => [latencies(...some.slice(0, 4)), latencies(...some.slice(4))] as const);
  const cases = fc.oneof(
    shares.map((both) => [ERRORS, ...both] as const),
    buckets.map((both) => [P99, ...both] as const),
  );

  test('a difference lies in its interval, and from the other side is its mirror image', () => {
    fc.assert(
      fc.property(cases, ([signal, one, other]) => {
        const there = compared(signal, one, other).difference;
        const back = compared(signal, other, one).difference;
        expect(back === undefined).toBe(there === undefined);
        if (there === undefined || back === undefined) return;
        for (const end of [there.difference, there.lower, there.upper]) expect(end).not.toBeNaN();
        expect(there.lower).toBeLessThanOrEqual(there.difference + 1e-12);
        expect(there.upper).toBeGreaterThanOrEqual(there.difference - 1e-12);
        expect(back.lower).toBeCloseTo(-there.upper, 9);
        expect(back.moreThanNoise).toBe(there.moreThanNoise);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test('nothing differs from itself, and what was not watched never makes anything surer', () => {
    fc.assert(
      fc.property(cases, ([signal, one, other]) => {
        expect(compared(signal, one, one).difference?.moreThanNoise).not.toBe('yes');
        const whole = compared(signal, one, other).difference;
        const part = compared(signal, one, other, { watched: 0.95 }).difference;
        if (whole === undefined || part === undefined) return;
        expect(part.lower).toBeLessThanOrEqual(whole.lower + 1e-12);
        expect(part.upper).toBeGreaterThanOrEqual(whole.upper - 1e-12);
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});
