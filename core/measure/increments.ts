/**
 * Counters and histograms arrive as running totals; what is kept are the increments between real samples. The rules are those of
 * docs/exactness.md: a decrease is a reset and contributes its value; what is new counts from zero only where that is known.
 */

/** Start times closer than this are the same start: prom-client rounds `process_start_time_seconds` to whole seconds. */
const START_TIME_TOLERANCE_MS = 750;

/**
 * A process' start time wanders with its machine's clock (`btime` of /proc/stat), so a later start is a restart only when it moved by at
 * least this share of the time that the stream had been running. A real restart moves it by all of it, or, between two clocks that
 * disagree, by most of it.
 */
const RESTART_SHARE = 0.25;

/**
 * A decrease by less than this share of the value is the noise of a total that its source adds up anew for each answer
 * (floating-point sums depend on the order of their parts).
 */
const ROUNDING_SHARE = 1e-12;

/**
 * One reading of a cumulative stream. `values` is one number for a counter; for a histogram its bucket counts (cumulative ones or each
 * for itself) and its sum, in a fixed order.
 */
export interface CumulativePoint {
  /** Time of the sample, Unix ms. */
  readonly at: number;
  readonly values: readonly number[];
  /** How many leading elements of `values` count events and so never decrease but by a reset (a histogram's sum may be negative). */
  readonly monotonic: number;
  /**
   * When the stream began at zero, Unix ms, if the source says so (`_created`, OTLP start time, the process' start). May be the time of
   * another clock than `at`.
   */
  readonly startedAt?: number;
  /** Names the order of `values` (bucket bounds). Another layout is another stream. */
  readonly layout?: string;
}

/** What is remembered of a stream between reads: its last point. */
export type StreamState = CumulativePoint;

/** What is known of a stream that has no state yet. */
export interface NewStreamContext {
  /**
   * The family was there at the previous read of the same target, which lost no series at this read: so the series began after that
   * read, at zero.
   */
  readonly appearedSincePreviousRead: boolean;
  /** A stream that started at or after this instant (Unix ms) is counted from its start in full. */
  readonly countedSince: number;
}

/** How a point was turned into an increment; all but `continued` are counted and shown at the source. */
export type IncrementKind = 'continued' | 'reset' | 'from-start' | 'appeared' | 'unanchored' | 'out-of-order';

export interface Increment {
  readonly kind: IncrementKind;
  /** Same order and length as the point's `values`, the monotonic part never negative; `undefined` when the point contributes nothing. */
  readonly values: readonly number[] | undefined;
  /** The stream's state after this point. */
  readonly state: StreamState;
}

/**
 * The increment that `point` brings after `previous`.
 *
 * @param previous the stream's state, or `undefined` for a stream that is new to us
 * @param point the reading; its values are finite and its monotonic part not negative (checked by the caller)
 */
export function increment(
  previous: StreamState | undefined,
  point: CumulativePoint,
  context: NewStreamContext,
): Increment {
  if (previous === undefined) return first(point, context);
  if (point.at <= previous.at) return { kind: 'out-of-order', values: undefined, state: previous };
  if (restarted(previous, point)) return { kind: 'reset', values: point.values, state: point };
  if (previous.layout !== point.layout) return { kind: 'unanchored', values: undefined, state: point };
  if (decreased(previous, point)) return { kind: 'reset', values: point.values, state: point };
  return continued(previous, point);
}

function first(point: CumulativePoint, context: NewStreamContext): Increment {
  // A start at the time of the point itself says "reset at an unknown instant" (OTLP data model): nothing is known before it.
  const known = point.startedAt !== undefined && point.startedAt !== point.at;
  if (known && point.startedAt >= context.countedSince) {
    return { kind: 'from-start', values: point.values, state: point };
  }
  // A total of zero hides nothing, whenever it began.
  if (context.appearedSincePreviousRead || isZero(point)) {
    return { kind: 'appeared', values: point.values, state: point };
  }
  return { kind: 'unanchored', values: undefined, state: point };
}

function isZero({ values, monotonic }: CumulativePoint): boolean {
  for (let i = 0; i < monotonic; i += 1) if (values[i] !== 0) return false;
  return true;
}

function continued(previous: StreamState, point: CumulativePoint): Increment {
  const values: number[] = [];
  let reached: number[] | undefined;
  for (let i = 0; i < point.values.length; i += 1) {
    const before = previous.values[i] ?? 0;
    const added = (point.values[i] as number) - before;
    const noise = added < 0 && i < point.monotonic;
    values.push(noise ? 0 : added);
    if (noise) {
      reached ??= [...point.values];
      reached[i] = before;
    }
  }
  return { kind: 'continued', values, state: stateAfter(previous, point, reached) };
}

function stateAfter(
  previous: StreamState,
  point: CumulativePoint,
  values: readonly number[] | undefined,
): StreamState {
  const startedAt = latest(previous.startedAt, point.startedAt);
  if (values === undefined && startedAt === point.startedAt) return point;
  const state = { ...point, values: values ?? point.values };
  return startedAt === undefined ? state : { ...state, startedAt };
}

/** A source may tell a series' own start in one answer and only its process' in the next: the later one is not a restart. */
function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

function restarted(previous: StreamState, point: CumulativePoint): boolean {
  if (point.startedAt === undefined) return false;
  if (previous.startedAt === undefined) return point.startedAt > previous.at + START_TIME_TOLERANCE_MS;
  const moved = point.startedAt - previous.startedAt;
  return moved > START_TIME_TOLERANCE_MS && moved >= RESTART_SHARE * (previous.at - previous.startedAt);
}

function decreased(previous: StreamState, point: CumulativePoint): boolean {
  for (let i = 0; i < point.monotonic; i += 1) {
    const before = previous.values[i] ?? 0;
    if ((point.values[i] ?? 0) < before - ROUNDING_SHARE * before) return true;
  }
  return false;
}
