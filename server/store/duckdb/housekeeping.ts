import { failureKind } from './failures.ts';
import type { Ledger } from './ledger.ts';
import type { Numbers } from './numbers.ts';
import type { Rollups } from './rollups.ts';

/** Superseded rows of collectors' memory that may gather. */
const STALE_STATES = 100_000;
/** Batches that are not remembered any more that may gather. */
const STALE_BATCHES = 100_000;

/**
 * One round of housekeeping. A piece of it that fails keeps none of the others from its turn, unless the file itself has failed.
 *
 * @throws what the first piece threw that failed
 */
export async function keepHouse(
  { ledger, numbers }: { readonly ledger: Ledger; readonly numbers: Numbers },
  rollups: Rollups,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const pieces = [
    () => rollups.seal(now, signal),
    () => numbers.expire(now),
    () => ledger.compactStates(STALE_STATES),
    () => ledger.forgetBatches(STALE_BATCHES),
    () => numbers.compact(signal),
  ];
  const failures: unknown[] = [];
  for (const piece of pieces) {
    if (signal.aborted) break;
    try {
      await piece();
    } catch (error) {
      failures.push(error);
      if (failureKind(error) !== 'other') throw error;
    }
  }
  if (failures.length > 0) throw failures[0];
}
