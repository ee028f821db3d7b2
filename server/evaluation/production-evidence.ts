import type { DayClose, Evidence, EvidenceReading } from '../../core/gate/evidence.ts';
import type { TrafficMix } from '../../core/gate/verdict.ts';
import type { SelectionResult } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { remembered } from '../../core/remember.ts';
import { productionActual } from '../../core/signal/actual.ts';
import { catalogueSignal } from '../../core/signal/catalogue.ts';
import { mergeSteps } from '../../core/signal/merge-steps.ts';
import { type SignalScope, signalSelections } from '../../core/signal/selections.ts';
import { dayBoundaries } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { MeasuredPlace } from './places.ts';
import type { Answered, ReadBatch, Ticket } from './read-batch.ts';
import { type Read, readingsOf, scopesOf } from './readings.ts';
import type { ResolvedWindow } from './situation.ts';

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
  /** Absent where no window has begun. */
  readonly asked?: Asked;
}

interface Asked {
  readonly boundaries: readonly number[];
  readonly own: Questions;
  readonly baseline?: Questions;
}

interface Questions {
  readonly scope: SignalScope;
  readonly ticket: Ticket;
  /** How large its requests were, for a cost that is compared. */
  readonly tokens?: { readonly scope: SignalScope; readonly ticket: Ticket };
}

/** What tells how alike the requests of two versions were. */
const REQUEST_SIZE = 'input_tokens_per_request';

/** Asks for everything that a production criterion is judged by, its baseline over the same windows included: one read of a few steps. */
export function askProduction(
  batch: ReadBatch,
  place: MeasuredPlace,
  windows: JudgedWindows,
  baselineItem: string | undefined,
  zone: string,
): ProductionQuestion {
  const known = { place, windows, baselineItem };
  const boundaries = boundariesOf(place, windows, zone);
  const [from, to] = [boundaries[0], boundaries.at(-1)];
  if (from === undefined || to === undefined || from >= to) return known;
  const ask = (scope: SignalScope, signal = place.signal) => ({
    scope,
    ticket: batch.ask({ from, to }, signalSelections(signal, scope), boundaries),
  });
  const size = isCostRatio(place) && baselineItem !== undefined ? catalogueSignal(REQUEST_SIZE) : undefined;
  const questions = (scope: SignalScope): Questions => ({
    ...ask(scope),
    ...(size === undefined ? {} : { tokens: ask(withoutEach(scope), size) }),
  });
  const { own, baseline } = scopesOf(place, baselineItem);
  return {
    ...known,
    asked: { boundaries, own: questions(own), ...present({ baseline: baseline && questions(baseline) }) },
  };
}

/** Makes the evidence out of the answers. */
export function productionEvidence(
  question: ProductionQuestion,
  answer: (ticket: Ticket) => Answered,
): Evidence {
  const { windows, baselineItem } = question;
  const { current } = windows;
  const known = present({ baselineItem, beganAt: windows.beganAt });
  const readings = readingsAt(question, answer, current.window);
  const evidence = { ...known, period: current.text, windowBegun: current.window !== undefined, readings };
  // A sample is judged at every look; what is known as a whole is judged by whole days.
  const isSample = readings.some(({ actual }) => actual?.boundsKind === 'interval');
  return windows.closes.length === 0 || isSample
    ? evidence
    : { ...evidence, closes: closesOf(question, answer) };
}

/** What was known when each of the days closed that were asked for. */
export function closesOf(
  question: ProductionQuestion,
  answer: (ticket: Ticket) => Answered,
): readonly DayClose[] {
  return question.windows.closes.map(({ at, window, text }) => ({
    at,
    period: text,
    windowBegun: window !== undefined,
    readings: readingsAt(question, answer, window),
  }));
}

function readingsAt(
  { place, baselineItem, asked }: ProductionQuestion,
  answer: (ticket: Ticket) => Answered,
  window: TimeWindow | undefined,
): readonly EvidenceReading[] {
  if (asked === undefined || window === undefined) return [];
  const part = ({ scope, ticket }: { scope: SignalScope; ticket: Ticket }): Read => {
    const { results } = answer(ticket);
    return { scope, window, results: results.map((result) => merged(result, window, asked.boundaries)) };
  };
  const own = part(asked.own);
  const baseline = asked.baseline && part(asked.baseline);
  const days = place.signal.population === undefined ? undefined : daysOf(asked, answer, window);
  const readings = readingsOf(place, { own, baseline, baselineItem, days });
  const [ours, theirs] = [asked.own.tokens, asked.baseline?.tokens];
  if (ours === undefined || theirs === undefined) return readings;
  const sizes = [part(ours), part(theirs)].map(sizeOf);
  return readings.map((reading) => ({ ...reading, ...present({ mix: mixOf(reading, sizes) }) }));
}

function merged(
  result: SelectionResult,
  { from, to }: TimeWindow,
  boundaries: readonly number[],
): SelectionResult {
  return mergeSteps(result, boundaries.indexOf(from), boundaries.indexOf(to), boundaries);
}

/** The steps of a window, which are its days: the last one may be under way. */
function daysOf({ own, boundaries }: Asked, answer: (ticket: Ticket) => Answered, window: TimeWindow): Read {
  const [first, end] = [boundaries.indexOf(window.from), boundaries.indexOf(window.to)];
  const results = answer(own.ticket).results.map(
    (result): SelectionResult => ({
      ...result,
      observedMs: result.observedMs.slice(first, end),
      groups: result.groups.map((group) =>
        group.kind === 'counter'
          ? { ...group, totals: group.totals.slice(first, end) }
          : ({ ...group, steps: group.steps.slice(first, end) } as typeof group),
      ),
    }),
  );
  return { scope: own.scope, window, results };
}

function boundariesOf(
  { signal }: MeasuredPlace,
  { current, closes }: JudgedWindows,
  zone: string,
): readonly number[] {
  const windows = [current.window, ...closes.map(({ window }) => window)].filter((one) => one !== undefined);
  const edges = windows.flatMap(({ from, to }) => [from, to]);
  // Whether the newest answers are graded as the others are is seen by days.
  const days =
    signal.population !== undefined && current.window
      ? dayBoundaries(current.window.from, current.window.to, zone)
      : [];
  return [...new Set([...edges, ...days])].sort((a, b) => a - b);
}

function isCostRatio({ criterion, signal }: MeasuredPlace): boolean {
  return criterion.target.kind !== 'absolute' && signal.family === 'cost' && signal.formula.kind === 'ratio';
}

const withoutEach = remembered(({ each: _, ...scope }: SignalScope): SignalScope => scope);

function sizeOf({ scope, results, window }: Read): number | undefined {
  const signal = catalogueSignal(REQUEST_SIZE);
  return signal && productionActual({ signal, scope, results }, { ...window, item: '' }).actual.value;
}

function mixOf(
  { actual, baseline }: EvidenceReading,
  [own, other]: readonly (number | undefined)[],
): TrafficMix | undefined {
  if (actual === undefined || baseline === undefined || !(actual.n + baseline.n > 0)) return undefined;
  const inputTokens = own === undefined || other === undefined ? undefined : { own, baseline: other };
  return { share: actual.n / (actual.n + baseline.n), ...present({ inputTokens }) };
}
