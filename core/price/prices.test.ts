import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenCost } from './prices.ts';

const PRICES = { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15, reasoningOutput: 20 };

describe('what the tokens of a call cost', () => {
  it.each([
    ['input and output', { input: 10, output: 2 }, 60],
    ['cached input is a part of the input', { input: 10, cachedInput: 4 }, 6 * 3 + 4 * 0.3],
    ['so is what is written into the cache', { input: 10, cachedInput: 4, cacheWrite: 5 }, 3 + 1.2 + 18.75],
    ['reasoning is a part of the output', { output: 10, reasoningOutput: 7 }, 3 * 15 + 7 * 20],
    ['a part larger than its whole pays nothing back', { input: 10, cachedInput: 15 }, 4.5],
    ['no tokens', {}, 0],
  ])('%s', (_, tokens, cost) => {
    expect(tokenCost(tokens, PRICES).cost).toBeCloseTo(cost, 12);
  });

  it('what has no price of its own costs what the whole does', () => {
    const tokens = { input: 10, cachedInput: 5, cacheWrite: 2, output: 4, reasoningOutput: 3 };
    expect(tokenCost(tokens, { input: 1, output: 2 }).cost).toBeCloseTo(18, 12);
  });

  it.each([
    ['every token is counted once, whatever its parts', PRICES, { priced: 14, unpriced: 0 }],
    ['output without a price is unpriced', { input: 3 }, { priced: 10, unpriced: 4 }],
    ['nothing is known', undefined, { priced: 0, unpriced: 14 }],
  ])('%s', (_, prices, expected) => {
    const tokens = { input: 10, cachedInput: 5, cacheWrite: 2, output: 4, reasoningOutput: 3 };
    expect(tokenCost(tokens, prices)).toMatchObject(expected);
  });

  it('is never less than nothing', () => {
    const count = fc.nat(1_000_000);
    const tokens = fc.record({
      input: count,
      cachedInput: count,
      cacheWrite: count,
      output: count,
      reasoningOutput: count,
    });
    fc.assert(
      fc.property(tokens, (use) => {
        const { cost, priced, unpriced } = tokenCost(use, PRICES);
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(priced + unpriced).toBe(use.input + use.output);
      }),
      { seed: 4 },
    );
  });
});
