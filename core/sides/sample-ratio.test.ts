import { describe, expect, test } from 'vitest';
import { chiSquaredTail } from '../statistics/special.ts';
import { MISMATCH_P, sampleRatio } from './sample-ratio.ts';

/** Arms of these planned shares and counts. */
function arms(...pairs: readonly (readonly [share: number, count: number])[]) {
  return pairs.map(([share, count]) => ({ share, count }));
}

describe('a sample-ratio mismatch', () => {
  test('is found where the arms did not get what they were to', () => {
    // 821,588 and 815,482 users of a planned half each (R. Kohavi, D. Tang, Y. Xu, Trustworthy Online Controlled Experiments, 2020, ch. 3).
    const found = sampleRatio(arms([0.5, 821_588], [0.5, 815_482]));
    expect(found).toMatchObject({ mismatch: 'yes', n: 1_637_070 });
    expect(found.pValue).toBeCloseTo(1.8e-6, 7);
  });

  test('is not what chance does', () => {
    expect(sampleRatio(arms([0.9, 9_012], [0.1, 988]))).toMatchObject({ mismatch: 'no' });
    expect(sampleRatio(arms([0.5, 500], [0.25, 250], [0.25, 250])).pValue).toBe(1);
  });

  test('cannot be told from a handful', () => {
    expect(sampleRatio(arms([0.9, 40], [0.1, 0]))).toEqual({ mismatch: 'cannot-say', n: 40 });
    expect(sampleRatio(arms([0.5, 0], [0.5, 0]))).toEqual({ mismatch: 'cannot-say', n: 0 });
  });

  test('does not care in what the shares are told', () => {
    expect(sampleRatio(arms([90, 9_012], [10, 988]))).toEqual(sampleRatio(arms([0.9, 9_012], [0.1, 988])));
  });
});

test('the chi-squared distribution is that of the tables', () => {
  // Abramowitz and Stegun, table 26.8.
  expect(chiSquaredTail(3.841_458_820_694_124, 1)).toBeCloseTo(0.05, 10);
  expect(chiSquaredTail(10.827_566_170_662_733, 1)).toBeCloseTo(0.001, 10);
  expect(chiSquaredTail(13.815_510_557_964_274, 2)).toBeCloseTo(0.001, 10);
  expect(chiSquaredTail(12.115_665_145_748_6, 1)).toBeCloseTo(MISMATCH_P, 7);
  expect(chiSquaredTail(0, 3)).toBe(1);
  expect(chiSquaredTail(1e6, 1)).toBeGreaterThanOrEqual(0);
});
