import { GatelineError } from '../../core/errors.ts';
import type { Log } from '../log.ts';

/**
 * Does what a start reads from the store or writes to it. A store that cannot do so now (a full disk, a damaged file) is no reason not to
 * start: it says so in `/readyz`, pages are served as far as it goes, and whoever needs what is missing asks again.
 *
 * @throws what else `work` throws
 */
export async function asFarAsStoreGoes(work: () => Promise<void>, log: Log): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GatelineError && error.code.startsWith('store-'))) throw error;
    log.warn(error.message);
  }
}
