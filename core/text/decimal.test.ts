import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, plainDecimal } from './decimal.ts';

describe('a decimal text', () => {
  it.each<[number, number, string]>([
    [0.92, 2, '92'],
    [0.011, 2, '1.1'],
    [0.0001, 0, '0.0001'],
    [1e-7, 0, '0.0000001'],
    [1e-7, 3, '0.0001'],
    [1.5e21, 0, '1500000000000000000000'],
    [5000, 0, '5000'],
    [12.5, -2, '0.125'],
    [0, 2, '0'],
    [-0.01, 2, '-1'],
    [0.1, 1, '1'],
    [10, 0, '10'],
    [100.05, 0, '100.05'],
  ])('of %d times 10^%i is %s', (value, shift, text) => {
    expect(plainDecimal(value, shift)).toBe(text);
  });

  it.each<[string, number, number]>([
    ['1.1', -2, 0.011],
    ['92', -2, 0.92],
    ['15,000', 0, 15_000],
    ['15_000', 0, 15_000],
    ['1e3', 0, 1000],
    ['1e-7', 2, 0.00001],
    ['.5', 0, 0.5],
  ])('`%s` times 10^%i is %d', (text, shift, value) => {
    expect(parseDecimal(text, shift)).toBe(value);
  });

  it('gives the number back, moved there and back', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
        fc.integer({ min: -6, max: 6 }),
        (value, shift) => {
          expect(parseDecimal(plainDecimal(value, shift), -shift) + 0).toBe(value + 0);
        },
      ),
      { seed: 21, numRuns: 2000 },
    );
  });

  it('is not there for what is not a number', () => {
    expect(() => plainDecimal(Number.NaN)).toThrow(RangeError);
    expect(() => plainDecimal(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
