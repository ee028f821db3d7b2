import { expect, test } from 'vitest';
import { startsAtZero, valueScale } from './value-scale.ts';

test.each([
  ['currency', 'lower', true],
  ['seconds', 'lower', true],
  ['count', 'higher', true],
  ['share', 'lower', true],
  ['share', 'higher', false],
  ['score', 'higher', false],
] as const)('%s where %s is better starts at zero: %s', (unit, better, zero) => {
  expect(startsAtZero({ unit, better })).toBe(zero);
});

test('the target is inside the plot, however far away it is', () => {
  const { min, max } = valueScale({ values: [0.92, 0.93, 0.5], unit: 'share', better: 'higher' });
  expect(min).toBeLessThan(0.5);
  expect(max).toBeGreaterThan(0.93);
});

test('an accuracy never gets an axis beyond 100 %', () => {
  expect(valueScale({ values: [0.97, 1], unit: 'share', better: 'higher' }).max).toBe(1);
});

test('costs start at zero and keep room above', () => {
  const { min, max } = valueScale({ values: [0.01, 0.02], unit: 'currency', better: 'lower' });
  expect(min).toBe(0);
  expect(max).toBeCloseTo(0.0224);
});

test('one value, zeros only, or nothing at all still make an axis', () => {
  const flat = valueScale({ values: [0.9], unit: 'share', better: 'higher' });
  expect(flat.min).toBeLessThan(0.9);
  expect(flat.max).toBeGreaterThan(0.9);
  expect(valueScale({ values: [0, 0], unit: 'count', better: 'lower' })).toEqual({ min: 0, max: 1 });
  expect(valueScale({ values: [], unit: 'seconds', better: 'lower' })).toEqual({ min: 0, max: 1 });
});

test('infinite bounds do not stretch it', () => {
  const values = [1, Number.POSITIVE_INFINITY];
  expect(valueScale({ values, unit: 'seconds', better: 'lower' }).max).toBeCloseTo(1.12);
});
