import type { VerdictState } from './verdict.ts';

/** How a criterion stood when a day closed. */
export interface DecidedDay {
  /** The first instant after the day, Unix ms. */
  readonly at: number;
  readonly state: VerdictState;
}

/** No more closes are looked at: what did not agree on two of its days for a month has not settled. */
export const MOST_CLOSES = 31;

/** Which close decides, and whether earlier ones could change that. */
export interface Settled<D extends DecidedDay> {
  readonly deciding: D;
  /** The newest close, where it says otherwise. */
  readonly pending?: D;
  /** No two closes agree among those that are known: earlier ones may. */
  readonly open: boolean;
}

/**
 * Which of the days decides a census: a verdict changes at the close of a day, after two days that agree. So the state is that of the
 * newest two closes in a row that agree, whatever was before them, and the newest close of that state decides; where no two agree, the
 * oldest verdict stands. That makes it a function of the days alone: nothing has to be remembered, and a restart changes nothing.
 *
 * A day without data is no day that agrees: silence decides at once when it is the newest, and is passed over else.
 *
 * @param days ascending, at least one
 */
export function settle<D extends DecidedDay>(days: readonly D[]): Settled<D> | undefined {
  const newest = days.at(-1);
  if (newest === undefined) return undefined;
  if (newest.state === 'no-data') return { deciding: newest, open: false };
  const known = days.filter(({ state }) => state !== 'no-data').toReversed();
  const agreeing = known.findIndex((day, i) => day.state === known[i + 1]?.state);
  const { state } = known[agreeing] ?? known.at(-1) ?? newest;
  const deciding = known.find((day) => day.state === state) ?? newest;
  return { deciding, ...(deciding === newest ? {} : { pending: newest }), open: agreeing < 0 };
}
