import { resolveTarget } from '../../core/gate/target.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import { DEFAULT_CONFIDENCE } from '../../core/roadmap/grammar/defaults.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { actualsPerStep, type StepActual } from '../../core/signal/actual.ts';
import { signalScope, signalSelections } from '../../core/signal/selections.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { ChartPoint } from '../http/contract/actuals.ts';
import { type ChartStep, defaultStep, isNaturalEdge, stepBoundaries } from './chart-steps.ts';
import { actualOf, areComparable, deciding, isShown } from './evaluation-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import type { RunLibrary } from './run-library.ts';

/** What is to be drawn: a signal of an item over time, with the criterion's target when there is one. */
export interface ChartAsk {
  readonly item: Item | undefined;
  readonly signal: Signal;
  readonly criterion?: MeasuredCriterion;
  /** How many criteria could fail its gate: runs are drawn with the interval that they are decided by. Default 1. */
  readonly among?: number;
  /** The item of a relative target. */
  readonly baselineItem?: string | undefined;
  readonly window: TimeWindow;
  /** Default: by the window's length. Evaluations have no steps. */
  readonly step?: ChartStep;
  /** Default: the criterion's, else production; of runs, which are made anywhere, the one that the criterion states. */
  readonly environment?: string | undefined;
  readonly evidence?: 'production' | 'evaluation';
}

export interface ChartSeries {
  /** `5m`, `day`; `run` for evaluations. */
  readonly step: string;
  readonly points: readonly ChartPoint[];
  /** The store answered with edges aligned to roll-ups. */
  readonly aligned: boolean;
}

export interface ChartDeps {
  readonly store: MeasurementStore;
  readonly library: RunLibrary;
  /** Unix ms. */
  readonly now: number;
}

type Steps = {
  readonly own: number;
  readonly baseline: number | undefined;
  readonly boundaries: readonly number[];
};

/**
 * The points of many charts, with one read for each distinct window and step: all charts of a page are one. Production is drawn in steps,
 * gaps left open; evaluations are one point a run, with whiskers. A relative target moves with its baseline. In the order of the asks.
 */
export async function chartSeries(
  deps: ChartDeps,
  roadmap: Pick<Roadmap, 'product' | 'zone'>,
  asks: readonly ChartAsk[],
): Promise<readonly ChartSeries[]> {
  const batch = new ReadBatch(roadmap.product);
  const asked = asks.map((ask) =>
    evidenceOf(ask) === 'evaluation' ? undefined : askSteps(batch, ask, roadmap.zone),
  );
  const answer = await batch.read(deps.store);
  return Promise.all(
    asks.map((ask, i) => {
      const steps = asked[i];
      if (steps === undefined) return runSeries(deps, roadmap, ask);
      const own = answer(steps.own);
      const base = steps.baseline === undefined ? undefined : answer(steps.baseline);
      const { signal } = ask;
      const perStep = (scope: ReturnType<typeof scopeOf>, results: typeof own.results) =>
        actualsPerStep({ signal, scope, results }, steps.boundaries);
      const actuals = perStep(scopeOf(ask, ask.item), own.results);
      const baseline = base && perStep(scopeOf(ask, baselineItemOf(ask)), base.results);
      return stepSeries(deps.now, roadmap.zone, ask, actuals, baseline, own.alignedToMs > 0);
    }),
  );
}

function askSteps(batch: ReadBatch, ask: ChartAsk, zone: string): Steps {
  const boundaries = stepBoundaries(ask.window, stepOf(ask), zone);
  const question = (item: ScopeItem) =>
    batch.ask(ask.window, signalSelections(ask.signal, scopeOf(ask, item)), boundaries);
  const baselineItem = baselineItemOf(ask);
  return {
    boundaries,
    own: question(ask.item),
    baseline: baselineItem === undefined ? undefined : question(baselineItem),
  };
}

function stepSeries(
  now: number,
  zone: string,
  ask: ChartAsk,
  actuals: readonly StepActual[],
  baseline: readonly StepActual[] | undefined,
  aligned: boolean,
): ChartSeries {
  const step = stepOf(ask);
  const points = actuals.map(({ from, to, value, lower, upper, n, coverage }, i): ChartPoint => {
    const isEdge = i === 0 || i === actuals.length - 1;
    const isCut = isEdge && !(isNaturalEdge(from, step, zone) && isNaturalEdge(to, step, zone));
    return {
      from,
      to,
      value: value ?? null,
      lower: finite(lower),
      upper: finite(upper),
      n,
      coverage,
      partial: isCut || to > now,
      ...targetAt(ask, baseline?.[i]),
    };
  });
  return { step: step.text, points, aligned };
}

/** The target at one step: its number, or where the baseline was then. */
function targetAt({ criterion }: ChartAsk, baseline: StepActual | undefined): Pick<ChartPoint, 'target'> {
  if (criterion === undefined) return {};
  if (criterion.target.kind === 'absolute') return { target: criterion.target.quantity.value };
  const { value } = baseline ?? {};
  return { target: value === undefined ? null : (relativeTarget(criterion, value) ?? null) };
}

function relativeTarget(criterion: MeasuredCriterion, value: number): number | undefined {
  return resolveTarget(criterion, { value, lower: value, upper: value, boundsKind: 'measurement' })?.value;
}

/** Each run is a point; without one in the window the newest before it, so that there is something to see. */
async function runSeries(
  deps: ChartDeps,
  { product }: Pick<Roadmap, 'product'>,
  ask: ChartAsk,
): Promise<ChartSeries> {
  const runs = await runsOf(deps.library, product, ask, ask.item?.id ?? '');
  const { from, to } = ask.window;
  const within = runs.filter((run) => run.at >= from && run.at < to);
  const before = runs.find((run) => run.at < from);
  const drawn = within.length > 0 || before === undefined ? within.toReversed() : [before];
  const others =
    ask.baselineItem === undefined ? [] : await runsOf(deps.library, product, ask, ask.baselineItem);
  const points = await Promise.all(drawn.map((run) => runPoint(deps, ask, run, others)));
  return { step: 'run', points: points.filter((point) => point !== undefined), aligned: false };
}

async function runPoint(
  { library }: ChartDeps,
  ask: ChartAsk,
  run: EvaluationRunSummary,
  others: readonly EvaluationRunSummary[],
): Promise<ChartPoint | undefined> {
  const actual = await runActual(library, ask, run);
  if (actual === undefined) return undefined;
  const { value, lower, upper, n } = actual;
  const point = {
    from: run.at,
    to: run.at,
    value: value ?? null,
    lower: finite(lower),
    upper: finite(upper),
    n,
  };
  return {
    ...point,
    coverage: 1,
    partial: false,
    run: run.id,
    ...(await runTarget(library, ask, run, others)),
  };
}

/** A relative target of a run is that of the baseline's newest run then, on the same dataset and revision by the same judge. */
async function runTarget(
  library: RunLibrary,
  ask: ChartAsk,
  run: EvaluationRunSummary,
  others: readonly EvaluationRunSummary[],
): Promise<Pick<ChartPoint, 'target'>> {
  const { criterion } = ask;
  if (criterion === undefined) return {};
  if (criterion.target.kind === 'absolute') return { target: criterion.target.quantity.value };
  const same = others.filter((other) => other.dataset === run.dataset && areComparable(other, run));
  const other = same.find((one) => one.at <= run.at) ?? same.at(-1);
  const value = other === undefined ? undefined : (await runActual(library, ask, other))?.value;
  return { target: value === undefined ? null : (relativeTarget(criterion, value) ?? null) };
}

function runActual(
  library: RunLibrary,
  ask: ChartAsk,
  run: EvaluationRunSummary,
): Promise<Actual | undefined> {
  const { criterion, signal, among = 1 } = ask;
  const asked = criterion === undefined ? { confidence: DEFAULT_CONFIDENCE } : deciding({ criterion, among });
  return actualOf(library, signal, [run], asked, run.item);
}

async function runsOf(
  library: RunLibrary,
  product: string,
  { signal, criterion, environment }: ChartAsk,
  item: string,
): Promise<readonly EvaluationRunSummary[]> {
  const runs = await library.runs(product, item);
  return runs.filter(isShown(signal, criterion, environment));
}

type ScopeItem = Pick<Item, 'id' | 'track'> | undefined;

function scopeOf({ signal, criterion, environment }: ChartAsk, item: ScopeItem) {
  return signalScope(signal, item, {
    environment: environment ?? criterion?.environment ?? 'production',
    where: criterion?.where ?? {},
  });
}

function baselineItemOf({ baselineItem, criterion }: ChartAsk): ScopeItem {
  const isRelative = criterion !== undefined && criterion.target.kind !== 'absolute';
  return isRelative && baselineItem !== undefined ? { id: baselineItem, track: 'models' } : undefined;
}

function evidenceOf({ evidence, criterion }: ChartAsk): 'production' | 'evaluation' {
  return evidence ?? criterion?.evidence.kind ?? 'production';
}

function stepOf({ step, window }: ChartAsk): ChartStep {
  return step ?? defaultStep(window);
}

/** As a point of a chart has it: an end that is open or not known is `null`. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
