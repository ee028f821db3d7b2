import { createHash } from 'node:crypto';
import type { EvaluationAggregate, EvaluationItem, EvaluationRun } from '../../core/measure/evaluation.ts';

/** A hash of what a run says: its metrics, items and aggregates, in whatever order they were written. */
export function contentHash({
  metrics,
  items,
  aggregates = {},
}: Pick<EvaluationRun, 'metrics' | 'items' | 'aggregates'>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([sortedEntries(metrics), sortedEntries(aggregates).map(plainAggregate)]));
  for (const item of items) hash.update(JSON.stringify(plainItem(item)));
  return hash.digest('hex').slice(0, 32);
}

function plainItem({ id, cluster, values, notAsked = [], error }: EvaluationItem) {
  return [id, cluster, sortedEntries(values), [...notAsked].sort(), error ?? null];
}

function plainAggregate([name, { value, n, standardError }]: readonly [string, EvaluationAggregate]) {
  return [name, value, n, standardError ?? null];
}

function sortedEntries<V>(record: Readonly<Record<string, V>>): [string, V][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
