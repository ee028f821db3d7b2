import { describe, expect, test } from 'vitest';
import { blockRatioDifference } from './block-difference.ts';
import { blockInterval, blockRatioInterval } from './blocks.ts';
import { squareAndAdd } from './newcombe.ts';

const TWO_SIDED_95 = { level: 0.95, sides: 'two-sided' } as const;

function blocks(...ratios: readonly number[]) {
  return ratios.map((ratio) => ({ numerator: ratio * 1000, denominator: 1000 }));
}

describe('the difference of two ratios by their blocks', () => {
  test('is paired where the blocks are the same time: what moves both is no noise', () => {
    const own = blocks(0.02, 0.06, 0.03, 0.09);
    const other = blocks(0.01, 0.05, 0.021, 0.08);
    const paired = blockRatioDifference(own, other, true, TWO_SIDED_95);
    const { lower, upper } = blockInterval([0.01, 0.01, 0.009, 0.01], TWO_SIDED_95);
    expect(paired).toMatchObject({ paired: true, blocks: 4 });
    expect(paired.value).toBeCloseTo(0.00975, 12);
    expect(paired.interval.lower).toBeCloseTo(lower, 12);
    expect(paired.interval.upper).toBeCloseTo(upper, 12);
    const apart = blockRatioDifference(own, other, false, TWO_SIDED_95);
    expect(apart.paired).toBe(false);
    expect(apart.interval.lower).toBeLessThan(-0.03);
  });

  test('of different times is out of both intervals', () => {
    const [own, other] = [blocks(0.02, 0.06, 0.03, 0.09, 0.04), blocks(0.01, 0.05, 0.021, 0.08)];
    const [a, b] = [own, other].map((some) => blockRatioInterval(some, TWO_SIDED_95));
    expect(blockRatioDifference(own, other, true, TWO_SIDED_95)).toEqual({
      value: (a?.value ?? 0) - (b?.value ?? 0),
      interval: squareAndAdd(
        { value: a?.value ?? 0, ...(a?.interval as { lower: number; upper: number }) },
        { value: b?.value ?? 0, ...(b?.interval as { lower: number; upper: number }) },
      ),
      paired: false,
      blocks: 4,
    });
  });

  test('leaves out blocks in which nothing happened, and knows nothing without any', () => {
    const idle = { numerator: 0, denominator: 0 };
    const own = [idle, ...blocks(0.02, 0.03, 0.02, 0.03)];
    const other = blocks(0.01, 0.02, 0.01, 0.02, 0.01);
    expect(blockRatioDifference(own, other, true, TWO_SIDED_95)).toMatchObject({ paired: false, blocks: 4 });
    expect(blockRatioDifference([idle], other, true, TWO_SIDED_95)).toEqual({
      value: undefined,
      interval: { lower: -Infinity, upper: Infinity },
      paired: false,
      blocks: 0,
    });
    const few = blockRatioDifference(blocks(0.1, 0.2), blocks(0.1, 0.2), true, TWO_SIDED_95);
    expect(few.interval).toEqual({ lower: -Infinity, upper: Infinity });
  });
});
