import type { SelectionResult } from '../../../core/ports.ts';
import { recent } from '../../../core/remember.ts';
import type { SelectedCells } from './selected-cells.ts';

/** Whether there is nothing that a selection speaks of: many ask, just in case, for what hardly anybody sends. */
export function saysNothing({ keys, observers, observedCells }: SelectedCells): boolean {
  return keys.length === 0 && observers.length === 0 && observedCells.length === 0;
}

/** The answer to that; the very same one for all of them. */
export const nothing = recent(
  (steps: number): SelectionResult => ({
    groups: [],
    observedMs: new Float64Array(steps),
    lastObservedAt: undefined,
  }),
  16,
);
