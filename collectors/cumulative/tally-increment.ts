import type { Increment, IncrementKind } from '../../core/measure/increments.ts';
import type { SourceCounter } from '../../core/ports.ts';
import type { Settling } from './slot.ts';

const COUNTED: Readonly<Partial<Record<IncrementKind, Exclude<SourceCounter, 'rejected'>>>> = {
  reset: 'resets',
  unanchored: 'unanchored',
  'out-of-order': 'out-of-order',
};

/** Counts how a point was turned into an increment, and notes what that says about its target. */
export function tallyIncrement({ kind, values, state }: Increment, settling: Settling): void {
  const { tally } = settling.draft;
  const what = COUNTED[kind];
  if (what !== undefined) tally.count(what);
  if (values !== undefined) tally.count('accepted');
  if (kind === 'reset' && state.startedAt === undefined) settling.resetAtUnknownTime = true;
}
