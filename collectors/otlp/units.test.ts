import { describe, expect, it } from 'vitest';
import { rescaleFor } from './units.ts';

describe('a value of an instrument becomes one of its measure', () => {
  it.each([
    [1, 'ms', 9, 0.009],
    [1, 'us', 35, 0.000035],
    [1, 'ns', 7, 7e-9],
    [1, 'min', 2, 120],
    [1, 'h', 1, 3600],
    [1, 's', 0.3, 0.3],
    [1, '{token}', 12, 12],
    [1, '', 12, 12],
    [0.001, 'ms', 9, 0.009],
    [0.001, '', 9, 0.009],
    [1000, 's', 0.25, 250],
    [0.01, '%', 92, 0.92],
    [0.3, '', 2, 0.6],
  ])('by scale %d and unit "%s": %d is %d', (scale, unit, value, expected) => {
    expect(rescaleFor(scale, unit)(value)).toBe(expected);
  });

  it('to the last digit, where multiplication would miss it', () => {
    expect(9 * 0.001).not.toBe(0.009);
    const bounds = [1, 2, 3, 5, 7, 9, 18, 35, 36, 70, 140, 280, 1100];
    expect(bounds.map(rescaleFor(1, 'ms'))).toEqual([
      0.001, 0.002, 0.003, 0.005, 0.007, 0.009, 0.018, 0.035, 0.036, 0.07, 0.14, 0.28, 1.1,
    ]);
  });
});
