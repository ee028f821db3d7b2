import { formatAge } from '../../core/signal/format.ts';
import type { BreakersResponse } from '../../server/http/contract/operations.ts';
import type { Numbers } from './same-numbers.ts';

export type Breaker = BreakersResponse['breakers'][number];
export type BreakerStretch = Breaker['timeline'][number];

export const BREAKER_WORDS: Readonly<Record<Breaker['state'], string>> = {
  closed: 'Closed',
  'half-open': 'Half-open',
  open: 'Open',
};

/** A timeline in a sentence, for who cannot see it: `Opened 3 times, open for 1 h in all; not seen before 18:02.` */
export function breakerSummary(breaker: Breaker, from: number, timeOf: (at: number) => string): string {
  const times = breaker.opened === 1 ? 'once' : `${breaker.opened} times`;
  const openMs = breaker.timeline
    .filter((stretch) => stretch.state === 'open')
    .reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
  const opened =
    breaker.opened === 0 && openMs === 0
      ? 'Never open in these 24 hours'
      : `Opened ${times}, open for ${formatAge(openMs)} in all`;
  const first = breaker.timeline[0];
  const unseen = first === undefined || first.from > from + 60_000;
  return unseen && first !== undefined ? `${opened}; not seen before ${timeOf(first.from)}.` : `${opened}.`;
}

/** A breaker's stretches as a table, newest first. */
export function breakerTable(breaker: Breaker, momentOf: (at: number) => string): Numbers {
  return {
    title: `${breaker.item} ${breaker.breaker}`.trim(),
    columns: [{ title: 'From' }, { title: 'To' }, { title: 'State' }, { title: 'For', numeric: true }],
    rows: breaker.timeline
      .toReversed()
      .map(({ from, to, state }) => [
        momentOf(from),
        momentOf(to),
        BREAKER_WORDS[state],
        formatAge(to - from),
      ]),
  };
}

/** Worst first: open, half-open, closed; within a state those that opened most, then by name. */
export function byUrgency(breakers: readonly Breaker[]): Breaker[] {
  const rank: Readonly<Record<Breaker['state'], number>> = { open: 0, 'half-open': 1, closed: 2 };
  return [...breakers].sort(
    (a, b) =>
      rank[a.state] - rank[b.state] ||
      b.opened - a.opened ||
      a.breaker.localeCompare(b.breaker) ||
      a.item.localeCompare(b.item),
  );
}
