import type { BreakerHistory } from '../../core/alert/breakers.ts';
import { formatAge } from '../../core/signal/format.ts';

/** A stretch in which a breaker was not closed; several that lie near each other are one. */
export interface Outage {
  readonly breaker: string;
  readonly item: string;
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** How long it was not closed within. */
  readonly ms: number;
  /** How often it opened in all. */
  readonly times: number;
  /** It has not ended. */
  readonly running: boolean;
}

/**
 * When breakers were open or half-open, oldest first.
 *
 * @param joinMs stretches that begin within so many ms are told as one, so that a long chart is not paved with marks
 */
export function outagesOf(histories: readonly BreakerHistory[], joinMs: number): readonly Outage[] {
  return histories.flatMap((history) => outagesOfOne(history, joinMs)).sort((a, b) => a.from - b.from);
}

function outagesOfOne({ breaker, item, timeline, state }: BreakerHistory, joinMs: number): Outage[] {
  const end = timeline.at(-1)?.to;
  const outages: Outage[] = [];
  let wasClosed = true;
  for (const { from, to, state: then } of timeline) {
    if (then !== 'closed') {
      const running = to === end && state !== 'closed';
      const before = outages.at(-1);
      if (before !== undefined && (!wasClosed || from - before.from < joinMs)) {
        outages.pop();
        const times = before.times + (wasClosed ? 1 : 0);
        outages.push({ ...before, to, ms: before.ms + to - from, times, running });
      } else outages.push({ breaker, item, from, to, ms: to - from, times: 1, running });
    }
    wasClosed = then === 'closed';
  }
  return outages;
}

/** `Breaker model-api was not closed for 5 h`; no full stop, for it stands in lists and on marks. */
export function outageWords({ breaker, ms, times, running }: Outage): string {
  // Counts of events tell that it opened, and not for how long.
  const length = ms < 1_000 ? undefined : formatAge(ms);
  const total = length === undefined ? '' : `, not closed for ${length} in all`;
  if (times > 1) return `Breaker ${breaker} opened ${times} times${total}`;
  if (length === undefined) return `Breaker ${breaker} opened`;
  return `Breaker ${breaker} ${running ? 'has not been' : 'was not'} closed for ${length}`;
}
