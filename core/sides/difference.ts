import type { Method } from '../gate/method.ts';
import type { Actual } from '../gate/verdict.ts';
import type { Signal } from '../signal/signal.ts';
import type { Interval } from '../statistics/interval.ts';

/** How sure both ends of a difference are together. */
export const SIDES_CONFIDENCE = 0.95;

/** How sure each end is, one-sided. */
export const SIDES_LEVEL = (1 + SIDES_CONFIDENCE) / 2;

/** How the interval of a difference came about; docs/judgment.md has the source of each. */
export type DifferenceMethod =
  | Method
  /** All that happened is known; how much its blocks of time differ is the noise, block by block of the same time. */
  | 'paired-blocks'
  /** Likewise of two times, which are independent. */
  | 'blocks'
  /** Quantiles of which all is known: the shares at the edges of buckets, by their blocks of time. */
  | 'block-quantiles';

/** Whether two sides differ by more than chance would make them. */
export type MoreThanNoise = 'yes' | 'no' | 'cannot-say';

/** Why nobody can say whether a difference is more than noise. */
export type Unsure =
  /** The window has too few days for anything to be told of how much they vary. */
  | 'few-days'
  /** A side has too few requests, answers or items. */
  | 'too-few'
  /** Both quantiles may lie in the same bucket. */
  | 'buckets'
  /** Too much of the window was not watched. */
  | 'coverage'
  /** Too many tokens have no price. */
  | 'unpriced'
  /** A sample of scores of which nobody said between what they lie. */
  | 'unknown-range'
  /** A gauge is what it is; its samples say nothing of chance. */
  | 'gauge'
  /** Something without items, or a sum, has no interval. */
  | 'no-interval';

/** Why two sides cannot be set beside each other at all. */
export type NotComparable =
  /** A side has no value. */
  | 'no-data-a'
  | 'no-data-b'
  /** A total grows with time, and the windows are of different length; of evaluations, with the number of items. */
  | 'sizes'
  /** The signal is of the whole product: both sides are the same. */
  | 'product'
  /** Evaluations of another revision of the dataset. */
  | 'revision'
  /** Evaluations that another judge graded. */
  | 'judge';

/** A difference `b − a` in the signal's unit, and what it can be. */
export interface Difference extends Interval {
  readonly difference: number;
  readonly confidence: number;
  /** On the same items, or over the same blocks of time. */
  readonly paired: boolean;
  readonly method: DifferenceMethod;
  /** Pairs of items, blocks of time, or what the smaller side is made of. */
  readonly n: number;
  readonly moreThanNoise: MoreThanNoise;
  /** For `cannot-say`. */
  readonly unsure?: Unsure;
}

/** One signal of two sides. */
export interface SidesCompared {
  readonly a: Actual | undefined;
  readonly b: Actual | undefined;
  /** Absent where the two are not comparable. */
  readonly difference?: Difference;
  readonly notComparable?: NotComparable;
}

/** What there is to say of a difference before it is said whether it is more than noise. */
export type OpenDifference = Omit<Difference, 'confidence' | 'moreThanNoise' | 'unsure'>;

/** Two values closer than this, relative to the larger, are equal, as in core/gate/compare.ts: what is left is the rounding of doubles. */
const EQUAL = 1e-12;

/**
 * Says whether a difference is more than noise: when 0 is none of what it can be. Where something keeps that from being said, it is not
 * said, whatever the interval.
 *
 * @param sides the values of both
 */
export function settled(
  open: OpenDifference,
  { a, b }: Pick<SidesCompared, 'a' | 'b'>,
  unsure?: Unsure,
): Difference {
  const least = EQUAL * Math.max(Math.abs(a?.value ?? 0), Math.abs(b?.value ?? 0));
  const [difference, lower, upper] = [open.difference, open.lower, open.upper].map((value) =>
    Math.abs(value) <= least ? 0 : value,
  ) as [number, number, number];
  const known = { ...open, difference, lower, upper, confidence: SIDES_CONFIDENCE };
  if (unsure !== undefined) return { ...known, moreThanNoise: 'cannot-say', unsure };
  if (isApart({ lower, upper, difference }, open.method)) return { ...known, moreThanNoise: 'yes' };
  const isOpen = !Number.isFinite(lower) || !Number.isFinite(upper);
  if (isOpen) return { ...known, moreThanNoise: 'cannot-say', unsure: 'no-interval' };
  return { ...known, moreThanNoise: 'no' };
}

function isApart(
  { lower, upper, difference }: Interval & Pick<Difference, 'difference'>,
  method: DifferenceMethod,
): boolean {
  // A quantile lies above the lower end of its bucket, so that one in the bucket after the other's is larger.
  if (method === 'block-quantiles') return difference !== 0 && (lower >= 0 || upper <= 0);
  return lower > 0 || upper < 0;
}

/**
 * Which side is the better one, where they differ by more than noise. Of totals of production neither is: they follow from how much traffic
 * each side was given.
 */
export function betterSide(
  { a, difference }: Pick<SidesCompared, 'a' | 'difference'>,
  { better, formula }: Pick<Signal, 'better' | 'formula'>,
): 'a' | 'b' | undefined {
  if (difference?.moreThanNoise !== 'yes') return undefined;
  if (a?.evidence === 'production' && formula.kind === 'total') return undefined;
  return difference.difference > 0 === (better === 'higher') ? 'b' : 'a';
}

/** Which side lacks a value, if one does; the first. */
export function missingSide(a: Actual | undefined, b: Actual | undefined): NotComparable | undefined {
  if (a?.value === undefined) return 'no-data-a';
  return b?.value === undefined ? 'no-data-b' : undefined;
}
