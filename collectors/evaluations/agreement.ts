import type { EvaluationItem, EvaluationRun } from '../../core/measure/evaluation.ts';

/** Two means are the same when they differ by less than this share of themselves: tools write all digits. */
const SAME = 1e-6;

/**
 * Whether items are those that a run was known of as a whole: every metric that both have is the same mean over as many items.
 */
export function agrees(
  items: readonly EvaluationItem[],
  aggregates: NonNullable<EvaluationRun['aggregates']>,
): boolean {
  if (items.length === 0) return false;
  const common = Object.entries(aggregates).filter(([metric]) =>
    items.some(({ values }) => Object.hasOwn(values, metric)),
  );
  return common.length > 0 && common.every(([metric, { value, n }]) => isMeanOf(items, metric, value, n));
}

function isMeanOf(items: readonly EvaluationItem[], metric: string, mean: number, n: number): boolean {
  const values = items.flatMap(({ values }) => values[metric] ?? []);
  if (values.length !== n) return false;
  const own = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.abs(own - mean) <= SAME * Math.max(1, Math.abs(mean));
}
