import type { Operator } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import { LEAST_BLOCKS } from '../statistics/blocks.ts';
import { median, medianBounds, robustSlope, type Slope, type TrendPoint } from './slope.ts';
import type { ForecastState, UncertainReason } from './state.ts';

/** What a signal came to in one week. */
export interface WeekValue {
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** `undefined`: too little was seen of it. */
  readonly value: number | undefined;
  readonly n: number;
}

/** The build that served most of the traffic from a time on. */
export interface MainBuild {
  /** `''` where the source does not say. */
  readonly build: string;
  /** Unix ms. */
  readonly from: number;
}

/** What is to be forecast, out of what. */
export interface ForecastAsk {
  /** Ascending. */
  readonly weeks: readonly WeekValue[];
  readonly signal: Pick<Signal, 'unit' | 'family'>;
  readonly op: Exclude<Operator, '='>;
  /** In the signal's unit. */
  readonly target: number;
  /** The end of the due date, Unix ms. */
  readonly dueAt: number;
  readonly now: number;
  /** How long the criterion's value lags behind the trend: half of its window, and as long as it must have held. */
  readonly lagMs: number;
  /** Each that became the main one, ascending; empty where builds do not matter. */
  readonly builds: readonly MainBuild[];
}

/** A value with its ends. */
export interface Expected {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Where the trend of a criterion leads. Nothing in it is NaN or infinite. */
export interface Forecast {
  readonly state: ForecastState;
  readonly reason?: UncertainReason;
  /** A week, in the signal's unit, with ends that are each sure by 95 %. */
  readonly slope?: Slope;
  /** The criterion's value now, as the trend has it: without the noise of its last day. */
  readonly level?: Expected;
  /** The criterion's value at the due date, with ends that the slope's ends lead to. */
  readonly expected?: Expected;
  /** When the target is met if it goes on, Unix ms; absent where it is met now, or never within some years. */
  readonly reachedAt?: number;
  /** How many weeks it was made of. */
  readonly weeks: number;
  /** The main build at the end, since when. */
  readonly build?: MainBuild;
  /** Some of the weeks were before that build. */
  readonly crossed?: true;
}

const WEEK_MS = 7 * 86_400_000;
/** Confidence in each end: of four weeks that is all there is between the least and the greatest slope (23 of 24). */
const LEVEL = 0.95;
/** A trend is carried ahead at most so many times as long as it was seen. */
export const CARRIED = 2;
/** Later than that nobody means a date. */
const MOST_WEEKS = 260;
/** No signal is as large; what is would overflow. */
const MOST_VALUE = 1e100;

/**
 * Where the trend of an actual leads by its due date: `on-track` where even the cautious end meets the target, `off-track` where even the
 * hopeful end misses it, `at-risk` between the two, and `uncertain` where the weeks do not tell. Quality moves in steps with builds, so its
 * trend is made of the weeks of the present main build alone; any other trend says when it crosses a change. It is approximate: weeks
 * depend on each other, and nothing says that a trend goes on.
 */
export function forecast(ask: ForecastAsk): Forecast {
  const { weeks, ...basis } = basisOf(ask);
  const about = { ...basis, weeks: weeks.length };
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined || weeks.length < LEAST_BLOCKS)
    return { state: 'uncertain', reason: 'too-few-weeks', ...about };
  if (ask.dueAt - ask.now > CARRIED * (last.to - first.from))
    return { state: 'uncertain', reason: 'too-far-ahead', ...about };
  const points = weeks.map(({ from, to, value }) => ({
    at: ((from + to) / 2 - ask.now) / WEEK_MS,
    value: value as number,
  }));
  const slope = robustSlope(points, LEVEL);
  const criterionAt = (time: number) =>
    valueAt(points, slope, (time - ask.lagMs - ask.now) / WEEK_MS, ask.signal.unit);
  const expected = criterionAt(ask.dueAt);
  const state = stateOf(ask, slope, expected);
  const reachedAt = reachedOf(ask, points, slope);
  return {
    state,
    ...(state === 'uncertain' ? { reason: 'direction-unknown' as const } : {}),
    slope,
    level: criterionAt(ask.now),
    expected,
    ...(reachedAt === undefined ? {} : { reachedAt }),
    ...about,
  };
}

function basisOf({ weeks, signal, builds }: ForecastAsk): Pick<Forecast, 'build' | 'crossed'> & {
  readonly weeks: readonly WeekValue[];
} {
  const known = weeks.filter(({ value }) => value !== undefined && Math.abs(value) <= MOST_VALUE);
  const build = builds.at(-1);
  if (build === undefined) return { weeks: known };
  const since = known.filter(({ from }) => from >= build.from);
  if (signal.family === 'quality') return { weeks: since, build };
  const isCrossed = builds.length > 1 && since.length < known.length;
  return { weeks: known, build, ...(isCrossed ? { crossed: true as const } : {}) };
}

/** Each week carried on to a time: the middle of them, and between what both ends of the slope lead to. */
function valueAt(points: readonly TrendPoint[], slope: Slope, time: number, unit: Signal['unit']): Expected {
  const carried = (by: number) => points.map(({ at, value }) => value + by * (time - at));
  const ends = [slope.lower, slope.upper].map((by) => medianBounds(carried(by), LEVEL));
  const possible = (value: number) =>
    unit === 'score' ? value : Math.max(0, unit === 'share' ? Math.min(1, value) : value);
  return {
    value: possible(median(carried(slope.value))),
    lower: possible(Math.min(...ends.map(({ lower }) => lower))),
    upper: possible(Math.max(...ends.map(({ upper }) => upper))),
  };
}

function stateOf(ask: ForecastAsk, slope: Slope, { lower, upper }: Expected): ForecastState {
  const ends = [meets(ask, lower), meets(ask, upper)];
  if (ends.every(Boolean)) return 'on-track';
  if (!ends.some(Boolean)) return 'off-track';
  return slope.lower > 0 || slope.upper < 0 ? 'at-risk' : 'uncertain';
}

/** Whether a value is on the right side of the target. */
export function meets({ op, target }: Pick<ForecastAsk, 'op' | 'target'>, value: number): boolean {
  if (op === '>=') return value >= target;
  if (op === '>') return value > target;
  return op === '<=' ? value <= target : value < target;
}

function reachedOf(ask: ForecastAsk, points: readonly TrendPoint[], slope: Slope): number | undefined {
  const { target, op, now, lagMs } = ask;
  const isTowards = op === '>=' || op === '>' ? slope.value > 0 : slope.value < 0;
  if (!isTowards) return undefined;
  const level = median(points.map(({ at, value }) => value - slope.value * at));
  const weeks = (target - level) / slope.value + lagMs / WEEK_MS;
  return weeks > 0 && weeks <= MOST_WEEKS ? now + weeks * WEEK_MS : undefined;
}
