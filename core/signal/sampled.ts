import type { DecisionLevels } from '../gate/levels.ts';
import type { Method } from '../gate/method.ts';
import type { Distribution } from '../measure/distribution.ts';
import { type Interval, UNBOUNDED } from '../statistics/interval.ts';
import { mixtureInterval } from '../statistics/mixture.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { scoreRange } from './score-range.ts';
import type { Signal } from './signal.ts';
import type { SignalValue } from './value.ts';

/** What a sample of graded answers says of all answers. */
export interface SampledBounds {
  /** Open where nothing bounds what a single answer may be. */
  readonly bounds: Interval;
  readonly method?: Method;
}

/** How a sample is looked at. */
export interface SampledOptions {
  readonly levels: DecisionLevels;
  /** `again and again`: a verdict, which must hold at whichever look it is taken. `once`: one step of a chart. */
  readonly looks: 'once' | 'again and again';
  readonly target?: number | undefined;
}

/** Graded answers are a sample unless it is known that all were graded. */
export function isSample(signal: Pick<Signal, 'population'>, gradedShare: number | undefined): boolean {
  return signal.population !== undefined && (gradedShare ?? 0) < 1;
}

/**
 * The bounds of a sampled share, or of a mean of values of a known range: by the mixture martingale, which depends on what is there and
 * not on how often one has looked, or of a single look by Wilson's interval.
 */
export function sampledBounds(signal: Signal, value: SignalValue, options: SampledOptions): SampledBounds {
  const { levels, looks, target } = options;
  if (value.value === undefined) return { bounds: UNBOUNDED };
  if (value.events !== undefined) return { ...ofShare(value.events, value.n, levels, looks) };
  const { formula } = signal;
  const range = scoreRange(signal, value.distribution && extentOf(value.distribution), target);
  if (range === undefined || formula.kind === 'quantile') return { bounds: UNBOUNDED };
  const width = range.upper - range.lower;
  const part = Math.min(1, Math.max(0, (value.value - range.lower) / width));
  const { bounds, method } = ofShare(part * value.n, value.n, levels, looks);
  return {
    bounds: { lower: range.lower + width * bounds.lower, upper: range.lower + width * bounds.upper },
    ...(method === undefined ? {} : { method }),
  };
}

/** The share of a sample that is at or under a threshold, in the light of its buckets and of what was not graded. */
export function sampledShareAt(
  share: Interval | undefined,
  n: number,
  { levels, looks }: SampledOptions,
): Interval | undefined {
  if (share === undefined) return undefined;
  return {
    lower: ofShare(share.lower * n, n, levels, looks).bounds.lower,
    upper: ofShare(share.upper * n, n, levels, looks).bounds.upper,
  };
}

function ofShare(
  events: number,
  n: number,
  levels: DecisionLevels,
  looks: SampledOptions['looks'],
): SampledBounds {
  return looks === 'once'
    ? { bounds: wilsonInterval(events, n, levels), method: 'wilson' }
    : { bounds: mixtureInterval(events, n, levels), method: 'mixture' };
}

/** Between what everything lies that was observed, as far as its buckets tell. */
function extentOf({ cells }: Distribution): Interval {
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const cell of cells) {
    if (!(cell.count > 0)) continue;
    // A lowest bucket begins at 0 where it ends above it, as Prometheus reads it, too.
    const from = cell.lower === Number.NEGATIVE_INFINITY && cell.upper > 0 ? 0 : cell.lower;
    lower = Math.min(lower, from);
    upper = Math.max(upper, cell.upper);
  }
  return { lower, upper };
}
