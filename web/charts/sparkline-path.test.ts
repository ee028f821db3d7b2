import { expect, test } from 'vitest';
import { heightOf, sparklinePath } from './sparkline-path.ts';

const SCALE = { min: 0, max: 10 };

test('values run from left to right, high ones at the top', () => {
  expect(sparklinePath([0, 10, 5], SCALE, 100, 20)).toEqual({
    line: 'M0 20L50 0L100 10',
    end: { x: 100, y: 10 },
  });
});

test('a gap breaks the line: it is not joined and not zero', () => {
  expect(sparklinePath([1, 2, null, null, 3, 4], SCALE, 100, 10).line).toBe('M0 9L20 8M80 7L100 6');
});

test('a value between two gaps is a dot', () => {
  expect(sparklinePath([null, 5, null], SCALE, 100, 10).line).toBe('M50 5L50 5');
});

test('nothing but gaps is no line', () => {
  expect(sparklinePath([null, null], SCALE, 100, 10)).toEqual({ line: '', end: undefined });
  expect(sparklinePath([], SCALE, 100, 10)).toEqual({ line: '', end: undefined });
});

test('the end is the last value that is there', () => {
  expect(sparklinePath([1, 4, null], SCALE, 100, 10).end).toEqual({ x: 50, y: 6 });
});

test('a scale without span does not divide by zero', () => {
  expect(heightOf(3, { min: 3, max: 3 }, 10)).toBe(10);
});
