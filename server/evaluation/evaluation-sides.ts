import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import {
  missingSide,
  type NotComparable,
  SIDES_LEVEL,
  type SidesCompared,
} from '../../core/sides/difference.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { Side } from './production-sides.ts';
import type { RunLibrary } from './run-library.ts';

/** More datasets than this are no comparison that anybody reads; those evaluated last are taken. */
const MOST_DATASETS = 20;

/** The runs of two sides on one dataset: the newest two that can be set beside each other, else the newest of each. */
export interface RunPair {
  readonly dataset: string;
  readonly a?: EvaluationRunSummary;
  readonly b?: EvaluationRunSummary;
  readonly obstacle?: Extract<NotComparable, 'revision' | 'judge'>;
}

/** One signal on one dataset. */
export interface EvaluationRow {
  readonly signal: Signal;
  readonly pair: RunPair;
  readonly compared: SidesCompared;
}

/**
 * The runs of two sides by dataset, those that were run last first. Of a side only runs of its build count, if one is named, and within its
 * window, if somebody asked for it.
 */
export async function runPairs(
  library: RunLibrary,
  product: string,
  { a, b }: { readonly a: Side; readonly b: Side },
  inWindow: boolean,
): Promise<readonly RunPair[]> {
  const [ours, theirs] = await Promise.all([a, b].map((side) => runsOf(library, product, side, inWindow)));
  const [one = [], other = []] = [ours, theirs];
  const datasets = [...new Set([...other, ...one].map(({ dataset }) => dataset))];
  return datasets.slice(0, MOST_DATASETS).map((dataset) => {
    const on = (runs: readonly EvaluationRunSummary[]) => runs.filter((run) => run.dataset === dataset);
    return pairOf(dataset, on(one), on(other));
  });
}

async function runsOf(
  library: RunLibrary,
  product: string,
  { item, build, window }: Side,
  inWindow: boolean,
): Promise<readonly EvaluationRunSummary[]> {
  const runs = await library.runs(product, item.id);
  return runs.filter(
    (run) =>
      (build === undefined || run.build === build) &&
      (!inWindow || (run.at >= window.from && run.at < window.to)),
  );
}

/** @param one runs of the first side, newest first, all on the dataset */
function pairOf(
  dataset: string,
  one: readonly EvaluationRunSummary[],
  other: readonly EvaluationRunSummary[],
): RunPair {
  for (const b of other) {
    const a = one.find((run) => run.id !== b.id && areComparable(run, b));
    if (a !== undefined) return { dataset, a, b };
  }
  const [a, b] = [one[0], other[0]];
  if (a === undefined) return b === undefined ? { dataset } : { dataset, b };
  if (b === undefined) return { dataset, a };
  return { dataset, a, b, obstacle: a.revision === b.revision ? 'judge' : 'revision' };
}

function areComparable(a: EvaluationRunSummary, b: EvaluationRunSummary): boolean {
  return a.revision === b.revision && a.judge === b.judge && a.judgeVersion === b.judgeVersion;
}

/** Sets the runs of two sides side by side on every signal that at least one of them has the metric of. */
export async function evaluationSides(
  library: RunLibrary,
  pairs: readonly RunPair[],
  signals: readonly Signal[],
): Promise<readonly EvaluationRow[]> {
  const rows = pairs.flatMap((pair) =>
    signals
      .filter((signal) => [pair.a, pair.b].some((run) => hasMetric(run, signal)))
      .map((signal) => ({ signal, pair })),
  );
  return Promise.all(
    rows.map(async ({ signal, pair }) => ({ signal, pair, compared: await compared(library, signal, pair) })),
  );
}

async function compared(library: RunLibrary, signal: Signal, pair: RunPair): Promise<SidesCompared> {
  const { obstacle } = pair;
  const runs = (run: EvaluationRunSummary | undefined) =>
    run !== undefined && hasMetric(run, signal) ? [run] : [];
  if (obstacle === undefined) return library.sides(signal, { a: runs(pair.a), b: runs(pair.b) });
  const actual = (run: EvaluationRunSummary | undefined) =>
    library.actual(signal, runs(run), { confidence: SIDES_LEVEL, item: run?.item ?? '' });
  const [a, b] = await Promise.all([actual(pair.a), actual(pair.b)]);
  return { a, b, notComparable: missingSide(a, b) ?? obstacle };
}

function hasMetric(run: EvaluationRunSummary | undefined, { evaluation }: Signal): boolean {
  return run !== undefined && evaluation !== undefined && Object.hasOwn(run.metrics, evaluation.metric);
}
