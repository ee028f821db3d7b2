import type { Clock, MeasurementStore } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { readSpend, type SpendOfLimit } from './spend.ts';

/** However often it is asked, the store is read no more often than this. */
const FRESH_MS = 15_000;

interface Page {
  readonly roadmap: Roadmap;
  readonly readAt: number;
  readonly limits: Promise<readonly SpendOfLimit[]>;
}

/** How the spend limits of products stand, for those who ask again and again: a Prometheus server, of which there may be several. */
export class SpendBoard {
  readonly #store: MeasurementStore;
  readonly #clock: Clock;
  readonly #pages = new Map<string, Page>();

  constructor(store: MeasurementStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The limits of a roadmap, at most 15 seconds old; without a read when it has none.
   *
   * @throws what the store throws; the next call asks again
   */
  async limits(roadmap: Roadmap): Promise<readonly SpendOfLimit[]> {
    if (roadmap.spend.length === 0) return [];
    const now = this.#clock.now();
    const known = this.#pages.get(roadmap.product);
    if (known?.roadmap === roadmap && now - known.readAt < FRESH_MS && now >= known.readAt)
      return known.limits;
    const limits = readSpend(this.#store, roadmap, now);
    this.#pages.set(roadmap.product, { roadmap, readAt: now, limits });
    limits.catch(() => this.#pages.delete(roadmap.product));
    return limits;
  }
}
