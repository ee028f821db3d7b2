import { expect, test } from 'vitest';
import { misses } from './misses.ts';

test.each([
  [2, '<', 2, true],
  [2, '<=', 2, false],
  [0.9, '>=', 0.9, false],
  [0.9, '>', 0.9, true],
  [1, '=', 0, true],
  [0, '=', 0, false],
  [3, '<', 2, true],
] as const)('%d against %s %d misses: %s', (value, op, target, missed) => {
  expect(misses(value, op, target)).toBe(missed);
});

test('what is not known does not miss', () => {
  expect(misses(undefined, '<', 1)).toBe(false);
  expect(misses(1, '<', undefined)).toBe(false);
  expect(misses(1, undefined, 0)).toBe(false);
});
