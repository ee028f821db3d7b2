import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Which reads are running. A table that has left the plans of new reads is dropped only when the reads that may still use it have ended;
 * so rows never move in the sight of a reader.
 */
export class Leases {
  readonly #running = new Set<Promise<unknown>>();
  #gate: Promise<unknown> | undefined;

  /** Runs a read that plans and asks within one lease. */
  async hold<T>(read: () => Promise<T>): Promise<T> {
    while (this.#gate !== undefined) await this.#gate;
    const running = read();
    const settled = running.catch(() => undefined);
    this.#running.add(settled);
    try {
      return await running;
    } finally {
      this.#running.delete(settled);
    }
  }

  /**
   * Runs short work while no read runs; reads that come meanwhile wait.
   *
   * @param patienceMs how long they may wait for one that runs, such as an export
   * @returns whether the work was done
   */
  async alone(work: () => Promise<void>, patienceMs: number): Promise<boolean> {
    while (this.#gate !== undefined) await this.#gate;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    const done = new AbortController();
    try {
      const waited = sleep(patienceMs, false, { signal: done.signal }).catch(() => false);
      const isAlone = await Promise.race([this.drained().then(() => true), waited]);
      if (isAlone) await work();
      return isAlone;
    } finally {
      done.abort();
      this.#gate = undefined;
      resolve();
    }
  }

  /** Resolves when every read that runs now has ended. */
  async drained(): Promise<void> {
    await Promise.all([...this.#running]);
  }
}
