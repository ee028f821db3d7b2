import type { Points } from '../chunks/chunk.ts';

/**
 * Raw points of single quarter hours, where windows with free edges begin: such a window moves on with the clock, and for a quarter of an hour
 * its edge stays within the same one.
 */
export class EdgeCache {
  readonly #slots = new Map<number, Map<number, Points>>();
  readonly #capacity: number;
  #points = 0;

  /** @param capacity how many points are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  missing(slot: number, cells: readonly number[]): readonly number[] {
    const known = this.#slots.get(slot);
    return known === undefined ? cells : cells.filter((cell) => !known.has(cell));
  }

  /** Puts points in, and makes room; only while nothing commits. */
  add(slot: number, points: ReadonlyMap<number, Points>): void {
    const known = this.#slots.get(slot) ?? new Map<number, Points>();
    for (const [cell, one] of points) {
      known.set(cell, one);
      this.#points += one.times.length + 1;
    }
    this.#slots.delete(slot);
    this.#slots.set(slot, known);
    this.#makeRoom(slot);
  }

  /** Says that slots are being asked for: they are the last to go. */
  touch(slots: readonly number[]): void {
    for (const slot of slots) {
      const known = this.#slots.get(slot);
      if (known === undefined) continue;
      this.#slots.delete(slot);
      this.#slots.set(slot, known);
    }
  }

  points(slot: number, cell: number): Points | undefined {
    return this.#slots.get(slot)?.get(cell);
  }

  /** Whether any slot of [from, to) is here. */
  knows(from: number, to: number): boolean {
    for (const slot of this.#slots.keys()) if (slot >= from && slot < to) return true;
    return false;
  }

  /** Forgets a slot that changed. */
  forget(slot: number): void {
    const known = this.#slots.get(slot);
    if (known === undefined) return;
    this.#slots.delete(slot);
    for (const { times } of known.values()) this.#points -= times.length + 1;
  }

  #makeRoom(newest: number): void {
    for (const slot of [...this.#slots.keys()]) {
      if (this.#points <= this.#capacity || slot === newest) return;
      this.forget(slot);
    }
  }
}
