import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operator } from '../roadmap/criterion.ts';
import {
  formatAge,
  formatChange,
  formatCount,
  formatDelta,
  formatExact,
  formatPair,
  formatShare,
  formatTarget,
  formatValue,
} from './format.ts';
import type { SignalUnit } from './signal.ts';

const UNITS: readonly SignalUnit[] = ['share', 'seconds', 'currency', 'tokens', 'count', 'score'];

describe('a value is written with three significant digits and its unit', () => {
  const cases: readonly [number | undefined, SignalUnit, string][] = [
    [0.0123, 'currency', '$0.0123'],
    [0.01, 'currency', '$0.0100'],
    [0.5, 'currency', '$0.500'],
    [0.99999, 'currency', '$1.00'],
    [12.3, 'currency', '$12.30'],
    [4120.4, 'currency', '$4,120'],
    [1_234_567, 'currency', '$1.23 M'],
    [-0.0021, 'currency', '−$0.00210'],
    [0, 'currency', '$0'],
    [0.924, 'share', '92.4 %'],
    [0.9, 'share', '90.0 %'],
    [1, 'share', '100 %'],
    [0, 'share', '0 %'],
    [0.9997, 'share', '99.97 %'],
    [0.99966, 'share', '99.97 %'],
    [0.000012, 'share', '0.00120 %'],
    [1.84, 'seconds', '1.84 s'],
    [0.24, 'seconds', '240 ms'],
    [0.0012, 'seconds', '1.20 ms'],
    [0.99999, 'seconds', '1.00 s'],
    [2, 'seconds', '2.00 s'],
    [754, 'seconds', '12.6 min'],
    [9000, 'seconds', '2.50 h'],
    [1_200_000, 'count', '1.20 M'],
    [842, 'count', '842'],
    [9412, 'count', '9,412'],
    [12_345, 'tokens', '12.3 k'],
    [2.5, 'count', '2.50'],
    [4.2137, 'score', '4.21'],
    [undefined, 'share', '–'],
    [Number.NaN, 'seconds', '–'],
    [Number.POSITIVE_INFINITY, 'seconds', '∞'],
  ];
  test.each(cases)('%s %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit, 'USD')).toBe(text);
  });

  test('money carries the sign of its currency', () => {
    expect(formatValue(0.0123, 'currency', 'EUR')).toBe('€0.0123');
    expect(formatValue(12, 'currency', 'CHF')).toBe('CHF 12.00');
    expect(formatValue(12, 'currency', '??')).toBe('??12.00');
  });
});

describe('a target is as short as it was stated', () => {
  const cases: readonly [Operator, number, SignalUnit, string][] = [
    ['>=', 0.92, 'share', '≥ 92 %'],
    ['<', 2, 'seconds', '< 2 s'],
    ['<=', 0.01, 'currency', '≤ $0.0100'],
    ['=', 0, 'count', '= 0'],
    ['>', 5000, 'count', '> 5,000'],
    ['>=', 0.999, 'share', '≥ 99.9 %'],
    ['>=', 0.9995, 'share', '≥ 99.95 %'],
  ];
  test.each(cases)('%s %s %s is %s', (op, target, unit, text) => {
    expect(formatTarget(op, target, unit, 'USD')).toBe(text);
  });
});

describe('an actual beside its target', () => {
  test.each([
    [0.0123, 0.01, 'currency', '$0.0123', '$0.0100'],
    [0.0123, 0.0061, 'currency', '$0.0123', '$0.0061'],
    [0.0123, 0.00004, 'currency', '$0.0123', '$0.000040'],
    [0.00413, 0.01, 'currency', '$0.00413', '$0.0100'],
    [0.5, 100, 'currency', '$0.500', '$100'],
    [4120, 5000, 'currency', '$4,120', '$5,000'],
    [0.84, 2, 'seconds', '0.840 s', '2 s'],
    [1.84, 0.25, 'seconds', '1,840 ms', '250 ms'],
    [0.924, 0.92, 'share', '92.4 %', '92 %'],
    [0, 0, 'count', '0', '0'],
    [2, 0, 'count', '2', '0'],
    [1_234_567, 5000, 'count', '1,234,567', '5,000'],
    [0.003, 0, 'share', '0.300 %', '0 %'],
  ] as const)('%s against %s %s reads %s and %s', (value, target, unit, left, right) => {
    expect(formatPair(value, target, unit, 'USD')).toEqual({ value: left, target: right });
  });

  test.each([
    [0.9987, 0.999, 'share', '99.87 %', '99.9 %'],
    [4999.6, 5000, 'currency', '$4,999.60', '$5,000.00'],
    [1.9996, 2, 'seconds', '1.9996 s', '2 s'],
    [0.0100002, 0.01, 'currency', '$0.0100002', '$0.0100000'],
  ] as const)('gets the digits that tell %s from %s %s', (value, target, unit, left, right) => {
    expect(formatPair(value, target, unit, 'USD')).toEqual({ value: left, target: right });
  });

  test('is written alike only when it is equal, to ten digits', () => {
    const numbers = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, fc.constantFrom(...UNITS), (value, target, unit) => {
        fc.pre(Math.abs(value - target) > 1e-6 * Math.max(value, target));
        fc.pre(target > 1e-3);
        const pair = formatPair(value, target, unit, 'USD');
        expect(pair.value).not.toBe(pair.target);
      }),
      { seed: 7 },
    );
  });
});

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [12_345, '12.3 k'],
  [1_200_000, '1.2 M'],
  [999_960, '1 M'],
  [3_450_000_000, '3.45 G'],
])('a count of %s is %s', (n, text) => {
  expect(formatCount(n)).toBe(text);
});

test('other forms: exact counts, shares, differences, changes', () => {
  expect(formatExact(1_234_567)).toBe('1,234,567');
  expect(formatShare(0.998)).toBe('99.8 %');
  expect(formatDelta(-0.012, 'share', 'USD')).toBe('−1.2 pp');
  expect(formatDelta(0.24, 'seconds', 'USD')).toBe('+240 ms');
  expect(formatDelta(0, 'share', 'USD')).toBe('0 pp');
  expect(formatChange(0.12)).toBe('+12 %');
});

test.each([
  [-5, '0 s'],
  [8_900, '8 s'],
  [14 * 60_000 + 59_000, '14 min'],
  [47 * 3_600_000, '47 h'],
  [50 * 3_600_000, '2 days'],
])('an age of %s ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('no number is written as NaN, and a share reaches 0 % and 100 % only when it is', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12 }), fc.constantFrom(...UNITS), (value, unit) => {
      expect(formatValue(value, unit, 'USD')).not.toMatch(/NaN|undefined/);
    }),
    { seed: 7 },
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
      expect(['0 %', '100 %', '100.0 %']).not.toContain(formatValue(share, 'share', 'USD'));
    }),
    { seed: 7 },
  );
});
