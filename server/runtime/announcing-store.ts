import type { MeasurementStore, WriteBatch } from '../../core/ports.ts';
import { delegated } from './delegated-store.ts';

/**
 * The same store, which tells of every batch once it is committed, and of every run that is taken back. What was there before tells nothing.
 *
 * @param committed is called after the commit and must not throw
 * @param retracted is called with the run's product, and must not throw
 */
export function announcingStore(
  store: MeasurementStore,
  committed: (batch: WriteBatch) => void,
  retracted: (product: string) => void,
): MeasurementStore {
  return {
    ...delegated(store),
    write: async (batch) => {
      const outcome = await store.write(batch);
      if (outcome === 'written') committed(batch);
      return outcome;
    },
    retractEvaluation: async (product, runId, retraction) => {
      const isNew = await store.retractEvaluation(product, runId, retraction);
      if (isNew) retracted(product);
      return isNew;
    },
  };
}
