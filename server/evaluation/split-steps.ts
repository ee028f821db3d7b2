import type { GradedDay } from '../../core/gate/maturity.ts';
import type { Selection, SelectionResult } from '../../core/ports.ts';
import { gradedDays } from '../../core/signal/graded-days.ts';
import { joinWindows, mergeSteps } from '../../core/signal/merge-steps.ts';
import type { SignalAnswers } from '../../core/signal/readings.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { Answered, ReadBatch, Ticket } from './read-batch.ts';

/**
 * Boundaries of steps on both sides of a close: of days that are over, whose answers stay the same from one evaluation to the next, and of
 * what is under way. Ascending; a side without a step is empty.
 */
export interface SplitSteps {
  readonly closed: readonly number[];
  readonly open: readonly number[];
}

/** What was made of the answers about days that are over, for as long as these are the very same objects. */
export class ClosedSide {
  #results: readonly SelectionResult[] = [];
  readonly #merged = new Map<string, readonly SelectionResult[]>();
  readonly #days = new Map<string, readonly GradedDay[] | undefined>();

  /** The answers as they are now; the very same list as before where nothing has changed. */
  known(results: readonly SelectionResult[]): readonly SelectionResult[] {
    const { length } = this.#results;
    if (length === results.length && results.every((one, i) => one === this.#results[i]))
      return this.#results;
    this.#results = results;
    this.#merged.clear();
    this.#days.clear();
    return results;
  }

  merged(side: Side, make: () => readonly SelectionResult[]): readonly SelectionResult[] {
    return lookUp(this.#merged, `${side.first} ${side.end}`, make);
  }

  gradedDays(side: Side, each: string | undefined, make: () => readonly GradedDay[] | undefined) {
    return lookUp(this.#days, JSON.stringify([side.first, side.end, each]), make);
  }
}

function lookUp<V>(known: Map<string, V>, key: string, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** Questions about both sides. */
export interface SplitQuestions {
  readonly steps: SplitSteps;
  readonly memory: ClosedSide;
  /** Absent where that side has no step. */
  readonly closed: Ticket | undefined;
  readonly open: Ticket | undefined;
}

/**
 * Splits boundaries at a close; what reaches over it gets a boundary there.
 *
 * @param edges ascending, each once
 * @param close Unix ms; absent: nothing is over
 */
export function splitSteps(edges: readonly number[], close: number | undefined): SplitSteps {
  if (close === undefined) return { closed: [], open: steps(edges) };
  const before = edges.filter((at) => at < close);
  const after = edges.filter((at) => at > close);
  const isEdge = before.length + after.length < edges.length;
  const reachesOver = before.length > 0 && after.length > 0;
  const at = isEdge || reachesOver ? [close] : [];
  return { closed: steps([...before, ...at]), open: steps([...at, ...after]) };
}

function steps(boundaries: readonly number[]): readonly number[] {
  return boundaries.length < 2 ? [] : boundaries;
}

/** Asks for both sides. @param memory of the same questions, from one evaluation to the next */
export function askSplit(
  batch: ReadBatch,
  selections: readonly Selection[],
  split: SplitSteps,
  memory: ClosedSide,
): SplitQuestions {
  const ask = (boundaries: readonly number[]) => {
    const from = boundaries[0];
    const to = boundaries.at(-1);
    return from === undefined || to === undefined
      ? undefined
      : batch.ask({ from, to }, selections, boundaries);
  };
  return { steps: split, memory, closed: ask(split.closed), open: ask(split.open) };
}

/** The answers about the days that are over: the very same list as long as nothing has changed. */
export function closedResults(
  { closed, memory }: SplitQuestions,
  answer: (ticket: Ticket) => Answered,
): readonly SelectionResult[] {
  return memory.known(resultsOf(closed, answer));
}

/** The answers over a window as one step; its ends are boundaries. */
export function mergedWindow(
  asked: SplitQuestions,
  answer: (ticket: Ticket) => Answered,
  window: TimeWindow,
): readonly SelectionResult[] {
  const { closed, open } = sidesOf(asked, window);
  const before = closed && mergedDays(asked, answer, closed);
  const after = open && merged(resultsOf(asked.open, answer), open);
  if (before === undefined || after === undefined) return before ?? after ?? [];
  return before.map((result, i) => joinWindows(result, after[i] as SelectionResult));
}

/** How many answers of each day of a window were graded. */
export function gradedDaysOf(
  asked: SplitQuestions,
  answer: (ticket: Ticket) => Answered,
  window: TimeWindow,
  of: Pick<SignalAnswers, 'signal' | 'scope'>,
  each: string | undefined,
): readonly GradedDay[] | undefined {
  const { closed, open } = sidesOf(asked, window);
  const days = (results: readonly SelectionResult[], side: Side) =>
    gradedDays({ ...of, results }, side, each);
  const over = closed && closedResults(asked, answer);
  const before = over && asked.memory.gradedDays(closed, each, () => days(over, closed));
  const after = open && days(resultsOf(asked.open, answer), open);
  return before === undefined || after === undefined ? (before ?? after) : [...before, ...after];
}

function mergedDays(
  asked: SplitQuestions,
  answer: (ticket: Ticket) => Answered,
  side: Side,
): readonly SelectionResult[] {
  const results = closedResults(asked, answer);
  return asked.memory.merged(side, () => merged(results, side));
}

function merged(
  results: readonly SelectionResult[],
  { boundaries, first, end }: Side,
): readonly SelectionResult[] {
  return results.map((result) => mergeSteps(result, first, end, boundaries));
}

/** Steps [first, end) of one side. */
interface Side {
  readonly boundaries: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** What of a window lies on either side. */
function sidesOf({ steps: { closed, open } }: SplitQuestions, { from, to }: TimeWindow) {
  return { closed: side(closed, from, to), open: side(open, from, to) };
}

function side(boundaries: readonly number[], from: number, to: number): Side | undefined {
  const first = boundaries.findIndex((at) => at >= from);
  const end = boundaries.findLastIndex((at) => at <= to);
  return first >= 0 && first < end ? { boundaries, first, end } : undefined;
}

function resultsOf(
  ticket: Ticket | undefined,
  answer: (ticket: Ticket) => Answered,
): readonly SelectionResult[] {
  return ticket === undefined ? [] : answer(ticket).results;
}
