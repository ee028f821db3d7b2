import type { Actual } from '../gate/verdict.ts';
import { type ComparedRuns, compareRuns } from '../signal/compared-runs.ts';
import { evaluationActual } from '../signal/evaluation-actual.ts';
import type { EvaluationFormula, Signal } from '../signal/signal.ts';
import {
  type Difference,
  missingSide,
  SIDES_LEVEL,
  type SidesCompared,
  settled,
  type Unsure,
} from './difference.ts';

/** Runs of two sides on one revision of a dataset and by one judge, and whose they are. */
export interface EvaluatedSides {
  readonly a: { readonly item: string; readonly runs: ComparedRuns['baseline'] };
  readonly b: { readonly item: string; readonly runs: ComparedRuns['own'] };
}

const LEVELS = { lower: SIDES_LEVEL, upper: SIDES_LEVEL };

/** Fewer values make no interval without a known range: Student's wants some dozens of them. */
const LEAST_FOR_STUDENT = 50;

/** What a count or a sum of a run's items is made of, each item by itself. */
const PER_ITEM: Readonly<Partial<Record<EvaluationFormula['reduce'], EvaluationFormula['reduce']>>> = {
  count: 'share',
  sum: 'mean',
};

/**
 * Sets the evaluations of two sides side by side: on the items that both have by the differences on each of them, else as two independent
 * samples. Both values are then of the common items. What is counted or summed up is compared on the common items only: it grows with
 * their number.
 */
export function compareEvaluations(signal: Signal, { a, b }: EvaluatedSides): SidesCompared {
  const { evaluation } = signal;
  const perItem = evaluation && PER_ITEM[evaluation.reduce];
  const asked =
    evaluation === undefined || perItem === undefined
      ? signal
      : { ...signal, evaluation: { ...evaluation, reduce: perItem } };
  const both = compareRuns(
    asked,
    { own: b.runs, baseline: a.runs },
    { factor: 1, levels: LEVELS, leastPairs: 1, item: b.item, baselineItem: a.item },
  );
  if (both?.actual.comparison === undefined) {
    const alone = {
      a: evaluationActual(signal, a.runs, { confidence: SIDES_LEVEL, item: a.item }),
      b: evaluationActual(signal, b.runs, { confidence: SIDES_LEVEL, item: b.item }),
    };
    return { ...alone, notComparable: missingSide(alone.a, alone.b) ?? 'sizes' };
  }
  const { comparison, ...own } = both.actual;
  const scale = perItem === undefined ? 1 : comparison.n;
  const sides = { a: scaled(both.baseline, scale), b: scaled(withoutEnds(own), scale) };
  if (perItem !== undefined && !comparison.paired) return { ...sides, notComparable: 'sizes' };
  const { difference, lower, upper, paired, method, n } = comparison;
  const open = {
    difference: difference * scale,
    lower: lower * scale,
    upper: upper * scale,
    paired,
    method,
    n,
  };
  return { ...sides, difference: settled(open, sides, unsureOf(open)) };
}

function unsureOf({ method, n }: Pick<Difference, 'method' | 'n'>): Unsure | undefined {
  const isApproximate = method === 'paired-student' || method === 'intervals';
  return isApproximate && n < LEAST_FOR_STUDENT ? 'too-few' : undefined;
}

/** Its ends are those of the difference. */
function withoutEnds({ method: _, levels: __, ...actual }: Actual): Actual {
  return { ...actual, lower: undefined, upper: undefined };
}

function scaled(actual: Actual, by: number): Actual {
  if (by === 1) return actual;
  const [value, lower, upper] = [actual.value, actual.lower, actual.upper].map((one) =>
    one === undefined ? undefined : one * by,
  );
  return { ...actual, value, lower, upper };
}
