import type { Changeable } from '../../core/changeable.ts';
import type { DayClose, Evidence, EvidenceReading } from '../../core/gate/evidence.ts';
import type { TrafficMix } from '../../core/gate/verdict.ts';
import type { SelectionResult } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { remembered, rememberedWith } from '../../core/remember.ts';
import { readActual } from '../../core/signal/actual.ts';
import { catalogueSignal } from '../../core/signal/catalogue.ts';
import { SignalReadings } from '../../core/signal/readings.ts';
import { type SignalScope, signalSelections } from '../../core/signal/selections.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { dayBoundaries } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { MeasuredPlace } from './places.ts';
import type { Answers, ReadBatch } from './read-batch.ts';
import { type Read, readingsOf, scopesOf } from './readings.ts';
import type { ResolvedWindow } from './situation.ts';
import {
  askSplit,
  ClosedSide,
  closedResults,
  gradedDaysOf,
  mergedWindow,
  type SplitAnswers,
  type SplitAsker,
  type SplitQuestions,
  type SplitSteps,
  splitAsker,
  splitSteps,
} from './split-steps.ts';

/** The windows that a production criterion is judged by. */
export interface JudgedWindows {
  /** Up to the time that it is judged at. */
  readonly current: ResolvedWindow;
  /** When days closed, ascending; none where a period is judged as a whole. */
  readonly closes: readonly (ResolvedWindow & { readonly at: number })[];
  /** When the version, or the product, first served traffic, Unix ms. */
  readonly beganAt?: number;
}

/** A production criterion whose questions have been asked; the answers make its evidence. */
export interface ProductionQuestion {
  readonly place: MeasuredPlace;
  readonly windows: JudgedWindows;
  readonly baselineItem: string | undefined;
  /** Where the windows are split. */
  readonly steps: SplitSteps;
  /** Absent where no window has begun. */
  readonly asked?: Asked;
}

/** What is asked of an item, and of what it is compared with. */
export interface Asked {
  readonly own: Questions;
  readonly baseline?: Questions;
}

/** The questions about one scope. */
export interface ScopeQuestions {
  readonly scope: SignalScope;
  readonly questions: SplitQuestions;
}

/** The questions about an item. */
export interface Questions extends ScopeQuestions {
  /** How large its requests were, for a cost that is compared. */
  readonly tokens?: ScopeQuestions;
}

/** What tells how alike the requests of two versions were. */
const REQUEST_SIZE = 'input_tokens_per_request';

/**
 * Asks for everything that a production criterion is judged by, its baseline over the same windows included: a few steps of days that are
 * over, and what is under way.
 *
 * @param part `closed`: only the days that are over, in the very same steps
 */
export function askProduction(
  batch: ReadBatch,
  place: MeasuredPlace,
  windows: JudgedWindows,
  baselineItem: string | undefined,
  zone: string,
  part: 'all' | 'closed' = 'all',
): ProductionQuestion {
  const steps = splitsOf(windows, place.signal, zone)[part];
  const known = { place, windows, baselineItem, steps };
  if (steps.closed.length + steps.open.length === 0) return known;
  return { ...known, asked: askSides(splitAsker(batch, steps), place, baselineItem) };
}

/** Asks for a criterion, and for what it is compared with. */
export function askSides(asker: SplitAsker, place: MeasuredPlace, baselineItem: string | undefined): Asked {
  const ask = (scope: SignalScope, signal = place.signal): ScopeQuestions => {
    const { selections, memory } = sideOf(scope)(signal);
    return { scope, questions: askSplit(asker, selections, memory) };
  };
  const size = isCostRatio(place) && baselineItem !== undefined ? catalogueSignal(REQUEST_SIZE) : undefined;
  const questions = (scope: SignalScope): Questions =>
    size === undefined ? ask(scope) : { ...ask(scope), tokens: ask(withoutEach(scope), size) };
  const { own, baseline } = scopesOf(place, baselineItem);
  return baseline === undefined
    ? { own: questions(own) }
    : { own: questions(own), baseline: questions(baseline) };
}

/** Makes the evidence out of the answers. @param today answers about what is under way, where these are others */
export function productionEvidence(
  question: ProductionQuestion,
  answers: Answers,
  today: Answers = answers,
): Evidence {
  const { windows, baselineItem } = question;
  const { current } = windows;
  const both = { steps: question.steps, closed: answers, open: today };
  const readings = readingsAt(question, both, current.window);
  const evidence: Changeable<Evidence> = {
    period: current.text,
    windowBegun: current.window !== undefined,
    readings,
  };
  if (baselineItem !== undefined) evidence.baselineItem = baselineItem;
  if (windows.beganAt !== undefined) evidence.beganAt = windows.beganAt;
  // A sample is judged at every look; what is known as a whole is judged by whole days.
  const isSample = readings.some(({ actual }) => actual?.boundsKind === 'interval');
  if (windows.closes.length > 0 && !isSample) evidence.closes = closesOf(question, answers);
  return evidence;
}

/** What was known when each of the days closed that were asked for; made once for as long as the answers about them are the same. */
export function closesOf(question: ProductionQuestion, closed: Answers): readonly DayClose[] {
  const { place, baselineItem, windows, asked, steps } = question;
  const answers = allQuestions(asked).map(({ questions }) => closedResults(questions, closed));
  const known = closesByCount(place).get(windows.closes.length);
  if (known !== undefined && known.baselineItem === baselineItem && areSame(known.answers, answers)) {
    if (known.windows.every((window, i) => isSameWindow(window, windows.closes[i]))) return known.closes;
  }
  const closes = windows.closes.map(({ at, window, text }) => ({
    at,
    period: text,
    windowBegun: window !== undefined,
    readings: readingsAt(question, { steps, closed, open: closed }, window),
  }));
  closesByCount(place).set(closes.length, { baselineItem, answers, windows: windows.closes, closes });
  return closes;
}

interface KnownCloses {
  readonly baselineItem: string | undefined;
  readonly answers: readonly (readonly SelectionResult[])[];
  readonly windows: JudgedWindows['closes'];
  readonly closes: readonly DayClose[];
}

/** By how many days they are: the usual ones, and those of earlier days where these decide. */
const closesByCount = remembered((_: MeasuredPlace) => new Map<number, KnownCloses>());

function allQuestions(asked: Asked | undefined): readonly ScopeQuestions[] {
  const { own, baseline } = asked ?? {};
  return [own, own?.tokens, baseline, baseline?.tokens].filter((one) => one !== undefined);
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function isSameWindow(a: JudgedWindows['closes'][number], b: JudgedWindows['closes'][number] | undefined) {
  return (
    a.at === b?.at && a.text === b.text && a.window?.from === b.window?.from && a.window?.to === b.window?.to
  );
}

function readingsAt(
  { place, baselineItem, asked }: ProductionQuestion,
  answers: SplitAnswers,
  window: TimeWindow | undefined,
): readonly EvidenceReading[] {
  if (asked === undefined || window === undefined) return [];
  const part = ({ scope, questions }: ScopeQuestions, signal = place.signal): Read => ({
    readings: new SignalReadings({ signal, scope, results: mergedWindow(questions, answers, window) }),
    window,
  });
  const own = part(asked.own);
  const baseline = asked.baseline && part(asked.baseline);
  const { signal } = place;
  const { scope, questions } = asked.own;
  const gradedDays =
    signal.population === undefined
      ? undefined
      : (each: string | undefined) => gradedDaysOf(questions, answers, window, { signal, scope }, each);
  const readings = readingsOf(place, { own, baseline, baselineItem, gradedDays });
  const ours = asked.own.tokens;
  const theirs = asked.baseline?.tokens;
  const size = catalogueSignal(REQUEST_SIZE);
  if (ours === undefined || theirs === undefined || size === undefined) return readings;
  const sizes = [part(ours, size), part(theirs, size)].map(
    ({ readings: read }) => readActual(read, { ...window, item: '' }).actual.value,
  );
  return readings.map((reading) => ({ ...reading, ...present({ mix: mixOf(reading, sizes) }) }));
}

/** Where the windows of a criterion are split; the very same for all that have the same windows. */
export function splitsOf(
  windows: JudgedWindows,
  { population }: Pick<Signal, 'population'>,
  zone: string,
): { readonly all: SplitSteps; readonly closed: SplitSteps } {
  return population === undefined ? splitsOfCensus(windows, zone) : splitsOfSamples(windows, zone);
}

const splitsOfSamples = rememberedWith((windows: JudgedWindows, zone: string) => split(windows, true, zone));
const splitsOfCensus = rememberedWith((windows: JudgedWindows, zone: string) => split(windows, false, zone));

function split(windows: JudgedWindows, isSampled: boolean, zone: string) {
  const all = splitSteps(edgesOf(windows, isSampled, zone), windows.closes.at(-1)?.at);
  const closed: SplitSteps = { ...all, open: [] };
  return { all, closed };
}

function edgesOf({ current, closes }: JudgedWindows, isSampled: boolean, zone: string): readonly number[] {
  const windows = [current.window, ...closes.map(({ window }) => window)].filter((one) => one !== undefined);
  const edges = windows.flatMap(({ from, to }) => [from, to]);
  // Whether the newest answers are graded as the others are is seen by days.
  const days = isSampled && current.window ? dayBoundaries(current.window.from, current.window.to, zone) : [];
  return [...new Set([...edges, ...days])].sort((a, b) => a - b);
}

/** The questions that a criterion asks, evaluation for evaluation. */
const sideOf = remembered((scope: SignalScope) =>
  remembered((signal: Signal) => ({
    selections: signalSelections(signal, scope),
    memory: new ClosedSide(),
  })),
);

function isCostRatio({ criterion, signal }: MeasuredPlace): boolean {
  return criterion.target.kind !== 'absolute' && signal.family === 'cost' && signal.formula.kind === 'ratio';
}

const withoutEach = remembered(({ each: _, ...scope }: SignalScope): SignalScope => scope);

function mixOf(
  { actual, baseline }: EvidenceReading,
  [own, other]: readonly (number | undefined)[],
): TrafficMix | undefined {
  if (actual === undefined || baseline === undefined || !(actual.n + baseline.n > 0)) return undefined;
  const inputTokens = own === undefined || other === undefined ? undefined : { own, baseline: other };
  return { share: actual.n / (actual.n + baseline.n), ...present({ inputTokens }) };
}
