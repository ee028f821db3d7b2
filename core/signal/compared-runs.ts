import type { DecisionLevels } from '../gate/levels.ts';
import type { Method } from '../gate/method.ts';
import type { Actual } from '../gate/verdict.ts';
import { bettingIntervalWithin } from '../statistics/betting.ts';
import type { Interval } from '../statistics/interval.ts';
import { meanOf, skewedMeanInterval } from '../statistics/mean.ts';
import { newcombeInterval } from '../statistics/newcombe.ts';
import { tangoInterval } from '../statistics/tango.ts';
import { compared, endToEnd } from './comparison.ts';
import { evaluationActual, type RunWithItems } from './evaluation-actual.ts';
import { runClusters } from './run-clusters.ts';
import { estimateOfRun } from './run-estimate.ts';
import { scoreRange } from './score-range.ts';
import type { EvaluationFormula, Signal } from './signal.ts';

/** Runs of a version, and of the one that it is compared with, on one revision of a dataset and by one judge. */
export interface ComparedRuns {
  readonly own: readonly RunWithItems[];
  readonly baseline: readonly RunWithItems[];
}

/** How two versions are compared. */
export interface ComparisonOptions {
  /** The difference is `own − factor × baseline`. */
  readonly factor: number;
  readonly levels: DecisionLevels;
  /** Fewer common items are no pairs. */
  readonly leastPairs: number;
  readonly item: string;
  readonly baselineItem: string;
  /** How many runs there are of the item on this revision. */
  readonly tried?: number;
}

/** Both actuals; the own one carries the comparison, and its bounds are those of the difference, set against the baseline's value. */
export interface ComparedActuals {
  readonly actual: Actual;
  readonly baseline: Actual;
}

/**
 * Compares two versions on evaluations. On the items that both have, by the differences on each of them; with too few of those by the two
 * values as of independent samples, which says less. Both values are of the pairs where pairs decide.
 *
 * What is counted (failures, a sum) is compared as counted: no comparison is attached then. `undefined` without both values.
 */
export function compareRuns(
  signal: Signal,
  runs: ComparedRuns,
  options: ComparisonOptions,
): ComparedActuals | undefined {
  const { levels, item, baselineItem, tried } = options;
  const asked = { confidence: levels, ...(tried === undefined ? {} : { tried }) };
  const own = evaluationActual(signal, runs.own, { ...asked, item });
  const other = evaluationActual(signal, runs.baseline, { confidence: levels, item: baselineItem });
  const formula = signal.evaluation;
  if (own?.value === undefined || other?.value === undefined || formula === undefined) return undefined;
  if (formula.reduce === 'count' || formula.reduce === 'sum') return { actual: own, baseline: other };
  return (
    pairedActuals(signal, formula, runs, { own, other }, options) ??
    unpairedActuals(signal, runs, own, other, options)
  );
}

function pairedActuals(
  signal: Signal,
  formula: EvaluationFormula,
  runs: ComparedRuns,
  { own, other }: { readonly own: Actual; readonly other: Actual },
  options: ComparisonOptions,
): ComparedActuals | undefined {
  if (formula.reduce === 'quantile') return undefined;
  const [ours, theirs] = [runs.own, runs.baseline].map((some) => runClusters(signal, formula, some).values);
  const common = [...(ours ?? [])].flatMap(([cluster, x]) => {
    const y = theirs?.get(cluster);
    return y === undefined ? [] : [{ x, y }];
  });
  if (common.length < Math.max(1, options.leastPairs)) return undefined;
  const of = (actual: Actual, values: readonly number[]): Actual => ({
    ...actual,
    ...estimateOfRun(signal, formula, values, { levels: options.levels }),
    n: values.length,
  });
  const xs = common.map(({ x }) => x);
  const ys = common.map(({ y }) => y);
  const differences = common.map(({ x, y }) => x - options.factor * y);
  const isOutcome = formula.reduce === 'share' && options.factor === 1;
  const { method, bounds } = differenceOf(signal, differences, isOutcome, extentOf([...xs, ...ys]), options);
  const difference = meanOf(differences);
  const comparison = {
    item: options.baselineItem,
    paired: true,
    n: common.length,
    difference,
    ...bounds,
    method,
  };
  return { actual: compared(of(own, xs), comparison), baseline: of(other, ys) };
}

function differenceOf(
  signal: Signal,
  differences: readonly number[],
  isOutcome: boolean,
  seen: Interval,
  { factor, levels }: ComparisonOptions,
): { readonly method: Method; readonly bounds: Interval } {
  if (isOutcome && differences.every((one) => one === 0 || Math.abs(one) === 1)) {
    const gained = differences.filter((one) => one === 1).length;
    const lost = differences.filter((one) => one === -1).length;
    return { method: 'tango', bounds: tangoInterval({ gained, lost, n: differences.length }, levels) };
  }
  const range = scoreRange(signal, seen, undefined);
  if (range === undefined)
    return { method: 'paired-student', bounds: skewedMeanInterval(differences, levels) };
  const within = { lower: range.lower - factor * range.upper, upper: range.upper - factor * range.lower };
  return { method: 'paired-betting', bounds: bettingIntervalWithin(differences, within, levels) };
}

function unpairedActuals(
  signal: Signal,
  runs: ComparedRuns,
  own: Actual,
  other: Actual,
  options: ComparisonOptions,
): ComparedActuals {
  const { factor, levels, baselineItem } = options;
  const difference = (own.value ?? 0) - factor * (other.value ?? 0);
  const known = { item: baselineItem, paired: false, n: Math.min(own.n, other.n), difference };
  if (own.events !== undefined && other.events !== undefined) {
    const bounds = newcombeInterval(
      { successes: own.events, n: own.n },
      { successes: other.events, n: other.n },
      levels,
      factor,
    );
    return { actual: compared(own, { ...known, ...bounds, method: 'newcombe' }), baseline: other };
  }
  const at = (some: readonly RunWithItems[], item: string, confidence: number) =>
    evaluationActual(signal, some, { confidence, item });
  const bounds = endToEnd(levels, factor, (level) => ({
    own: at(runs.own, own.item, level),
    other: at(runs.baseline, baselineItem, level),
  }));
  return { actual: compared(own, { ...known, ...bounds, method: 'intervals' }), baseline: other };
}

function extentOf(values: readonly number[]): Interval {
  return {
    lower: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    upper: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}
