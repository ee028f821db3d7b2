import type { EvaluationItem } from '../measure/evaluation.ts';
import { byCluster, type ClusteredValue } from '../statistics/clusters.ts';
import { meanOf } from '../statistics/mean.ts';
import type { EvaluationFormula, Signal } from './signal.ts';

/** What the items of runs say of a signal: one value for each cluster. */
export interface RunClusters {
  /** By the cluster's name, in an order that does not depend on the values. */
  readonly values: ReadonlyMap<string, number>;
  /** Items that failed, or whose metric gave no value that could be one. */
  readonly errors: number;
}

/**
 * The clusters of runs. Items that errored, or whose metric failed to compute, are counted apart; what was not asked of an item is
 * neither. Repeats of an item are one cluster.
 */
export function runClusters(
  signal: Signal,
  formula: EvaluationFormula,
  runs: readonly { readonly items: readonly EvaluationItem[] }[],
): RunClusters {
  const values: ClusteredValue[] = [];
  let errors = 0;
  for (const item of runs.flatMap((one) => one.items)) {
    const value = item.values[formula.metric];
    if (item.error === undefined && item.notAsked?.includes(formula.metric)) continue;
    if (item.error !== undefined || value === undefined || !isUsable(signal, formula, value)) errors += 1;
    else values.push({ cluster: item.cluster === '' ? item.id : item.cluster, value });
  }
  const clusters = [...byCluster(values)].map(
    ([cluster, repeats]) => [cluster, ofCluster(formula, repeats)] as const,
  );
  return { values: new Map(clusters.sort(([a], [b]) => hash(a) - hash(b) || (a < b ? -1 : 1))), errors };
}

/** A share is of outcomes, or of scores from 0 to 1; scores of a declared range lie within it. */
function isUsable(signal: Signal, { reduce }: EvaluationFormula, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (reduce === 'share' || (reduce === 'mean' && signal.unit === 'share')) return value >= 0 && value <= 1;
  const { range } = signal;
  return reduce !== 'mean' || range === undefined || (value >= range.lower && value <= range.upper);
}

/** What stands for the repeats of one item: it counts if any of them did, its costs add up, and else their mean. */
function ofCluster({ reduce }: EvaluationFormula, repeats: readonly number[]): number {
  if (reduce === 'count') return repeats.some((value) => value !== 0) ? 1 : 0;
  return reduce === 'sum' ? repeats.reduce((sum, value) => sum + value, 0) : meanOf(repeats);
}

/**
 * Puts items in an order that has nothing to do with what they are about (G. Fowler, L. C. Noll, K.-P. Vo, FNV-1a, and a last mixing by A.
 * Appleby, MurmurHash3): bets are placed in it, and a dataset that is sorted by difficulty would be bet on in that order.
 */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
