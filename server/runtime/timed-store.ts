import { GatelineError } from '../../core/errors.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { StoreTimes, StoreWork } from '../http/metrics/store-times.ts';
import { delegated } from './delegated-store.ts';

/** The same store, which takes down how long each write and each read took, and what became of it. */
export function timedStore(store: MeasurementStore, times: StoreTimes): MeasurementStore {
  const timed = async <T>(
    work: StoreWork,
    run: () => Promise<T>,
    outcomeOf: (answer: T) => string,
  ): Promise<T> => {
    const began = performance.now();
    const done = (outcome: string) => times.observe(work, outcome, (performance.now() - began) / 1_000);
    try {
      const answer = await run();
      done(outcomeOf(answer));
      return answer;
    } catch (error) {
      done(error instanceof GatelineError ? error.code : 'error');
      throw error;
    }
  };
  return {
    ...delegated(store),
    write: (batch) =>
      timed(
        'write',
        () => store.write(batch),
        (outcome) => outcome,
      ),
    read: (request) =>
      timed(
        'read',
        () => store.read(request),
        () => 'read',
      ),
  };
}
