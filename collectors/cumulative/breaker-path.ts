import type { BreakerState } from '../../core/alert/breaker.ts';

/** How often a breaker entered each state between two reads. */
export type BreakerEvents = Readonly<Record<BreakerState, number>>;

/** Where counts leave a choice, closed: half-open lasts seconds, so the next read tells. */
const STATES: readonly BreakerState[] = ['closed', 'half-open', 'open'];

/**
 * The states that a breaker went through between two reads, as far as counts of its events tell: that it opened in between is never
 * lost, and the last state is one that the counts allow. They do not tell the order, so the machine does: from closed it opens; open, it
 * tries half-open; half-open, it closes or opens again. Libraries that do not report half-open (opossum-prometheus) go from open to closed.
 */
export function breakerPath(from: BreakerState | undefined, events: BreakerEvents): readonly BreakerState[] {
  if (events.closed + events.open + events['half-open'] === 0) return [];
  const { start, end } = ends(from, events);
  const path: BreakerState[] = [];
  if (events.open > 0 && start !== 'open') path.push('open');
  else if (events.closed > 0 && start === 'open' && end === 'open') path.push('closed');
  const last = path.at(-1) ?? from;
  return last === end ? path : [...path, end];
}

/** The first beginning (the known one, when it is known) and end between which the events can have happened. */
function ends(
  from: BreakerState | undefined,
  events: BreakerEvents,
): { start: BreakerState | undefined; end: BreakerState } {
  for (const start of from === undefined ? STATES : [from]) {
    for (const end of STATES) if (isWalk(start, end, events)) return { start, end };
  }
  // Something was missed before; what did happen still says something.
  if (events.open === 0) return { start: from, end: events.closed > 0 ? 'closed' : 'half-open' };
  return { start: from, end: 'open' };
}

/** Whether each state can have been entered and left as often as the events say: what comes in goes out, but for the two ends. */
function isWalk(start: BreakerState, end: BreakerState, events: BreakerEvents): boolean {
  const surplus = (state: BreakerState) => (start === state ? 1 : 0) - (end === state ? 1 : 0);
  const opened = events.closed + surplus('closed');
  const openedAgain = events.open - opened;
  const closedUntried = events.open + surplus('open') - events['half-open'];
  const closedTried = events.closed - closedUntried;
  if (Math.min(opened, openedAgain, closedUntried, closedTried) < 0) return false;
  // The first step leaves the beginning.
  if (start === 'closed' && opened === 0) return false;
  const reportsAttempts = events['half-open'] > 0 || start === 'half-open';
  if (reportsAttempts && closedUntried > 0) return false;
  return events['half-open'] + surplus('half-open') === openedAgain + closedTried;
}
