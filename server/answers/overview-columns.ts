import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { signalOf } from '../evaluation/places.ts';

/** Four versions by so many signals fit a laptop's screen; more are shown only where gates ask for more. */
const USUAL_COLUMNS = 6;

/** What is shown of every product where its gates leave room. */
const USUAL_SIGNALS = [
  'accuracy',
  'hallucination_rate',
  'helpful_rate',
  'latency_p99',
  'cost_per_request',
  'error_rate',
  'requests',
] as const;

/** Signals that may become columns. */
export interface CandidateColumns {
  /** What the gates of the versions ask for: what most of them do first, of equal ones what the roadmap names first. */
  readonly judged: readonly Signal[];
  /** Others, which are shown where there is room and something is seen. */
  readonly usual: readonly Signal[];
}

/** The signals that a matrix of these versions may have. */
export function candidateColumns(roadmap: Roadmap, versions: readonly Item[]): CandidateColumns {
  const askedBy = new Map<string, number>();
  for (const item of versions) {
    const names = (item.gate?.criteria ?? []).flatMap(({ criterion }) =>
      criterion.kind === 'measured' ? [criterion.signal] : [],
    );
    for (const name of new Set(names)) askedBy.set(name, (askedBy.get(name) ?? 0) + 1);
  }
  const judged = [...askedBy].sort(([, a], [, b]) => b - a).map(([name]) => signalOf(roadmap, name));
  const usual = judged.length >= USUAL_COLUMNS ? [] : USUAL_SIGNALS.filter((name) => !askedBy.has(name));
  return { judged, usual: usual.map((name) => signalOf(roadmap, name)) };
}

/** The columns, left to right: everything that is judged, and of the others what is seen, up to six in all. */
export function shownColumns(
  { judged, usual }: CandidateColumns,
  seen: ReadonlySet<Signal>,
): readonly Signal[] {
  const room = Math.max(0, USUAL_COLUMNS - judged.length);
  return [...judged, ...usual.filter((signal) => seen.has(signal)).slice(0, room)];
}
