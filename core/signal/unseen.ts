import { type Bounds, quantile, shareAtOrBelow } from '../measure/distribution.ts';
import type { Signal } from './signal.ts';
import type { SignalValue } from './value.ts';

/**
 * What was not seen is taken to be anything from nothing to this many times as much, or as bad, as what was seen: an assumption, said in
 * docs/judgment.md, because no data can bound what they lack. It covers the step from a small model's price to a large one's.
 */
export const UNSEEN_FACTOR = 10;

/** How much of the truth the value is made of. */
export interface Seen {
  /** Share of the window in which the measures were watched, 0…1. */
  readonly coverage: number;
  /** Share of the tokens that have a price; absent where none is needed. */
  readonly pricedShare?: number | undefined;
}

/** The bounds of a value in the light of what was not seen: never narrower than without, equal when everything was. */
export function boundsWithUnseen(signal: Signal, value: SignalValue, seen: Seen): Partial<Bounds> {
  if (value.value === undefined || value.lower === undefined || value.upper === undefined) return {};
  const { lower, upper } = inTime(
    signal,
    value,
    value.value,
    { lower: value.lower, upper: value.upper },
    seen.coverage,
  );
  return { lower, upper: upper > 0 ? upper * unpricedFactor(seen.pricedShare) : upper };
}

/** The share of observations at or under a threshold, in the light of the time that was not watched. */
export function shareAtWithUnseen(
  value: SignalValue,
  threshold: number,
  coverage: number,
): Bounds | undefined {
  const share = value.distribution && shareAtOrBelow(value.distribution, threshold);
  if (share === undefined) return undefined;
  const above = { least: 1 - share.upper, most: 1 - share.lower };
  const missing = 1 - coverage;
  return {
    lower: Math.max(0, 1 - coverage * above.most - missing * worst(above.most, 0)),
    upper: Math.min(1, 1 - coverage * above.least),
  };
}

/** Unpriced tokens add nothing to a cost as counted, and at most {@link UNSEEN_FACTOR} times what as many priced ones cost. */
function unpricedFactor(pricedShare: number | undefined): number {
  if (pricedShare === undefined || pricedShare >= 1) return 1;
  return pricedShare > 0 ? 1 + (UNSEEN_FACTOR * (1 - pricedShare)) / pricedShare : Number.POSITIVE_INFINITY;
}

function inTime(signal: Signal, reading: SignalValue, value: number, own: Bounds, coverage: number): Bounds {
  const missing = 1 - coverage;
  if (!(missing > 0) || signal.formula.kind === 'gauge') return own;
  if (signal.formula.kind === 'quantile') return quantileInTime(reading, signal.formula.q, own, coverage);
  if (signal.formula.kind === 'total') return totalInTime(own, coverage);
  if (signal.unit === 'share' && value >= 0 && value <= 1)
    return shareInTime(signal, value, reading.n, missing);
  const mixed = [own.lower, own.upper].flatMap((end) => [
    coverage * end,
    coverage * end + missing * UNSEEN_FACTOR * end,
  ]);
  return { lower: Math.min(...mixed), upper: Math.max(...mixed) };
}

function totalInTime(own: Bounds, coverage: number): Bounds {
  if (!(coverage > 0)) return { lower: own.lower, upper: Number.POSITIVE_INFINITY };
  return { lower: own.lower, upper: own.upper * (1 + (UNSEEN_FACTOR * (1 - coverage)) / coverage) };
}

function shareInTime(signal: Signal, value: number, n: number, missing: number): Bounds {
  const bad = signal.better === 'higher' ? 1 - value : value;
  const least = (1 - missing) * bad;
  const most = Math.min(1, least + missing * worst(bad, n > 0 ? 1 / n : 1));
  return signal.better === 'higher' ? { lower: 1 - most, upper: 1 - least } : { lower: least, upper: most };
}

/** The share of misses in the time that was not watched, at worst; one more miss than was seen is always possible. */
function worst(bad: number, oneMore: number): number {
  return Math.min(1, UNSEEN_FACTOR * (bad + oneMore));
}

/**
 * With a share c of the time watched and t = 1 − F of the watched part above a threshold, at least c·t of all is above it, and at most
 * c·t + (1 − c)·min(1, 10·t): so the quantile lies between those of the watched part at the levels where these reach 1 − q.
 */
function quantileInTime(reading: SignalValue, q: number, own: Bounds, coverage: number): Bounds {
  const { distribution } = reading;
  if (distribution === undefined) return own;
  const low = coverage > 0 ? 1 - (1 - q) / coverage : 0;
  const high = 1 - tailThatMayReach(1 - q, coverage);
  const below = low > 0 ? quantile(distribution, low)?.lower : undefined;
  const above = high < 1 ? quantile(distribution, high)?.upper : undefined;
  return {
    lower: Math.min(own.lower, below ?? Number.NEGATIVE_INFINITY),
    upper: Math.max(own.upper, above ?? Number.POSITIVE_INFINITY),
  };
}

/** The t with c·t + (1 − c)·min(1, 10·t) = `share`; 0 or less where even none of the watched part keeps within it. */
function tailThatMayReach(share: number, coverage: number): number {
  const tail = share / (coverage + UNSEEN_FACTOR * (1 - coverage));
  return tail * UNSEEN_FACTOR <= 1 ? tail : (share - (1 - coverage)) / coverage;
}
