import { QUARTER_HOUR_MS } from '../read-plan.ts';
import { InOrder } from './in-order.ts';

/** Quarter hours of a UTC day. */
export const SLOTS_A_DAY = 96;

/** What quarter hours of one cell hold, slot after slot of one UTC day, each of as many numbers as the cache says. */
export type Tile = Float64Array;

/**
 * Quarter hours that reads have lately asked for, one tile a cell and UTC day, sealed or not. Whoever commits adds to the tiles that are here,
 * so that they always say what is committed. Days that nobody has asked for lately make room.
 */
export class QuarterCache {
  readonly #days = new Map<number, Map<number, Tile>>();
  readonly #numbers: number;
  readonly #capacity: number;
  readonly #inOrder = new InOrder<Tile>();
  #tiles = 0;

  /**
   * @param numbers how many numbers a slot has
   * @param capacity how many tiles are kept
   */
  constructor(numbers: number, capacity: number) {
    this.#numbers = numbers;
    this.#capacity = capacity;
  }

  /** Whether so many tiles may be asked for at once. */
  holds(tiles: number): boolean {
    return tiles <= this.#capacity;
  }

  /** The tiles of a day by cell, for those who commit; `undefined` when there are none. */
  ofDay(day: number): ReadonlyMap<number, Tile> | undefined {
    return this.#days.get(day);
  }

  /** The cells among `cells` that have no tile of a day. */
  missing(day: number, cells: readonly number[]): readonly number[] {
    const tiles = this.#days.get(day);
    return tiles === undefined ? cells : cells.filter((cell) => !tiles.has(cell));
  }

  /** The tiles of a day, in the order of the cells; `undefined` where any is missing. */
  tilesOf(day: number, cells: readonly number[]): readonly Tile[] | undefined {
    return this.#inOrder.get(day, cells, this.#days.get(day));
  }

  /** Says that days are being asked for: they are the last to go. */
  touch(days: readonly number[]): void {
    for (const day of days) {
      const tiles = this.#days.get(day);
      if (tiles === undefined) continue;
      this.#days.delete(day);
      this.#days.set(day, tiles);
    }
  }

  /** Puts in the tiles of a day, filled; only while nothing commits. {@link makeRoom} is to follow. */
  add(day: number, filled: ReadonlyMap<number, Tile>): void {
    let tiles = this.#days.get(day);
    if (tiles === undefined) {
      tiles = new Map();
      this.#days.set(day, tiles);
    }
    for (const [cell, tile] of filled) tiles.set(cell, tile);
    this.#tiles += filled.size;
    this.#inOrder.clear();
  }

  /** Empty tiles of some cells, to be filled. */
  emptyTiles(cells: readonly number[]): Map<number, Tile> {
    const length = SLOTS_A_DAY * this.#numbers;
    return new Map(cells.map((cell) => [cell, new Float64Array(length).fill(Number.NaN)]));
  }

  tile(day: number, cell: number): Tile | undefined {
    return this.#days.get(day)?.get(cell);
  }

  clear(): void {
    this.#days.clear();
    this.#inOrder.clear();
    this.#tiles = 0;
  }

  /** Lets days go that nobody has asked for lately, then other cells of the days that are asked for; what is asked for itself stays. */
  makeRoom(days: readonly number[], cells: readonly number[]): void {
    this.#inOrder.clear();
    const asked = { days: new Set(days), cells: new Set(cells) };
    for (const [day, tiles] of this.#days) {
      if (this.#tiles <= this.#capacity) return;
      if (asked.days.has(day)) continue;
      this.#days.delete(day);
      this.#tiles -= tiles.size;
    }
    for (const tiles of this.#days.values()) {
      for (const cell of tiles.keys()) {
        if (this.#tiles <= this.#capacity) return;
        if (!asked.cells.has(cell) && tiles.delete(cell)) this.#tiles -= 1;
      }
    }
  }
}

/** The UTC day that a slot lies in. */
export function dayOfSlot(slot: number): number {
  return Math.floor(slot / SLOTS_A_DAY);
}

/** The slot that an instant lies in. */
export function slotOf(at: number): number {
  return Math.floor(at / QUARTER_HOUR_MS);
}
