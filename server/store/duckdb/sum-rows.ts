import { addTo } from '../steps.ts';
import type { SumPlaces } from './sum-places.ts';

const NONE = new Float64Array(0);

/** Blocks that are free: to make one takes longer than the sums of a short read. */
const blocks: Float64Array[] = [];
const MOST_BLOCKS = 4;
/** 512 KiB. */
const LARGEST_BLOCK = 65_536;
const LEAST_BLOCK = 4_096;

/** A block of at least so many zeros. */
function blockOf(length: number): Float64Array {
  const free = blocks.findIndex((block) => block.length >= length);
  if (free < 0) return new Float64Array(Math.max(length, LEAST_BLOCK));
  const [block] = blocks.splice(free, 1) as [Float64Array];
  return block.fill(0, 0, length);
}

/** Sums of all selections of a read in one block: a row after the other, each with a number a step. */
export class SumRows {
  readonly #places: SumPlaces;
  readonly #steps: number;
  #sums: Float64Array;

  constructor(places: SumPlaces, steps: number) {
    this.#places = places;
    this.#steps = steps;
    this.#sums = blockOf(places.count * steps);
    for (const row of places.unset) {
      for (let step = 0; step < steps; step += 1) this.#sums[row * steps + step] = Number.NaN;
    }
  }

  /** The sums have been read, for good: their memory may be used again. */
  release(): void {
    if (this.#sums.length <= LARGEST_BLOCK && blocks.length < MOST_BLOCKS) blocks.push(this.#sums);
    this.#sums = NONE;
  }

  /** Cells whose increments are wanted, each once. */
  get cells(): readonly number[] {
    return this.#places.cells;
  }

  /** Adds to a step of every selection that speaks of a cell. @param place of the cell among `cells` */
  add(place: number, step: number, value: number): void {
    const { firsts, rows } = this.#places;
    const end = firsts[place + 1] as number;
    for (let entry = firsts[place] as number; entry < end; entry += 1) {
      addTo(this.#sums, (rows[entry] as number) * this.#steps + step, value);
    }
  }

  /**
   * Adds numbers that follow each other, of which NaN are none.
   *
   * @param place of the cell among `cells`
   * @param steps of each number of [begin, end), ascending; a single number where all of them lie in the same one
   */
  addRun(place: number, numbers: Float64Array, begin: number, end: number, steps: Int32Array | number): void {
    if (typeof steps === 'number') this.#addWhole(place, numbers, begin, end, steps);
    else this.#addStepped(place, numbers, begin, end, steps);
  }

  /** As {@link add}, by the cell's id; a cell that nobody asked for is left aside. */
  addOf(cell: number, step: number, value: number): void {
    const place = this.#places.placeOf(cell);
    if (place !== undefined) this.add(place, step, value);
  }

  /** A step of a row. */
  at(row: number, step: number): number {
    return this.#sums[row * this.#steps + step] as number;
  }

  /** The steps of a row, as a copy that outlives the read. */
  copy(row: number): Float64Array {
    const copy = new Float64Array(this.#steps);
    const first = row * this.#steps;
    for (let step = 0; step < copy.length; step += 1) copy[step] = this.#sums[first + step] as number;
    return copy;
  }

  #addWhole(place: number, numbers: Float64Array, begin: number, end: number, step: number): void {
    let sum = Number.NaN;
    for (let i = begin; i < end; i += 1) {
      const value = numbers[i] as number;
      if (Number.isNaN(value)) continue;
      sum = Number.isNaN(sum) ? value : sum + value;
    }
    if (!Number.isNaN(sum)) this.add(place, step, sum);
  }

  #addStepped(place: number, numbers: Float64Array, begin: number, end: number, steps: Int32Array): void {
    let step = -1;
    let sum = Number.NaN;
    for (let i = begin; i < end; i += 1) {
      const value = numbers[i] as number;
      if (Number.isNaN(value)) continue;
      const own = steps[i - begin] as number;
      if (own === step) {
        sum += value;
        continue;
      }
      if (step >= 0) this.add(place, step, sum);
      step = own;
      sum = value;
    }
    if (step >= 0) this.add(place, step, sum);
  }
}
