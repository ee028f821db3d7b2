import type { Evidence, Obstacle } from '../../core/gate/evidence.ts';
import { decisionLevels } from '../../core/gate/levels.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import { counted, dateWords } from '../../core/gate/words.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import { present } from '../../core/present.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { ComparisonOptions } from '../../core/signal/compared-runs.ts';
import type { EvaluationOptions } from '../../core/signal/evaluation-actual.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { dateOf } from '../../core/time/calendar.ts';
import type { MeasuredPlace } from './places.ts';
import type { RunLibrary } from './run-library.ts';
import { resolvedWindow, type Situation } from './situation.ts';

/** The runs that a criterion speaks of, and what stands in its way. */
interface Chosen {
  /** One, or for a window of time all that can be taken together with the newest of it. */
  readonly runs: readonly EvaluationRunSummary[];
  readonly obstacle?: Obstacle;
}

/**
 * What evaluation runs say of a criterion: of the newest run, or of those in the criterion's window, on the dataset that it names or the
 * only one that there is. A baseline is taken from a run of its own on the same dataset and revision by the same judge, and compared on
 * the items that both have; without such a run the two are not comparable.
 */
export async function evaluationEvidence(
  library: RunLibrary,
  situation: Situation,
  place: MeasuredPlace,
  baselineItem: string | undefined,
): Promise<Evidence> {
  const { criterion, signal } = place;
  const item = place.item?.id ?? '';
  const eligible = await eligibleRuns(library, situation, criterion, signal, item);
  const chosen = chooseRuns(eligible, situation, place);
  const tried = await triedOn(library, situation.roadmap.product, item, chosen.runs[0]);
  const asked = { ...deciding(place), tried };
  const actual = await actualOf(library, signal, chosen.runs, asked, item);
  const known = {
    period: periodOf(situation, place, chosen.runs),
    windowBegun: true,
    ...present({ baselineItem }),
  };
  const blocked = unsplittable(criterion) ?? chosen.obstacle;
  const unseen: readonly string[] = [];
  if (blocked !== undefined || actual === undefined) {
    const readings = actual === undefined ? [] : [{ unseen, actual }];
    return { ...known, readings, ...present({ obstacle: blocked }) };
  }
  if (baselineItem === undefined) return { ...known, readings: [{ unseen, actual }] };
  const other = await eligibleRuns(library, situation, criterion, signal, baselineItem);
  const { runs, obstacle } = comparableRuns(other, chosen.runs[0] as EvaluationRunSummary, baselineItem);
  const both =
    obstacle === undefined
      ? await library.compared(
          signal,
          { own: chosen.runs, baseline: runs },
          comparing(place, baselineItem, tried),
        )
      : undefined;
  const baseline = both?.baseline ?? (await actualOf(library, signal, runs, deciding(place), baselineItem));
  return {
    ...known,
    readings: [{ unseen, actual: both?.actual ?? actual, ...present({ baseline }) }],
    ...present({ obstacle }),
  };
}

/** How many runs there are of an item on the dataset and revision of one of them, those that were retracted included. */
async function triedOn(
  library: RunLibrary,
  product: string,
  item: string,
  run: EvaluationRunSummary | undefined,
): Promise<number | undefined> {
  if (run === undefined) return undefined;
  const all = await library.everyRun(product, item);
  return all.filter(({ dataset, revision }) => dataset === run.dataset && revision === run.revision).length;
}

/** How a criterion asks for an actual that decides it. */
export function deciding({ criterion, among }: Pick<MeasuredPlace, 'criterion' | 'among'>) {
  const { target } = criterion;
  const value = target.kind === 'absolute' ? target.quantity.value : undefined;
  return { confidence: decisionLevels(criterion, among), target: value };
}

function comparing(
  { criterion, among, item }: MeasuredPlace,
  baselineItem: string,
  tried: number | undefined,
): ComparisonOptions {
  const { target } = criterion;
  return {
    factor: target.kind === 'factor' ? target.factor : 1,
    levels: decisionLevels(criterion, among),
    leastPairs: criterion.minimumN,
    item: item?.id ?? '',
    baselineItem,
    ...present({ tried }),
  };
}

/**
 * Runs of an item that {@link isShown show} a signal, newest first: of a period those up to its end, of the candidate only those of its
 * build.
 */
export async function eligibleRuns(
  library: RunLibrary,
  situation: Situation,
  criterion: Pick<MeasuredCriterion, 'evidence' | 'environment' | 'defaults'>,
  signal: Signal,
  item: string,
): Promise<readonly EvaluationRunSummary[]> {
  const build = situation.candidate?.item === item ? situation.candidate.build : undefined;
  const runs = signal.evaluation === undefined ? [] : await library.runs(situation.roadmap.product, item);
  const isOfSignal = isShown(signal, criterion);
  return runs.filter(
    (run) =>
      isOfSignal(run) &&
      (build === undefined || run.build === build) &&
      (situation.period === undefined || run.at < situation.period.to),
  );
}

/**
 * Which runs show a signal as a criterion asks for it: those that have its metric, on the named dataset, in the stated environment.
 *
 * @param environment instead of the criterion's
 */
export function isShown(
  { evaluation }: Signal,
  criterion: Pick<MeasuredCriterion, 'evidence' | 'environment' | 'defaults'> | undefined,
  environment?: string,
): (run: EvaluationRunSummary) => boolean {
  const dataset = criterion?.evidence.kind === 'evaluation' ? criterion.evidence.dataset : undefined;
  // Runs come from a laptop or from CI as well: only an environment that somebody wrote down narrows them.
  const isWritten = criterion !== undefined && !criterion.defaults.includes('environment');
  const where = environment ?? (isWritten ? criterion.environment : undefined);
  return (run) =>
    evaluation !== undefined &&
    Object.hasOwn(run.metrics, evaluation.metric) &&
    (dataset === undefined || run.dataset === dataset) &&
    (where === undefined || run.environment === where);
}

/** Actual of some runs, as a criterion is decided by it; `undefined` without any. */
export async function actualOf(
  library: RunLibrary,
  signal: Signal,
  runs: readonly EvaluationRunSummary[],
  { confidence, target, tried }: RunAsk,
  item: string,
): Promise<Actual | undefined> {
  return library.actual(signal, runs, { confidence, item, ...present({ target, tried }) });
}

/** What the actual of some runs is asked for with. */
export interface RunAsk {
  readonly confidence: EvaluationOptions['confidence'];
  readonly target?: number | undefined;
  readonly tried?: number | undefined;
}

function chooseRuns(
  eligible: readonly EvaluationRunSummary[],
  situation: Situation,
  { criterion, item }: MeasuredPlace,
): Chosen {
  const datasets = [...new Set(eligible.map((run) => run.dataset))].sort();
  if (datasets.length > 1) return { runs: [], obstacle: { kind: 'several-datasets', datasets } };
  const [newest] = eligible;
  if (newest === undefined) return { runs: [] };
  if (criterion.window.kind === 'latest' || situation.period !== undefined) return { runs: [newest] };
  const { window } = resolvedWindow(situation, item, criterion.window);
  const within = eligible.filter(
    (run) => window !== undefined && run.at >= window.from && run.at <= window.to,
  );
  const [first] = within;
  return { runs: first === undefined ? [] : within.filter((run) => areComparable(run, first)) };
}

function comparableRuns(
  runs: readonly EvaluationRunSummary[],
  own: EvaluationRunSummary,
  item: string,
): Chosen {
  const onDataset = runs.filter((run) => run.dataset === own.dataset);
  const same = onDataset.find((run) => areComparable(run, own));
  const [newest] = onDataset;
  if (same !== undefined) return { runs: [same] };
  if (newest === undefined) return { runs: [] };
  const why =
    newest.revision === own.revision
      ? `${item} was graded by another judge: ${judgeWords(newest)}, not ${judgeWords(own)}`
      : `${item} was evaluated on another revision of ${own.dataset}: ${newest.revision || 'an unknown one'}, not ${own.revision || 'an unknown one'}`;
  return { runs: [newest], obstacle: { kind: 'not-comparable', why } };
}

/** Graded by the same judge on the same revision of a dataset. */
export function areComparable(a: EvaluationRunSummary, b: EvaluationRunSummary): boolean {
  return a.revision === b.revision && a.judge === b.judge && a.judgeVersion === b.judgeVersion;
}

function judgeWords({ judge, judgeVersion }: EvaluationRunSummary): string {
  return [judge, judgeVersion].filter((text) => text !== '').join(' ') || 'an unknown one';
}

/** Items of a run have no labels: what asks for some cannot be answered by them. */
function unsplittable({ each, where }: MeasuredCriterion): Obstacle | undefined {
  const label = each ?? Object.keys(where)[0];
  return label === undefined
    ? undefined
    : { kind: 'not-comparable', why: `the items of an evaluation carry no label ${label}` };
}

function periodOf(
  situation: Situation,
  { criterion, item }: MeasuredPlace,
  runs: readonly EvaluationRunSummary[],
): string {
  const [newest] = runs;
  const named = criterion.evidence.kind === 'evaluation' ? criterion.evidence.dataset : undefined;
  const dataset = newest?.dataset ?? named;
  const of = dataset === undefined ? 'evaluation' : `evaluation of ${dataset}`;
  if (newest === undefined) return of;
  const revision = newest.revision === '' ? '' : ` (${newest.revision})`;
  if (runs.length > 1) {
    return `${of}${revision}, ${counted(runs.length, 'runs')} in ${resolvedWindow(situation, item, criterion.window).text}`;
  }
  return `${of}${revision} on ${dateWords(dateOf(newest.at, situation.roadmap.zone))}`;
}
