import type { BreakerState, BreakerTransition } from './breaker.ts';

/** A stretch of time that a breaker spent in one state, half-open, Unix ms. */
export interface BreakerStretch {
  readonly from: number;
  readonly to: number;
  readonly state: BreakerState;
}

/** One breaker over a window. */
export interface BreakerHistory {
  readonly breaker: string;
  readonly item: string;
  readonly environment: string;
  /** At the window's end. */
  readonly state: BreakerState;
  /** Since when it has been in that state without a break; may be before the window. */
  readonly since: number;
  /** Covers [from, to) as far as is known, without gaps or repeats. */
  readonly timeline: readonly BreakerStretch[];
  /** How many times it opened within [from, to). */
  readonly opened: number;
}

/**
 * Each breaker's state and history, the gravest first: open, half-open, closed, and of equal ones the latest to change.
 *
 * @param transitions those in [from, to) and for each breaker the last before `from`, as the store gives them
 */
export function breakerHistories(
  transitions: readonly BreakerTransition[],
  from: number,
  to: number,
): readonly BreakerHistory[] {
  const byBreaker = Map.groupBy(transitions, ({ breaker, item, environment }) =>
    JSON.stringify([breaker, item, environment]),
  );
  return [...byBreaker.values()]
    .flatMap((own) => {
      const history = historyOf(own, from, to);
      return history === undefined ? [] : [history];
    })
    .sort(
      (a, b) => GRAVITY[a.state] - GRAVITY[b.state] || b.since - a.since || (a.breaker < b.breaker ? -1 : 1),
    );
}

const GRAVITY: Readonly<Record<BreakerState, number>> = { open: 0, 'half-open': 1, closed: 2 };

function historyOf(
  transitions: readonly BreakerTransition[],
  from: number,
  to: number,
): BreakerHistory | undefined {
  const changes = changesOnly(transitions.filter(({ at }) => at < to));
  const last = changes.at(-1);
  if (last === undefined) return undefined;
  const timeline = changes.flatMap(({ at, state }, i): BreakerStretch[] => {
    const end = changes[i + 1]?.at ?? to;
    return end > from ? [{ from: Math.max(at, from), to: end, state }] : [];
  });
  return {
    breaker: last.breaker,
    item: last.item,
    environment: last.environment,
    state: last.state,
    since: last.at,
    timeline,
    opened: changes.filter(({ at, state }) => state === 'open' && at >= from).length,
  };
}

/** A sample that shows the same state again is no change; of several at one instant the last one counts. */
function changesOnly(transitions: readonly BreakerTransition[]): readonly BreakerTransition[] {
  const ascending = [...transitions].sort((a, b) => a.at - b.at);
  const settled = ascending.filter(({ at }, i) => ascending[i + 1]?.at !== at);
  return settled.filter(({ state }, i) => settled[i - 1]?.state !== state);
}
