/**
 * Sums by (cell, slot), for points that fall into what is rolled up already: they are added to the roll-up in the same transaction as to
 * the raw data. One number keys both: slots of quarter hours need 24 bits for every time that a store takes, up to the year 2255, which
 * leaves 29 for cells.
 */
export class LateSums {
  readonly #sums = new Map<number, number>();

  add(cell: number, slot: number, value: number): void {
    const key = cell * SLOTS + slot;
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
  }

  get size(): number {
    return this.#sums.size;
  }

  *[Symbol.iterator](): Iterator<{ cell: number; slot: number; value: number }> {
    for (const [key, value] of this.#sums) {
      yield { cell: Math.floor(key / SLOTS), slot: key % SLOTS, value };
    }
  }
}

/** So many slots there are. */
export const SLOTS = 2 ** 24;
