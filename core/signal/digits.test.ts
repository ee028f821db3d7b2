import fc from 'fast-check';
import { expect, it } from 'vitest';
import { group, trimZeros } from './digits.ts';

it('writes decimals and thousands as the platform does', () => {
  const numbers = fc.oneof(
    fc.double({ min: 0, max: 1e12, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
    fc.integer({ min: 0, max: 10 ** 9 }).map((n) => n / 1_000),
    fc.constantFrom(0.5, 1.005, 2.675, 999.9995, 1e21, 123_456_789_012_345_680_000),
  );
  fc.assert(
    fc.property(numbers, fc.nat(12), fc.nat(12), (value, a, b) => {
      const [min, max] = a < b ? [a, b] : [b, a];
      const known = new Intl.NumberFormat('en-US', {
        minimumFractionDigits: min,
        maximumFractionDigits: max,
      });
      expect(group(value, min, max)).toBe(known.format(value));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['75.0 %', '75 %'],
  ['$0.0100', '$0.01'],
  ['10.50 s', '10.5 s'],
  ['1,200', '1,200'],
  ['100 %', '100 %'],
  ['0.00', '0'],
])('takes zeros at the end of decimals from %s', (text, trimmed) => {
  expect(trimZeros(text)).toBe(trimmed);
});
