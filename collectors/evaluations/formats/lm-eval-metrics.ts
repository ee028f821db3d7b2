import { CORRECT, FACTS, SCORE } from '../draft.ts';
import { MetricNames } from '../metric-name.ts';
import { numberOf, type Row } from '../values.ts';

/** A value of a task: `acc,none` is the metric acc after the filter none. */
export interface TaskMetric {
  readonly metric: string;
  /** `none` where the answers were taken as they came. */
  readonly filter: string;
  readonly value: number;
  readonly standardError: number | undefined;
}

/** What stands beside the values and is none. */
const NO_METRICS: ReadonlySet<string> = new Set(['alias', 'sample_len', 'sample_count', 'name']);

/** The values of a task or a group, without their standard errors. */
export function taskMetrics(values: Row): readonly TaskMetric[] {
  return Object.entries(values).flatMap(([key, given]) => {
    const [metric = '', ...filter] = key.split(',');
    const value = typeof given === 'number' ? numberOf(given) : undefined;
    if (value === undefined || metric.endsWith('_stderr') || NO_METRICS.has(metric)) return [];
    const error = values[[`${metric}_stderr`, ...filter].join(',')];
    const standardError = typeof error === 'number' && error >= 0 ? numberOf(error) : undefined;
    return [{ metric, filter: filter.join(',') || 'none', value, standardError }];
  });
}

/** Metrics that say right or wrong, the plainest first. */
const RIGHT_OR_WRONG = ['acc', 'exact_match', 'em', 'pass@1'] as const;

/** What a task's metrics are called here. */
export interface LmEvalNames {
  of(metric: Pick<TaskMetric, 'metric' | 'filter'>): string;
  /** Why none of them is right or wrong, where one could be: one sentence with the way out. */
  readonly undecided: string | undefined;
}

/**
 * The names of a task's metrics. The plainest one that says right or wrong is `correct`, where it comes through one filter only; others
 * keep their names, with the filter behind them where it did something.
 */
export function lmEvalMetricNames(
  found: readonly Pick<TaskMetric, 'metric' | 'filter'>[],
  task = 'this task',
): LmEvalNames {
  const names = new MetricNames([CORRECT, SCORE, ...FACTS]);
  const plainest = RIGHT_OR_WRONG.find((one) => found.some(({ metric }) => metric === one));
  const filters = new Set(found.filter(({ metric }) => metric === plainest).map(({ filter }) => filter));
  const of: LmEvalNames['of'] = ({ metric, filter }) => {
    if (metric === plainest && filters.size === 1) return CORRECT;
    return names.of(filter === 'none' ? metric : `${metric},${filter}`);
  };
  if (plainest === undefined || filters.size < 2) return { of, undecided: undefined };
  const choices = [...filters].map((filter) => `--metric ${CORRECT}=${of({ metric: plainest, filter })}`);
  const undecided = `The ${plainest} of ${task} comes through several filters, so none of them is taken for right or wrong; ${choices.join(' or ')} says which.`;
  return { of, undecided };
}
