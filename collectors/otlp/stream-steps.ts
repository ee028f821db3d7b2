import {
  type CumulativePoint,
  type Increment,
  increment,
  type StreamState,
} from '../../core/measure/increments.ts';
import type { AttributeSet } from './attribute-table.ts';
import { CountedIntervals } from './counted-intervals.ts';
import type { Member } from './member.ts';
import type { FamilyRead, MetricFamily } from './metric-family.ts';
import { DELTA, type MetricBlock, type MetricPoints } from './metric-points.ts';
import type { StreamMemory } from './stream-memory.ts';
import type { Stream, StreamTable } from './stream-table.ts';
import type { Tally } from './tally.ts';

/** A delta interval that is longer has a start time that means nothing; its value counts, but it watched nothing. */
const LONGEST_INTERVAL_MS = 24 * 3_600_000;

/** What a request is taken in against. Times are Unix ms. */
export interface IntakeContext {
  /** Points before or after are refused. */
  readonly oldest: number;
  readonly newest: number;
  /** What labels say to have happened longer ago than this is refused. */
  readonly maxLabelAgeMs: number;
  /** Streams that began at or after this instant are counted from their start. */
  readonly countedSince: number;
  readonly maxStreams: number;
  /** Exponential histograms are kept at this scale at most. */
  readonly exponentialScale: number;
}

/** What one more interval makes of those that were counted. */
interface IntervalStep {
  readonly known: CountedIntervals;
  readonly start: number;
  readonly end: number;
  readonly next: CountedIntervals | 'counted' | 'unsure';
}

/**
 * Takes streams of one block from point to point: which interval or increment is new, and what to remember of it. Totals follow the
 * rules of core/measure/increments.ts; delta intervals count once each.
 */
export class StreamSteps {
  readonly #context: IntakeContext;
  readonly #table: StreamTable;
  readonly #tally: Tally;
  readonly #family: MetricFamily;
  readonly #read: FamilyRead;
  readonly #block: MetricBlock;
  readonly #points: MetricPoints;
  readonly #intervalSteps = new Map<CountedIntervals, IntervalStep>();
  #lastStep: IntervalStep | undefined;
  /** Whether unknown streams of the block began since its previous read; known when first asked for. */
  #begun: boolean | undefined;
  /** Since when the last step knows what happened to its stream; NaN when it knows of an instant only. Unix ms. */
  watchedFrom = Number.NaN;

  constructor(
    context: IntakeContext,
    table: StreamTable,
    tally: Tally,
    of: { family: MetricFamily; read: FamilyRead; block: MetricBlock; points: MetricPoints },
  ) {
    this.#context = context;
    this.#table = table;
    this.#tally = tally;
    this.#family = of.family;
    this.#read = of.read;
    this.#block = of.block;
    this.#points = of.points;
  }

  /** The start time that tells streams of one set of attributes apart: cumulative ones have one. */
  startOf(i: number): number {
    const { kind, temporality } = this.#block;
    return kind === 'gauge' || temporality === DELTA ? 0 : (this.#points.start[i] as number);
  }

  /** The stream of a member that began at `start`; `undefined` when the source has too many streams for a new one. */
  stream(member: Member, start: number): Stream | undefined {
    let stream = this.#family.stream(member, start);
    if (stream === undefined) {
      if (this.#table.size >= this.#context.maxStreams) return undefined;
      stream = this.#family.addStream(member, start);
    }
    this.#read.saw(stream.page, stream.slot);
    return stream;
  }

  /** Whether a delta stream's interval counts: `new`, `counted` before, or `unsure`, when nobody can tell. */
  interval(stream: Stream, start: number, end: number): 'new' | 'counted' | 'unsure' {
    const known = (stream.known as CountedIntervals | undefined) ?? CountedIntervals.NONE;
    const { next } = this.#intervalStep(known, start, end);
    if (next === 'counted') this.#tally.outOfOrder += 1;
    if (next === 'counted' || next === 'unsure') return next;
    this.#table.change(stream, next);
    this.watchedFrom = end - start <= LONGEST_INTERVAL_MS ? start : Number.NaN;
    return 'new';
  }

  /** Streams that are exported together mostly have the same intervals behind them, and take the same step. */
  #intervalStep(known: CountedIntervals, start: number, end: number): IntervalStep {
    let step = this.#lastStep;
    if (step?.known !== known) step = this.#intervalSteps.get(known);
    if (step === undefined || step.start !== start || step.end !== end) {
      const limits = { oldest: this.#context.oldest, most: this.#table.mostInstants };
      step = { known, start, end, next: known.with(start, end, limits) };
      this.#intervalSteps.set(known, step);
    }
    this.#lastStep = step;
    return step;
  }

  /** The increment of a running total of one number; `undefined` when the point contributes nothing. */
  total(stream: Stream, at: number, value: number): number | undefined {
    const { page, slot } = stream;
    const previousAt = page.at[slot] as number;
    const before = page.value[slot] as number;
    if (at > previousAt && value >= before) {
      // What increment() would say, at a fraction of its price: this is nearly every point of a busy sender.
      this.#table.changeNumber(stream, at, value);
      this.watchedFrom = previousAt;
      return value - before;
    }
    const previous = Number.isNaN(previousAt) ? undefined : totalsOf(stream, previousAt, [before], 1);
    const { values, state } = this.#step(stream, previous, totalsOf(stream, at, [value], 1));
    if (state !== previous) this.#table.changeNumber(stream, state.at, state.values[0] as number);
    return values?.[0];
  }

  /**
   * The increment of a running total after `previous`; `undefined` when the point contributes nothing.
   * @param remembered what to keep of the point, when that is not the point itself
   */
  increment(
    stream: Stream,
    previous: StreamState | undefined,
    point: CumulativePoint,
    remembered?: StreamMemory,
  ): readonly number[] | undefined {
    const { values, state } = this.#step(stream, previous, point);
    if (state !== previous) this.#table.change(stream, remembered ?? state);
    return values;
  }

  /** What the rules say of a point; a point that is out of order leaves the state as it is. */
  #step(stream: Stream, previous: StreamState | undefined, point: CumulativePoint): Increment {
    const result = increment(previous, point, {
      appearedSincePreviousRead: previous === undefined && this.#unknownStreamsBegan(),
      countedSince: this.#context.countedSince,
    });
    const { kind } = result;
    if (kind === 'out-of-order') this.#tally.outOfOrder += 1;
    if (kind === 'unanchored') this.#tally.unanchored += 1;
    if (kind === 'reset' || (kind === 'from-start' && this.#family.hasOtherStreams(stream))) {
      this.#tally.resets += 1;
    }
    if (kind === 'from-start') this.watchedFrom = stream.start;
    else this.watchedFrom = kind === 'appeared' ? Number.NaN : (previous?.at ?? Number.NaN);
    return result;
  }

  /** Whether a level is newer than what is known of its stream. */
  level(stream: Stream, at: number, value: number): boolean {
    const previousAt = stream.page.at[stream.slot] as number;
    if (at <= previousAt) {
      this.#tally.outOfOrder += 1;
      return false;
    }
    this.#table.changeNumber(stream, at, value);
    this.watchedFrom = previousAt;
    return true;
  }

  /** Streams are asked for one by one, but only all of them tell whether the read is complete. */
  #unknownStreamsBegan(): boolean {
    if (this.#begun !== undefined) return this.#begun;
    const { from, to } = this.#block;
    for (let i = from; i < to; i += 1) {
      const member = this.#family.member(this.#points.attributes[i] as AttributeSet);
      const stream = this.#family.stream(member, this.startOf(i));
      if (stream !== undefined) this.#read.saw(stream.page, stream.slot);
    }
    this.#begun = this.#read.provesBeginnings;
    return this.#begun;
  }
}

/** A point of a running total. */
export function totalsOf(
  stream: Stream,
  at: number,
  values: readonly number[],
  monotonic: number,
): CumulativePoint {
  return stream.start > 0 ? { at, values, monotonic, startedAt: stream.start } : { at, values, monotonic };
}
