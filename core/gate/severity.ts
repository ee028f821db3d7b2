import type { VerdictState } from './verdict.ts';

/** From grave to good. What has not started is no reproach, but no pass either. */
export const SEVERITY: readonly VerdictState[] = ['fail', 'no-data', 'unproven', 'not-started', 'pass'];

/** The graver of two states. */
export function worseState(a: VerdictState, b: VerdictState): VerdictState {
  return SEVERITY.indexOf(a) <= SEVERITY.indexOf(b) ? a : b;
}
