import type { GradedDay } from '../../core/gate/maturity.ts';
import type { Selection, SelectionResult } from '../../core/ports.ts';
import { rememberedWith } from '../../core/remember.ts';
import { gradedDays } from '../../core/signal/graded-days.ts';
import { joinWindows, mergeSteps } from '../../core/signal/merge-steps.ts';
import type { SignalAnswers } from '../../core/signal/readings.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { Answers, ReadBatch, Ticket } from './read-batch.ts';

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
  readonly #merged = new Map<number, readonly SelectionResult[]>();
  readonly #days = new Map<string, readonly GradedDay[] | undefined>();

  /** The answers as they are now; the very same list as before where nothing has changed. */
  known(results: readonly SelectionResult[]): readonly SelectionResult[] {
    if (results === this.#results) return results;
    const { length } = this.#results;
    if (length === results.length && results.every((one, i) => one === this.#results[i]))
      return this.#results;
    this.#results = results;
    this.#merged.clear();
    this.#days.clear();
    return results;
  }

  merged(side: Side, make: () => readonly SelectionResult[]): readonly SelectionResult[] {
    return lookUp(this.#merged, side.first * SIDE_STEPS + side.end, make);
  }

  gradedDays(side: Side, each: string | undefined, make: () => readonly GradedDay[] | undefined) {
    return lookUp(this.#days, JSON.stringify([side.first, side.end, each]), make);
  }
}

/** More than a side ever has: it stands for a few days, or for those that were graded. */
const SIDE_STEPS = 2 ** 20;

function lookUp<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** Questions about both sides. */
export interface SplitQuestions {
  readonly memory: ClosedSide;
  /** Absent where that side has no step. */
  readonly closed: Ticket | undefined;
  readonly open: Ticket | undefined;
}

/** The answers to either side, and the steps that they are in. */
export interface SplitAnswers {
  readonly steps: SplitSteps;
  readonly closed: Answers;
  readonly open: Answers;
}

/** Where the questions about either side are put; absent where that side has no step. */
export interface SplitAsker {
  readonly closed: ((selections: readonly Selection[]) => Ticket) | undefined;
  readonly open: ((selections: readonly Selection[]) => Ticket) | undefined;
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

/** Puts the questions about both sides into one batch. */
export function splitAsker(batch: ReadBatch, { closed, open }: SplitSteps): SplitAsker {
  return { closed: asks(batch, closed), open: asks(batch, open) };
}

/** Questions about these steps; absent where there are none. */
export function asks(batch: ReadBatch, boundaries: readonly number[]): SplitAsker['closed'] {
  const from = boundaries[0];
  const to = boundaries.at(-1);
  if (from === undefined || to === undefined) return undefined;
  return (selections) => batch.ask({ from, to }, selections, boundaries);
}

/** Asks for both sides. @param memory of the same questions, from one evaluation to the next */
export function askSplit(
  { closed, open }: SplitAsker,
  selections: readonly Selection[],
  memory: ClosedSide,
): SplitQuestions {
  return { memory, closed: closed?.(selections), open: open?.(selections) };
}

/** The answers about the days that are over: the very same list as long as nothing has changed. */
export function closedResults(
  { closed, memory }: SplitQuestions,
  answers: Answers,
): readonly SelectionResult[] {
  return memory.known(resultsOf(closed, answers));
}

/** The answers over a window as one step; its ends are boundaries. */
export function mergedWindow(
  asked: SplitQuestions,
  answers: SplitAnswers,
  window: TimeWindow,
): readonly SelectionResult[] {
  const { closed, open } = sidesOf(answers.steps, window);
  const before = closed && mergedDays(asked, answers.closed, closed);
  const after = open && merged(resultsOf(asked.open, answers.open), open);
  if (before === undefined || after === undefined) return before ?? after ?? [];
  return before.map((result, i) => joined(after[i] as SelectionResult, result));
}

/** Versions that are read of all items at once have the same answers. */
const joined = rememberedWith((later: SelectionResult, earlier: SelectionResult) =>
  joinWindows(earlier, later),
);

/** How many answers of each day of a window were graded. */
export function gradedDaysOf(
  asked: SplitQuestions,
  answers: SplitAnswers,
  window: TimeWindow,
  of: Pick<SignalAnswers, 'signal' | 'scope'>,
  each: string | undefined,
): readonly GradedDay[] | undefined {
  const { closed, open } = sidesOf(answers.steps, window);
  const days = (results: readonly SelectionResult[], side: Side) =>
    gradedDays({ ...of, results }, side, each);
  const over = closed && closedResults(asked, answers.closed);
  const before = over && asked.memory.gradedDays(closed, each, () => days(over, closed));
  const after = open && days(resultsOf(asked.open, answers.open), open);
  return before === undefined || after === undefined ? (before ?? after) : before.concat(after);
}

function mergedDays(asked: SplitQuestions, closed: Answers, side: Side): readonly SelectionResult[] {
  const results = closedResults(asked, closed);
  return asked.memory.merged(side, () => merged(results, side));
}

function merged(
  results: readonly SelectionResult[],
  { boundaries, first, end }: Side,
): readonly SelectionResult[] {
  // One step is what it is; merging it is done at once.
  const merge = boundaries.length === 2 ? mergeSteps : mergedSteps;
  return results.map((result) => merge(result, first, end, boundaries));
}

const mergedSteps = rememberedWith(mergeSteps);

/** Steps [first, end) of one side. */
interface Side {
  readonly boundaries: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** What of a window lies on either side. */
function sidesOf({ closed, open }: SplitSteps, { from, to }: TimeWindow) {
  return { closed: side(closed, from, to), open: side(open, from, to) };
}

function side(boundaries: readonly number[], from: number, to: number): Side | undefined {
  const first = boundaries.findIndex((at) => at >= from);
  const end = boundaries.findLastIndex((at) => at <= to);
  return first >= 0 && first < end ? { boundaries, first, end } : undefined;
}

function resultsOf(ticket: Ticket | undefined, answers: Answers): readonly SelectionResult[] {
  return ticket === undefined ? [] : answers(ticket).results;
}
