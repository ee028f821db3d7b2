import type { VerdictState } from '../gate/verdict.ts';

/** A gate's verdict as it was recorded when it changed. */
export interface GateChange {
  /** Unix ms. */
  readonly at: number;
  readonly to: VerdictState;
  /** It passed because somebody had waived what it did not meet. */
  readonly waived: boolean;
  /** Nobody judged it then: the verdict of that time was reckoned afterwards, from what the store holds. */
  readonly reckoned: boolean;
  readonly sentence: string;
  /** Of the roadmap that it was judged by. */
  readonly revision: string;
}

/** A time in which a gate stood as it was. */
export interface GateStretch extends Omit<GateChange, 'at' | 'to'> {
  readonly state: VerdictState;
  /** Half-open [from, to), Unix ms; absent: it still does. */
  readonly from: number;
  readonly to?: number;
}

/** What a gate may be in for some time; a pass by waivers is none of the plain ones. */
export type HistoryState = VerdictState | 'waived';

/** How a gate has stood since anything is known of it. */
export interface GateHistory {
  /** Ascending, without gaps: a gate stays as it was until something else is recorded. */
  readonly stretches: readonly GateStretch[];
  /** Since when anything is known, Unix ms; absent: nothing is. */
  readonly knownSince?: number;
  /** Since when it has been judged while it happened; what was before was reckoned afterwards. */
  readonly judgedSince?: number;
  /** The first time that it passed by itself. */
  readonly firstPassed?: GateStretch;
  /** The first time that it passed by waivers. */
  readonly firstWaived?: GateStretch;
  /** The last time that it failed; it has no end while it still does. */
  readonly lastFailed?: GateStretch;
  /** How long it was in each state that it ever was in, ms. */
  readonly timeIn: Readonly<Partial<Record<HistoryState, number>>>;
}

/**
 * How a gate has stood, out of the changes that were recorded. A change to what it was already is none, so that a past that was reckoned
 * joins what was judged after it.
 *
 * @param changes ascending
 * @param now Unix ms; what is recorded later has not happened yet
 */
export function gateHistory(changes: readonly GateChange[], now: number): GateHistory {
  const stretches = stretchesOf(changes.filter(({ at }) => at <= now));
  const judged = changes.find(({ reckoned, at }) => !reckoned && at <= now);
  const firstPassed = stretches.find((one) => historyState(one) === 'pass');
  const firstWaived = stretches.find((one) => historyState(one) === 'waived');
  const lastFailed = stretches.findLast(({ state }) => state === 'fail');
  const [first] = stretches;
  return {
    stretches,
    ...(first === undefined ? {} : { knownSince: first.from }),
    ...(judged === undefined ? {} : { judgedSince: judged.at }),
    ...(firstPassed === undefined ? {} : { firstPassed }),
    ...(firstWaived === undefined ? {} : { firstWaived }),
    ...(lastFailed === undefined ? {} : { lastFailed }),
    timeIn: timeIn(stretches, now),
  };
}

/** Since when a gate is in the state that it is in: waivers that come and go leave it there. */
export function sinceWhen(
  changes: readonly GateChange[],
): { readonly at: number; readonly reckoned: boolean; readonly state: VerdictState } | undefined {
  const state = changes.at(-1)?.to;
  if (state === undefined) return undefined;
  const before = changes.findLastIndex(({ to }) => to !== state);
  const first = changes[before + 1];
  return first && { at: first.at, reckoned: first.reckoned, state };
}

/** What a gate stood in, told apart by whether it passed by itself. */
export function historyState({ state, waived }: Pick<GateStretch, 'state' | 'waived'>): HistoryState {
  return state === 'pass' && waived ? 'waived' : state;
}

function stretchesOf(changes: readonly GateChange[]): readonly GateStretch[] {
  const stretches: GateStretch[] = [];
  for (const { at, to: state, ...rest } of changes) {
    const open = stretches.pop();
    const isSame = open !== undefined && historyState(open) === historyState({ state, ...rest });
    if (open !== undefined) stretches.push(isSame ? open : { ...open, to: at });
    if (!isSame) stretches.push({ state, from: at, ...rest });
  }
  return stretches;
}

function timeIn(stretches: readonly GateStretch[], now: number): GateHistory['timeIn'] {
  const times: Partial<Record<HistoryState, number>> = {};
  for (const stretch of stretches) {
    const key = historyState(stretch);
    times[key] = (times[key] ?? 0) + Math.max(0, (stretch.to ?? now) - stretch.from);
  }
  return times;
}
