import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
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

/** The means of a run's metrics as they stand in its file: `correct 91.2 %, latency 0.84`. */
export function metricWords({ metrics, items, aggregates = {} }: EvaluationRun): string {
  return Object.entries(metrics)
    .slice(0, MOST_METRICS)
    .flatMap(([metric, kind]) => {
      const mean = aggregates[metric]?.value ?? meanOf(items.flatMap(({ values }) => values[metric] ?? []));
      if (mean === undefined) return [];
      return [
        `${metric} ${kind === 'outcome' ? `${(mean * 100).toFixed(1)} %` : Number(mean.toPrecision(3))}`,
      ];
    })
    .join(', ');
}

const MOST_METRICS = 4;

function meanOf(values: readonly number[]): number | undefined {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? undefined : sum / values.length;
}
