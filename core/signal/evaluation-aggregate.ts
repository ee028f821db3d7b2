import type { EvaluationRunSummary } from '../measure/evaluation.ts';
import { type EndLevels, type Interval, UNBOUNDED } from '../statistics/interval.ts';
import { normalQuantile } from '../statistics/special.ts';

/** A metric of which only the whole is known: the mean of all runs together, over so many items. */
export interface PooledAggregate {
  readonly mean: number;
  readonly n: number;
  /** Absent when one of the runs does not give its own. */
  readonly standardError?: number;
}

/**
 * What runs that give no items say of a metric, each weighed by its items; `undefined` when none says anything. The standard errors of
 * independent means add up by their squares.
 */
export function poolAggregates(
  runs: readonly Pick<EvaluationRunSummary, 'aggregates'>[],
  metric: string,
): PooledAggregate | undefined {
  const wholes = runs.flatMap(({ aggregates }) => aggregates?.[metric] ?? []).filter(({ n }) => n > 0);
  if (wholes.length === 0) return undefined;
  let [n, sum, variance] = [0, 0, 0];
  for (const whole of wholes) {
    n += whole.n;
    sum += whole.value * whole.n;
    variance += ((whole.standardError ?? Number.NaN) * whole.n) ** 2;
  }
  const standardError = Math.sqrt(variance) / n;
  return { mean: sum / n, n, ...(Number.isNaN(standardError) ? {} : { standardError }) };
}

/** The interval of a mean whose standard error is given: n is large where only a whole is published, so by the normal distribution. */
export function intervalOfAggregate({ mean, standardError }: PooledAggregate, levels: EndLevels): Interval {
  if (standardError === undefined) return UNBOUNDED;
  const half = (level: number) => (standardError === 0 ? 0 : normalQuantile(level) * standardError);
  return { lower: mean - half(levels.lower), upper: mean + half(levels.upper) };
}
