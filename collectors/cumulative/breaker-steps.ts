import type { BreakerState } from '../../core/alert/breaker.ts';
import { type BreakerEvents, breakerPath } from './breaker-path.ts';

/** How one instance of a breaker stands, as far as its source has told. */
export interface BreakerStand {
  readonly state: BreakerState;
  /** Time of the sample that told it last, Unix ms. */
  readonly at: number;
  /** It closes by itself then, unless something else is heard of it. Unix ms. */
  readonly closesAt?: number;
}

/** What one read of an instance tells. */
export interface BreakerNews {
  /** What happened since the read before. */
  readonly events: BreakerEvents;
  /** Calls were turned away since then. */
  readonly rejected: boolean;
  /** What a gauge shows now; it has the last word. */
  readonly reading: BreakerState | undefined;
  /** What opens without a gauge to show it closes by itself after so long, ms. */
  readonly closesAfterMs: number | undefined;
}

/**
 * How an instance stood one after the other between two reads and at the second; the last one is how it stands now. That it was open is
 * never lost, however briefly, as long as a counter tells of it. Several changes between two reads keep their order by a millisecond each.
 *
 * @param at time of the read, Unix ms
 */
export function breakerSteps(
  before: BreakerStand | undefined,
  news: BreakerNews,
  at: number,
): readonly BreakerStand[] {
  const closed = before === undefined ? undefined : closedByItself(before, news, at);
  const from = closed ?? before;
  const path = wentThrough(from?.state, news);
  const steps = path.map((state, i): BreakerStand => ({ state, at: at - (path.length - 1 - i) }));
  // Nothing new is worth telling, too: the instance is still there.
  if (steps.length === 0 && from !== undefined) steps.push({ ...from, at });
  const first = steps[0]?.at ?? at;
  return [...(closed !== undefined && closed.at < first ? [closed] : []), ...withClosing(steps, news)];
}

function wentThrough(from: BreakerState | undefined, news: BreakerNews): readonly BreakerState[] {
  const path = [...breakerPath(from, news.events)];
  // Where nothing was known before, counts may speak of a breaker that was open already: now it is known.
  const told = news.rejected || (from === undefined && news.events.open > 0);
  if (told && from !== 'open' && !path.includes('open')) path.unshift('open');
  if (news.reading !== undefined && news.reading !== (path.at(-1) ?? from)) path.push(news.reading);
  return path;
}

function closedByItself(
  { closesAt }: BreakerStand,
  { reading }: BreakerNews,
  at: number,
): BreakerStand | undefined {
  if (closesAt === undefined || closesAt > at || reading === 'open') return undefined;
  return { state: 'closed', at: closesAt };
}

/** What a gauge shows to be open is open until the gauge says otherwise; without one, each opening begins the time anew. */
function withClosing(
  steps: readonly BreakerStand[],
  { reading, closesAfterMs, events, rejected }: BreakerNews,
): readonly BreakerStand[] {
  const last = steps.at(-1);
  if (last === undefined) return steps;
  const { closesAt, ...stand } = last;
  if (stand.state !== 'open' || reading !== undefined) return [...steps.slice(0, -1), stand];
  const again = closesAfterMs !== undefined && (events.open > 0 || rejected);
  const closing = again ? stand.at + closesAfterMs : closesAt;
  return [...steps.slice(0, -1), closing === undefined ? stand : { ...stand, closesAt: closing }];
}
