import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import { byCluster } from '../../../core/statistics/clusters.ts';
import { meanOf } from '../../../core/statistics/mean.ts';
import type { EvaluationRunJson } from '../../http/contract/evaluations.ts';
import { counted } from './table.ts';

/** `400 items, 3 errors, 2 skipped`; of a group `600 items of 2 others`. */
export function sizeWords({ items, errors, skipped, unscored, madeOf }: EvaluationRunJson): string {
  return [
    madeOf === undefined
      ? counted(items, 'item')
      : `${counted(items, 'item')} of ${counted(madeOf.length, 'other')}`,
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(unscored === 0 ? [] : [`${unscored} without a score`]),
  ].join(', ');
}

/** `by gpt-4o 3`, `build 2.1`; what is not known is left out. */
export function aboutWords({ build, revision, judge, judgeVersion }: EvaluationRunJson): string {
  const judged = [judge, judgeVersion].filter((part) => part !== '').join(' ');
  return [
    build === '' ? '' : `build ${build}`,
    revision === '' ? '' : `revision ${revision}`,
    judged === '' ? '' : `judge ${judged}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The means of a run's metrics, as gates see them: `correct 91.2 %, latency 0.84`. */
export function metricWords({ metrics, items, aggregates = {} }: EvaluationRun): string {
  return Object.entries(metrics)
    .slice(0, MOST_METRICS)
    .flatMap(([metric, kind]) => {
      const mean = aggregates[metric]?.value ?? meanOver(items, metric);
      if (mean === undefined) return [];
      return [
        `${metric} ${kind === 'outcome' ? `${(mean * 100).toFixed(1)} %` : Number(mean.toPrecision(3))}`,
      ];
    })
    .join(', ');
}

const MOST_METRICS = 4;

/** Repeats of an item count once, by their mean; what failed counts not at all. */
function meanOver(items: EvaluationRun['items'], metric: string): number | undefined {
  const values = items.flatMap(({ id, cluster, values: own, error }) => {
    const value = error === undefined ? own[metric] : undefined;
    return value === undefined ? [] : [{ cluster: cluster === '' ? id : cluster, value }];
  });
  return values.length === 0 ? undefined : meanOf([...byCluster(values).values()].map(meanOf));
}
