import { type DecisionLevels, evenLevels } from '../gate/levels.ts';
import type { Actual } from '../gate/verdict.ts';
import type { EvaluationItem, EvaluationRunSummary } from '../measure/evaluation.ts';
import { poolAggregates } from './evaluation-aggregate.ts';
import { runClusters } from './run-clusters.ts';
import { estimateOfRun, estimateOfWhole } from './run-estimate.ts';
import type { Signal } from './signal.ts';

/** A run with its items. */
export interface RunWithItems {
  readonly run: EvaluationRunSummary;
  readonly items: readonly EvaluationItem[];
}

/** What an evaluation's actual is asked for with. */
export interface EvaluationOptions {
  /** One-sided and the same for both ends, or each end's own. */
  readonly confidence: number | DecisionLevels;
  /** Id of the item that it is for. */
  readonly item: string;
  /** In the signal's unit, where there is one. */
  readonly target?: number | undefined;
  /** How many runs there are of the item on this revision of the dataset. */
  readonly tried?: number;
}

/**
 * What evaluation runs show of a signal: one run, or several taken together. They must be of one dataset, revision and judge; the
 * caller sees to that. docs/judgment.md says by which interval.
 *
 * n is the number of clusters, the repeats of an item being one (Miller 2024, arXiv 2411.00640, §2.2). Where no run has items with the
 * metric, what they say of it as a whole stands for them.
 *
 * `undefined` when the signal does not come out of evaluations or there is no run.
 */
export function evaluationActual(
  signal: Signal,
  runs: readonly RunWithItems[],
  options: EvaluationOptions,
): Actual | undefined {
  const latest = runs.reduce<RunWithItems | undefined>(
    (a, b) => (a === undefined || b.run.at > a.run.at ? b : a),
    undefined,
  );
  const { evaluation } = signal;
  if (evaluation === undefined || latest === undefined) return undefined;
  const { confidence, target } = options;
  const how = { levels: typeof confidence === 'number' ? evenLevels(confidence) : confidence, target };
  const { values, errors } = runClusters(signal, evaluation, runs);
  const summaries = runs.map((one) => one.run);
  const whole = values.size > 0 ? undefined : poolAggregates(summaries, evaluation.metric);
  const { run } = latest;
  return {
    signal: signal.name,
    item: options.item,
    evidence: 'evaluation',
    environment: run.environment,
    ...(whole === undefined
      ? estimateOfRun(signal, evaluation, [...values.values()], how)
      : estimateOfWhole(signal, evaluation, whole, how)),
    n: whole?.n ?? values.size,
    from: Math.min(...summaries.map(({ at }) => at)),
    to: run.at,
    coverage: 1,
    observedAt: run.at,
    builds: buildShares(summaries),
    evaluation: {
      run: run.id,
      dataset: run.dataset,
      revision: run.revision,
      judge: [run.judge, run.judgeVersion].filter((text) => text !== '').join(' '),
      errors,
      ...(options.tried === undefined ? {} : { tried: options.tried }),
    },
  };
}

function buildShares(runs: readonly EvaluationRunSummary[]): Actual['builds'] {
  const counts = new Map<string, number>();
  for (const { build, itemCount } of runs) counts.set(build, (counts.get(build) ?? 0) + itemCount);
  const all = [...counts.values()].reduce((sum, items) => sum + items, 0);
  return all === 0 ? [] : [...counts].map(([build, items]) => ({ build, share: items / all }));
}
