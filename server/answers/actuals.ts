import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import { DEFAULT_CONFIDENCE, DEFAULT_ENVIRONMENT } from '../../core/roadmap/grammar/defaults.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { readActuals } from '../evaluation/actuals.ts';
import { baselineOf } from '../evaluation/baseline.ts';
import { type ChartSeries, chartSeries } from '../evaluation/chart-series.ts';
import type { ChartStep } from '../evaluation/chart-steps.ts';
import { actualOf, isShown } from '../evaluation/evaluation-evidence.ts';
import type { RunLibrary } from '../evaluation/run-library.ts';
import type { Situation } from '../evaluation/situation.ts';
import type { ActualsResponse } from '../http/contract/actuals.ts';
import { toActualJson } from '../http/contract/verdict.ts';
import { chartStep, chartWindow } from './chart-window.ts';
import { criterionOf, decidingVerdict } from './deciding.ts';
import { describeSignal, itemNamed, signalNamed } from './named.ts';
import type { PageDeps } from './page-deps.ts';

const USUAL_MS = 28 * 86_400_000;

type Kind = Actual['evidence'];

/** One signal over time, as a request asks for it. */
export interface ActualsAsk {
  /** Id of an item; empty: the whole product. */
  readonly item: string;
  /** In any spelling. */
  readonly signal: string;
  /** Unix ms; default: 28 days before the end. */
  readonly from?: number | undefined;
  /** Unix ms; default, and at most: now. */
  readonly to?: number | undefined;
  /** Default: by the window's length. */
  readonly step?: string | undefined;
  /** Default: production. */
  readonly environment?: string | undefined;
  /** Default: what the item's gate asks for; without such a criterion production, or evaluations where production shows nothing. */
  readonly evidence?: Kind | undefined;
}

interface Question {
  readonly situation: Situation;
  readonly item: Item | undefined;
  readonly signal: Signal;
  readonly window: TimeWindow;
  readonly step: ChartStep | undefined;
  readonly environment: string | undefined;
  /** The criterion of the item's gate whose target belongs beside it. */
  readonly criterion: MeasuredCriterion | undefined;
}

/**
 * One signal of one item over time, and as one number over the whole window.
 *
 * @throws GatelineError `not-found` for an item or signal that nobody knows; `bad-request`, `limit-exceeded` for a window or step that
 * cannot be drawn
 */
export async function actualsAnswer(
  deps: PageDeps,
  roadmap: Roadmap,
  ask: ActualsAsk,
  now: number,
): Promise<ActualsResponse> {
  const { currency, zone } = roadmap;
  const question = await questionOf(deps, roadmap, ask, now);
  const { item, signal } = question;
  const { evidence, series, overall } = await answered(deps, question, ask.evidence);
  const { window } = question;
  return {
    asOf: now,
    item: item?.id ?? '',
    signal: describeSignal(signal),
    currency,
    zone,
    evidence,
    ...window,
    step: series.step,
    aligned: series.aligned,
    points: [...series.points],
    overall: toActualJson(overall),
  };
}

async function questionOf(deps: PageDeps, roadmap: Roadmap, ask: ActualsAsk, now: number): Promise<Question> {
  const item = ask.item === '' ? undefined : itemNamed(roadmap, ask.item);
  const signal = signalNamed(roadmap, ask.signal);
  const step = chartStep(ask.step);
  const to = Math.min(ask.to ?? now, now);
  const window = chartWindow({ from: ask.from ?? to - USUAL_MS, to }, step);
  const situation = await deps.judge.situation(roadmap, now);
  const gate = deps.gates.gates(roadmap.product).find((one) => one.item === item?.id);
  const verdict = decidingVerdict(gate?.criteria ?? [], signal.name);
  const criterion = verdict && criterionOf(item, verdict);
  return { situation, item, signal, window, step, environment: ask.environment, criterion };
}

interface Answered {
  readonly evidence: Kind;
  readonly series: ChartSeries;
  readonly overall: Actual;
}

async function answered(deps: PageDeps, question: Question, asked: Kind | undefined): Promise<Answered> {
  const first = asked ?? question.criterion?.evidence.kind ?? 'production';
  const answer = await answerOf(deps, question, first);
  const isFinal = asked !== undefined || question.criterion !== undefined || first === 'evaluation';
  if (isFinal || answer.overall.value !== undefined) return answer;
  const other = await answerOf(deps, question, 'evaluation');
  return other.overall.value === undefined ? answer : other;
}

async function answerOf({ store, judge }: PageDeps, question: Question, evidence: Kind): Promise<Answered> {
  const { situation, item, signal, window, step } = question;
  const { roadmap, now } = situation;
  const criterion = isBeside(question, evidence) ? question.criterion : undefined;
  const environment = question.environment ?? criterion?.environment ?? DEFAULT_ENVIRONMENT;
  const narrowed = { item, signal, window, environment };
  const chart = {
    ...narrowed,
    // Runs are made anywhere: only an environment that somebody names narrows them.
    environment: evidence === 'production' ? environment : question.environment,
    evidence,
    ...(step === undefined ? {} : { step }),
    ...(criterion === undefined ? {} : { criterion }),
    ...(criterion === undefined ? {} : { baselineItem: baselineOf(situation, { item, criterion }) }),
  };
  const [[series = NO_SERIES], overall] = await Promise.all([
    chartSeries({ store, library: judge.library, now }, roadmap, [chart]),
    evidence === 'production'
      ? readActuals(store, roadmap.product, [narrowed]).then(([actual]) => actual)
      : latestRun(judge.library, roadmap.product, question, criterion),
  ]);
  return { evidence, series, overall: overall ?? nothingOf(question, evidence, environment) };
}

const NO_SERIES: ChartSeries = { step: 'run', points: [], aligned: false };

/** A target is drawn beside what it speaks of, and not beside another environment, evidence, or the whole of what it asks only a part of. */
function isBeside({ criterion, environment }: Question, evidence: Kind): boolean {
  if (criterion === undefined || criterion.evidence.kind !== evidence) return false;
  const isWhole = criterion.each === undefined && Object.keys(criterion.where).length === 0;
  return isWhole && (environment === undefined || environment === criterion.environment);
}

/** What the newest run in the window says; before it, where there is none in it. */
async function latestRun(
  library: RunLibrary,
  product: string,
  { item, signal, window, environment }: Question,
  criterion: MeasuredCriterion | undefined,
): Promise<Actual | undefined> {
  const runs = item === undefined ? [] : await library.runs(product, item.id);
  const isOfSignal = isShown(signal, criterion, environment);
  const newest = runs.find((run) => isOfSignal(run) && run.at < window.to);
  const confidence = criterion?.confidence ?? DEFAULT_CONFIDENCE;
  return newest && actualOf(library, signal, [newest], { confidence }, newest.item);
}

function nothingOf({ item, signal, window }: Question, evidence: Kind, environment: string): Actual {
  return {
    signal: signal.name,
    item: item?.id ?? '',
    evidence,
    environment,
    value: undefined,
    lower: undefined,
    upper: undefined,
    boundsKind: evidence === 'evaluation' ? 'interval' : 'measurement',
    n: 0,
    ...window,
    coverage: 0,
    observedAt: undefined,
    builds: [],
  };
}
