import { type Distribution, quantile } from '../../core/measure/distribution.ts';
import { startOfDay } from '../../core/time/calendar.ts';
import type { Extent } from './extent.ts';
import { endOf, RUNNING_DAY } from './extent.ts';
import { BOUNDS, DAY_MS, MINUTE_MS, VERSIONS } from './workload.ts';

/** What is asked of every store. */
export const QUESTIONS = ['quarter', 'criteria', 'year'] as const;
export type Question = (typeof QUESTIONS)[number];

/** What Gateline is asked beside: the figures of the criteria without a judgment, which is what the others answer. */
export type OwnQuestion = Question | 'figures';

/** When it is asked; half-open windows, Unix ms. */
export interface Asked {
  readonly quarter: { readonly from: number; readonly to: number };
  readonly year: { readonly from: number; readonly to: number };
  /** The clock at the first round. */
  readonly now: number;
  /** By so much it goes on from round to round, ms: there is a new point each time. */
  readonly roundMs: number;
}

/** The clock at a round. */
export function nowAt({ now, roundMs }: Asked, round: number): number {
  return now + round * roundMs;
}

export function askedOf(extent: Extent): Asked {
  const to = endOf(extent);
  return {
    quarter: { from: to - extent.quarterDays * DAY_MS, to },
    year: { from: to - extent.yearDays * DAY_MS, to },
    now: to + RUNNING_DAY * DAY_MS,
    roundMs: extent.stepMinutes * MINUTE_MS,
  };
}

/** Whose latency is asked for. */
export const QUARTER_VERSION = 'v3';
export const QUARTER_MEASURE = 'request_duration';
const QUANTILES = [0.5, 0.95, 0.99] as const;

/** p50, p95 and p99 of each day. @param days counts of each bucket, day by day */
export function quantilesOf(days: readonly Distribution[]): number[] {
  return days.flatMap((day) => QUANTILES.map((q) => quantile(day, q)?.estimate ?? Number.NaN));
}

/** Counts of the buckets as a distribution. */
export function distributionOf(counts: readonly number[]): Distribution {
  return {
    cells: counts
      .map((count, i) => ({
        lower: i === 0 ? 0 : (BOUNDS[i - 1] as number),
        upper: BOUNDS[i] as number,
        count,
      }))
      .filter(({ count }) => count > 0),
  };
}

const CRITERIA_DAYS = 28;
const HOUR_MS = 3_600_000;

/** Half-open, Unix ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What the criteria are judged over: the days that have closed, and for what is graded until now. */
export function criteriaWindows(now: number): { readonly closed: Window; readonly running: Window } {
  const to = startOfDay(now, 'UTC');
  const from = to - CRITERIA_DAYS * DAY_MS;
  return { closed: { from, to }, running: { from, to: now } };
}

/** What an evaluation reads beside that: the days as they had closed a day before, and the last hour. */
export function besideWindows(now: number): readonly Window[] {
  const { from, to } = criteriaWindows(now).closed;
  return [
    { from: from - DAY_MS, to: to - DAY_MS },
    { from: now - HOUR_MS, to: now },
  ];
}

/**
 * The criteria of each version, with what a store is asked for: a ratio of two counters, or a quantile of the latency. What is graded is a
 * sample, and judged until now; everything else is judged by days that have closed.
 */
export const CRITERIA = [
  { text: 'accuracy >= 85% over 28d', ratio: ['graded_correct', 'graded'], untilNow: true },
  { text: 'hallucination_rate < 3% over 28d', ratio: ['graded_hallucinated', 'graded'], untilNow: true },
  { text: 'helpful_rate >= 60% over 28d', ratio: ['suggestions_helpful', 'suggestions_shown'] },
  { text: 'containment_rate >= 60% over 28d', ratio: ['requests_contained', 'requests'] },
  { text: 'latency_p99 < 10s over 28d', quantile: 0.99 },
  { text: 'latency_p50 < 1s over 28d', quantile: 0.5 },
  { text: 'cost_per_request < $0.01 over 28d', ratio: ['cost_usd', 'requests'] },
  { text: 'error_rate < 1% over 28d', ratio: ['requests_failed', 'requests'] },
] as const;

/** Every counter that the criteria need, once, with the end of its window. */
export const CRITERIA_COUNTERS: readonly { readonly name: string; readonly untilNow: boolean }[] = [
  ...new Map(
    CRITERIA.flatMap((criterion) =>
      'ratio' in criterion
        ? criterion.ratio.map((name) => [name, { name, untilNow: 'untilNow' in criterion }] as const)
        : [],
    ),
  ).values(),
];

/** Counters that the question about the year needs. */
export const YEAR_COUNTERS: readonly string[] = ['cost_usd', 'requests'];

/** The values of all criteria, version by version. */
export function criteriaOf(
  total: (version: string, counter: string) => number,
  buckets: (version: string) => readonly number[],
): number[] {
  return VERSIONS.flatMap((version) =>
    CRITERIA.map((criterion) => {
      if ('ratio' in criterion)
        return total(version, criterion.ratio[0]) / total(version, criterion.ratio[1]);
      return quantile(distributionOf(buckets(version)), criterion.quantile)?.estimate ?? Number.NaN;
    }),
  );
}
