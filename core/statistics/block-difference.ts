import { type Block, blockInterval, blockRatioInterval } from './blocks.ts';
import { type Confidence, type EndLevels, type Interval, UNBOUNDED } from './interval.ts';
import { squareAndAdd } from './newcombe.ts';

/** The difference of two ratios out of their blocks. */
export interface BlockDifference {
  /** own − other; `undefined` where one of the two has no value. */
  readonly value: number | undefined;
  readonly interval: Interval;
  /** Block by block: what moves both at once is no part of the noise. */
  readonly paired: boolean;
  /** How many blocks, or pairs of them, the noise was measured on. */
  readonly blocks: number;
}

const NOTHING: BlockDifference = { value: undefined, interval: UNBOUNDED, paired: false, blocks: 0 };

/**
 * The interval for the difference of two ratios, each a sum over a sum, by how much their blocks of time differ
 * ({@link blockRatioInterval}). Ratios over the same blocks are paired: the interval is that of the differences of their linearised
 * residuals (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, §6.4), block by block. Others are independent, and their distances are
 * squared and added (Zou and Donner 2008).
 *
 * @param areSame whether block i of the one and of the other are the same time
 */
export function blockRatioDifference(
  own: readonly Block[],
  other: readonly Block[],
  areSame: boolean,
  confidence: Confidence | EndLevels,
): BlockDifference {
  const [ours, theirs] = [own, other].map((blocks) => blocks.filter(hasSomething));
  const [one, two] = [
    blockRatioInterval(ours ?? [], confidence),
    blockRatioInterval(theirs ?? [], confidence),
  ];
  if (one.value === undefined || two.value === undefined) return NOTHING;
  const value = one.value - two.value;
  if (areSame && own.length === other.length && [...own, ...other].every(hasSomething)) {
    const [a, b] = [residuals(own, one.value), residuals(other, two.value)];
    const around = a.map((residual, i) => value + residual - (b[i] as number));
    return { value, interval: blockInterval(around, confidence), paired: true, blocks: own.length };
  }
  const interval = squareAndAdd({ value: one.value, ...one.interval }, { value: two.value, ...two.interval });
  return { value, interval, paired: false, blocks: Math.min(ours?.length ?? 0, theirs?.length ?? 0) };
}

/** What a ratio would be by a block alone, as far as it is off the ratio of all, weighed by the block's size; they add up to 0. */
function residuals(blocks: readonly Block[], value: number): readonly number[] {
  const usual = blocks.reduce((sum, block) => sum + block.denominator, 0) / blocks.length;
  return blocks.map((block) => (block.numerator - value * block.denominator) / usual);
}

function hasSomething({ denominator }: Block): boolean {
  return denominator > 0;
}
