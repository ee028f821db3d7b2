import type { Points } from '../chunks/chunk.ts';
import { InOrder } from './in-order.ts';

/**
 * Raw points of single quarter hours, where windows with free edges begin: such a window moves on with the clock, and for a quarter of an hour
 * its edge stays within the same one.
 */
export class EdgeCache {
  readonly #slots = new Map<number, Map<number, Points>>();
  readonly #capacity: number;
  readonly #inOrder = new InOrder<Points>();
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
    let before: Points | undefined;
    for (const [cell, one] of points) {
      // What comes together is of the same times: they are kept once.
      const sharing = before !== undefined && areSame(before.times, one.times);
      before = sharing ? { times: (before as Points).times, values: one.values } : one;
      known.set(cell, before);
      this.#points += one.times.length + 1;
    }
    this.#inOrder.clear();
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

  /** The points of a slot, in the order of the cells; `undefined` where those of any are missing. */
  pointsOf(slot: number, cells: readonly number[]): readonly Points[] | undefined {
    return this.#inOrder.get(slot, cells, this.#slots.get(slot));
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
    this.#inOrder.clear();
    for (const { times } of known.values()) this.#points -= times.length + 1;
  }

  #makeRoom(newest: number): void {
    for (const slot of [...this.#slots.keys()]) {
      if (this.#points <= this.#capacity || slot === newest) return;
      this.forget(slot);
    }
  }
}

function areSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
