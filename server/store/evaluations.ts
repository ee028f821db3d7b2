import type { EvaluationItem, EvaluationRun, EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { EvaluationQuery } from '../../core/ports.ts';

/** A run without its items. */
export function summarise(
  run: EvaluationRun,
  retracted: EvaluationRunSummary['retracted'],
): EvaluationRunSummary {
  const { items, ...rest } = run;
  const { errors, skipped, unscored } = tally(items, Object.keys(run.metrics));
  return {
    ...rest,
    itemCount: items.length === 0 ? sizeOfAggregates(run) : items.length,
    errorCount: errors,
    ...(skipped > 0 ? { skippedCount: skipped } : {}),
    ...(unscored > 0 ? { unscoredCount: unscored } : {}),
    ...(retracted === undefined ? {} : { retracted }),
  };
}

/** How many items failed, were asked nothing, or gave no value to something that was asked. */
function tally(items: readonly EvaluationItem[], metrics: readonly string[]) {
  let [errors, skipped, unscored] = [0, 0, 0];
  for (const { error, values, notAsked = [] } of items) {
    if (error !== undefined) errors += 1;
    else if (metrics.length > 0 && metrics.every((metric) => notAsked.includes(metric))) skipped += 1;
    else if (metrics.some((metric) => !Object.hasOwn(values, metric) && !notAsked.includes(metric)))
      unscored += 1;
  }
  return { errors, skipped, unscored };
}

function sizeOfAggregates({ aggregates = {} }: EvaluationRun): number {
  return Math.max(0, ...Object.values(aggregates).map(({ n }) => n));
}

/** Whether a run is among those that were asked for. */
export function matchesEvaluation(run: EvaluationRunSummary, query: EvaluationQuery): boolean {
  return (
    run.product === query.product &&
    (query.ids?.includes(run.id) ?? true) &&
    (query.items?.includes(run.item) ?? true) &&
    (query.dataset === undefined || query.dataset === run.dataset) &&
    (query.environments?.includes(run.environment) ?? true) &&
    (query.builds?.includes(run.build) ?? true) &&
    (query.from === undefined || run.at >= query.from) &&
    (query.to === undefined || run.at < query.to) &&
    (query.includeRetracted === true || run.retracted === undefined)
  );
}
