import type { EvaluationAggregate, EvaluationMetricKind } from '../../../core/measure/evaluation.ts';
import { present } from '../../../core/present.ts';
import { CORRECT, FACTS } from '../draft.ts';
import { MetricNames } from '../metric-name.ts';
import { isRow, member, numberOf, textOf } from '../values.ts';

/** What a log without scored samples (`--header-only`) says as a whole. */
export interface InspectWhole {
  readonly metrics: Readonly<Record<string, EvaluationMetricKind>>;
  readonly items: readonly never[];
  readonly aggregates: Readonly<Record<string, EvaluationAggregate>>;
}

/**
 * The metrics that are a mean over samples; the first accuracy is `correct`. Epochs are repeats, and no more samples.
 *
 * @param spec `eval` of the log
 */
export function inspectAggregates(results: unknown, spec: unknown): InspectWhole {
  const names = new MetricNames([CORRECT, ...FACTS]);
  const epochs = Math.max(1, numberOf(member(member(spec, 'config'), 'epochs')) ?? 1);
  const completed =
    numberOf(member(results, 'completed_samples')) ?? numberOf(member(results, 'total_samples'));
  const ids = member(member(spec, 'dataset'), 'sample_ids');
  const most = Array.isArray(ids) && ids.length > 0 ? ids.length : Number.POSITIVE_INFINITY;
  const scores = member(results, 'scores');
  const aggregates = new Map<string, EvaluationAggregate>();
  const metrics = new Map<string, EvaluationMetricKind>();
  for (const score of Array.isArray(scores) ? scores : []) {
    const given = member(score, 'metrics');
    const mean = isRow(given) ? (given.accuracy ?? given.mean) : undefined;
    const value = numberOf(member(mean, 'value'));
    const scored = numberOf(member(score, 'scored_samples')) ?? completed;
    const n = scored === undefined ? 0 : Math.min(most, Math.floor(scored / epochs));
    if (value === undefined || n < 1) continue;
    const isAccuracy = isRow(given) && given.accuracy !== undefined;
    const scorer = textOf(member(score, 'name')) ?? textOf(member(score, 'scorer')) ?? 'score';
    const name = isAccuracy && !aggregates.has(CORRECT) ? CORRECT : names.of(scorer);
    const error = isRow(given) ? numberOf(member(given.stderr, 'value')) : undefined;
    aggregates.set(name, { value, n, ...present({ standardError: error }) });
    metrics.set(name, isAccuracy ? 'outcome' : 'score');
  }
  return { metrics: Object.fromEntries(metrics), items: [], aggregates: Object.fromEntries(aggregates) };
}
