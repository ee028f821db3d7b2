import { LEAST_COVERAGE, LEAST_PRICED_SHARE } from '../gate/limits.ts';
import type { Actual } from '../gate/verdict.ts';
import { defaultMinimumN } from '../roadmap/grammar/defaults.ts';
import { productionActual } from '../signal/actual.ts';
import { mergeSteps } from '../signal/merge-steps.ts';
import { type SignalAnswers, SignalReadings } from '../signal/readings.ts';
import type { Signal } from '../signal/signal.ts';
import { blockRatioDifference } from '../statistics/block-difference.ts';
import { type Block, LEAST_BLOCKS } from '../statistics/blocks.ts';
import type { EndLevels, Interval } from '../statistics/interval.ts';
import { newcombeInterval, squareAndAdd } from '../statistics/newcombe.ts';
import {
  type DifferenceMethod,
  missingSide,
  type OpenDifference,
  SIDES_LEVEL,
  type SidesCompared,
  settled,
  type Unsure,
} from './difference.ts';
import { quantileOfBlocks } from './quantile-blocks.ts';
import type { TimeBlocks } from './time-blocks.ts';

/** What production answered about one side of a comparison: a step a block. */
export interface ProductionSide {
  readonly answers: SignalAnswers;
  readonly blocks: TimeBlocks;
  /** Id of the item. */
  readonly item: string;
}

const LEVELS: EndLevels = { lower: SIDES_LEVEL, upper: SIDES_LEVEL };
/** Each of two ends may be wrong half as often as their difference, so that this is right when both are (Bonferroni 1936). */
const HALF = (1 + SIDES_LEVEL) / 2;
const EACH_OF_TWO: EndLevels = { lower: HALF, upper: HALF };

/** Windows that differ by daylight saving alone are equally long. */
const ALMOST_MS = 2 * 3_600_000;

interface Seen {
  readonly side: ProductionSide;
  readonly readings: SignalReadings;
  readonly actual: Actual;
}

/**
 * Sets production of two sides side by side.
 *
 * What is known of a window as a whole has no chance in it, but versions are compared to tell what to expect of them: noise is how much
 * blocks of time differ (docs/judgment.md). Graded answers are a sample, and its chance is the noise.
 */
export function compareProduction(signal: Signal, a: ProductionSide, b: ProductionSide): SidesCompared {
  const [one, other] = [seen(signal, a), seen(signal, b)];
  const both = { a: one.actual, b: other.actual };
  const areSame = a.blocks.boundaries.join() === b.blocks.boundaries.join();
  const isProduct = signal.scope === 'product' && areSame;
  const notComparable = isProduct
    ? 'product'
    : (missingSide(one.actual, other.actual) ?? sizes(signal, a.blocks, b.blocks));
  if (notComparable !== undefined) return { ...both, notComparable };
  const open = differenceOf(signal, one, other, areSame);
  return { ...both, difference: settled(open, both, unsureOf(signal, one, other, open)) };
}

function seen(signal: Signal, side: ProductionSide): Seen {
  const { boundaries } = side.blocks;
  const end = boundaries.length - 1;
  const results = side.answers.results.map((result) => mergeSteps(result, 0, end, boundaries));
  const options = {
    from: boundaries[0] ?? 0,
    to: boundaries[end] ?? 0,
    item: side.item,
    confidence: SIDES_LEVEL,
  };
  const { actual: read, unseen } = productionActual({ ...side.answers, signal, results }, options);
  // What nobody watches makes zeros, and they mean nothing.
  const actual =
    unseen.length === 0 ? read : { ...read, value: undefined, lower: undefined, upper: undefined };
  return { side, readings: new SignalReadings(side.answers), actual };
}

/** A total grows with time: it is compared over equal times. */
function sizes(signal: Signal, a: TimeBlocks, b: TimeBlocks): 'sizes' | undefined {
  const isTotal = signal.formula.kind === 'total';
  return isTotal && Math.abs(lengthOf(a) - lengthOf(b)) > ALMOST_MS ? 'sizes' : undefined;
}

function differenceOf(signal: Signal, a: Seen, b: Seen, areSame: boolean): OpenDifference {
  const [va, vb] = [a.actual.value ?? 0, b.actual.value ?? 0];
  const known = { difference: vb - va, paired: false, n: Math.min(a.actual.n, b.actual.n) };
  if (a.actual.boundsKind === 'interval' || b.actual.boundsKind === 'interval') {
    return { ...known, ...ofSamples(a.actual, b.actual) };
  }
  if (signal.formula.kind === 'quantile') return { ...known, ...ofQuantiles(signal.formula.q, a, b) };
  const drawn = drawnByChance(a.actual, b.actual);
  const { interval, paired, blocks } = blockRatioDifference(blocksOf(b), blocksOf(a), areSame, LEVELS);
  const noise = drawn === undefined ? interval : wider(interval, drawn);
  return {
    ...known,
    ...withMeasurement(noise, a.actual, b.actual),
    paired,
    n: blocks,
    method: paired ? 'paired-blocks' : 'blocks',
  };
}

/** Two samples: Newcombe of shares, else by the intervals of both. */
function ofSamples(a: Actual, b: Actual): Interval & { readonly method: DifferenceMethod } {
  const counts = [b, a].map(({ events, n }) => (events === undefined ? undefined : { successes: events, n }));
  const [own, other] = counts;
  const areSamples = a.boundsKind === 'interval' && b.boundsKind === 'interval';
  if (areSamples && own !== undefined && other !== undefined)
    return { ...newcombeInterval(own, other, LEVELS), method: 'newcombe' };
  return { ...squareAndAdd(estimate(b), estimate(a)), method: 'intervals' };
}

function estimate({ value = 0, lower, upper }: Actual): Interval & { readonly value: number } {
  return { value, lower: lower ?? Number.NEGATIVE_INFINITY, upper: upper ?? Number.POSITIVE_INFINITY };
}

/** End against end: what the one is at least is not less than what the other is at most. */
function ofQuantiles(q: number, a: Seen, b: Seen): Interval & Pick<OpenDifference, 'n' | 'method'> {
  const [one, other] = [a, b].map((side) => {
    const noise = quantileOfBlocks(distributionsOf(side), q, EACH_OF_TWO);
    return wider(noise, estimate(side.actual));
  }) as [Interval, Interval];
  return {
    lower: other.lower - one.upper,
    upper: other.upper - one.lower,
    n: Math.min(blockCount(a), blockCount(b)),
    method: 'block-quantiles',
  };
}

/** A share is never surer than if each of its requests were drawn by chance: weeks without a failure among 20 are no proof of none. */
function drawnByChance(a: Actual, b: Actual): Interval | undefined {
  const counts = [b, a].flatMap(({ events, n }) =>
    events !== undefined && events >= 0 && events <= n ? [{ successes: events, n }] : [],
  );
  const [own, other] = counts;
  return own === undefined || other === undefined ? undefined : newcombeInterval(own, other, LEVELS);
}

/** What was not watched and what has no price is no chance: it is added as it is. */
function withMeasurement(noise: Interval, a: Actual, b: Actual): Interval {
  const [one, other] = [estimate(a), estimate(b)];
  return {
    lower: noise.lower - (other.value - other.lower) - (one.upper - one.value),
    upper: noise.upper + (other.upper - other.value) + (one.value - one.lower),
  };
}

function unsureOf(signal: Signal, a: Seen, b: Seen, open: OpenDifference): Unsure | undefined {
  const both = [a.actual, b.actual];
  if (signal.formula.kind === 'gauge') return 'gauge';
  if (both.some(({ n }) => n < defaultMinimumN(signal, { kind: 'production' }))) return 'too-few';
  if (both.some(({ coverage }) => coverage < LEAST_COVERAGE)) return 'coverage';
  if (both.some(({ pricedShare = 1 }) => pricedShare < LEAST_PRICED_SHARE)) return 'unpriced';
  const isSample = both.some(({ boundsKind }) => boundsKind === 'interval');
  if (isSample) return both.some(({ method }) => method === undefined) ? 'unknown-range' : undefined;
  if (open.n < LEAST_BLOCKS) return 'few-days';
  return signal.formula.kind === 'quantile' && mayBeEqual(a.actual, b.actual) ? 'buckets' : undefined;
}

/** The buckets alone do not tell the two quantiles apart. */
function mayBeEqual(a: Actual, b: Actual): boolean {
  const [one, other] = [estimate(a), estimate(b)];
  return one.lower < other.upper && other.lower < one.upper;
}

/** What adds up in each block: a sum over a sum; of a total over the block's part of the time. */
function blocksOf({ side, readings }: Seen): readonly Block[] {
  const { formula } = readings.signal;
  const { boundaries } = side.blocks;
  return boundaries.slice(1).map((to, step): Block => {
    if (formula.kind === 'ratio') {
      return {
        numerator: readings.sum(formula.numerator, step),
        denominator: readings.sum(formula.denominator, step),
      };
    }
    if (formula.kind === 'total') {
      const part = (to - (boundaries[step] ?? to)) / lengthOf(side.blocks);
      return { numerator: readings.sum(formula.of, step), denominator: part };
    }
    if (formula.kind !== 'mean') return { numerator: 0, denominator: 0 };
    const { cells, sum } = readings.distribution(formula.of, step);
    const count = cells.reduce((all, cell) => all + cell.count, 0);
    return { numerator: sum ?? 0, denominator: sum === undefined ? 0 : count };
  });
}

function distributionsOf({ side, readings }: Seen) {
  const { formula } = readings.signal;
  if (formula.kind !== 'quantile') return [];
  return side.blocks.boundaries.slice(1).map((_, step) => readings.distribution(formula.of, step));
}

function blockCount(side: Seen): number {
  return distributionsOf(side).filter(({ cells }) => cells.some(({ count }) => count > 0)).length;
}

function lengthOf({ boundaries }: TimeBlocks): number {
  return (boundaries.at(-1) ?? 0) - (boundaries[0] ?? 0);
}

function wider(a: Interval, b: Interval): Interval {
  return { lower: Math.min(a.lower, b.lower), upper: Math.max(a.upper, b.upper) };
}
