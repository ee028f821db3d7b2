import type { DecisionLevels } from '../gate/levels.ts';
import type { Method } from '../gate/method.ts';
import type { Actual } from '../gate/verdict.ts';
import { bettingIntervalWithin } from '../statistics/betting.ts';
import { clopperPearsonInterval } from '../statistics/clopper-pearson.ts';
import { type Interval, UNBOUNDED } from '../statistics/interval.ts';
import { meanOf, skewedMeanInterval } from '../statistics/mean.ts';
import { quantileInterval, sampleQuantile } from '../statistics/order-statistics.ts';
import { shareInterval } from '../statistics/share.ts';
import { intervalOfAggregate, type PooledAggregate } from './evaluation-aggregate.ts';
import { scoreRange } from './score-range.ts';
import type { EvaluationFormula, Signal } from './signal.ts';

/** A run's value with its interval, and how that came about. */
export type RunEstimate = Pick<
  Actual,
  'value' | 'lower' | 'upper' | 'boundsKind' | 'events' | 'method' | 'levels'
>;

/** What an estimate is made with. */
export interface EstimateOptions {
  readonly levels: DecisionLevels;
  /** In the signal's unit, where there is one: says something of the scale of its scores. */
  readonly target?: number | undefined;
}

const NO_ESTIMATE: RunEstimate = {
  value: undefined,
  lower: undefined,
  upper: undefined,
  boundsKind: 'interval',
};

/** The value and interval of a run's clusters. */
export function estimateOfRun(
  signal: Signal,
  formula: EvaluationFormula,
  values: readonly number[],
  options: EstimateOptions,
): RunEstimate {
  if (values.length === 0) return NO_ESTIMATE;
  switch (formula.reduce) {
    case 'share':
      return share(sumOf(values), values.length, options);
    case 'mean':
      return mean(signal, values, options);
    case 'quantile': {
      const sorted = [...values].sort((a, b) => a - b);
      const q = formula.q ?? 0.5;
      const bounds = quantileInterval(sorted, q, options.levels);
      return interval(sampleQuantile(sorted, q), bounds, 'order-statistics', options);
    }
    case 'count':
      return count(sumOf(values), values.length, options);
    case 'sum':
      return exact(sumOf(values));
  }
}

/** The same of what is only known as a whole: a share or a mean of so many, never a quantile. */
export function estimateOfWhole(
  signal: Signal,
  formula: EvaluationFormula,
  whole: PooledAggregate,
  options: EstimateOptions,
): RunEstimate {
  const { mean: average, n } = whole;
  const isShare = formula.reduce !== 'sum' && (formula.reduce !== 'mean' || signal.unit === 'share');
  if (formula.reduce === 'quantile' || (isShare && !(average >= 0 && average <= 1))) return NO_ESTIMATE;
  switch (formula.reduce) {
    case 'share':
      return share(average * n, n, options);
    case 'mean':
      return isShare
        ? { ...share(average * n, n, options) }
        : interval(average, intervalOfAggregate(whole, options.levels), 'student', options);
    case 'count':
      return count(Math.round(average * n), n, options);
    case 'sum':
      return exact(average * n);
  }
}

function share(events: number, n: number, options: EstimateOptions): RunEstimate {
  return { ...interval(events / n, shareInterval(events, n, options.levels), 'wilson', options), events };
}

function mean(signal: Signal, values: readonly number[], options: EstimateOptions): RunEstimate {
  const range = scoreRange(signal, extent(values), options.target);
  return range === undefined
    ? interval(meanOf(values), skewedMeanInterval(values, options.levels), 'student', options)
    : interval(meanOf(values), bettingIntervalWithin(values, range, options.levels), 'betting', options);
}

/** A count of what happened in this run; its bounds are those of the number to expect in runs of its size. */
function count(events: number, n: number, options: EstimateOptions): RunEstimate {
  const { lower, upper } = clopperPearsonInterval(events, n, options.levels);
  return { ...interval(events, { lower: lower * n, upper: upper * n }, 'counted', options), events };
}

function exact(value: number): RunEstimate {
  return Number.isFinite(value)
    ? { value, lower: value, upper: value, boundsKind: 'measurement', method: 'counted' }
    : NO_ESTIMATE;
}

function interval(
  value: number,
  { lower, upper }: Interval,
  method: Method,
  { levels }: EstimateOptions,
): RunEstimate {
  if (!Number.isFinite(value)) return NO_ESTIMATE;
  return {
    value,
    lower: Number.isNaN(lower) ? UNBOUNDED.lower : lower,
    upper: Number.isNaN(upper) ? UNBOUNDED.upper : upper,
    boundsKind: 'interval',
    method,
    levels: { lower: levels.lower, upper: levels.upper },
  };
}

function extent(values: readonly number[]): Interval {
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < lower) lower = value;
    if (value > upper) upper = value;
  }
  return { lower, upper };
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
