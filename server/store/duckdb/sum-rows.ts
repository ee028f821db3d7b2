import { addTo } from '../steps.ts';
import type { SumLayout } from './sum-layout.ts';

/** Sums of all selections of a read in one block: a row after the other, each with a number a step. */
export class SumRows {
  /** Cells whose increments are wanted, each once. */
  readonly cells: readonly number[];
  readonly #steps: number;
  readonly #sums: Float64Array;
  /** Place among `cells`. */
  readonly #places = new Map<number, number>();
  /** By the place of a cell: where its first row begins, and the number of the next entry of the same cell, -1 where there is none. */
  readonly #first: number[] = [];
  readonly #starts: number[] = [];
  readonly #next: number[] = [];

  /** @param layouts of the selections, in the order of their rows */
  constructor(layouts: readonly SumLayout[], steps: number) {
    this.#steps = steps;
    const cells: number[] = [];
    this.#sums = new Float64Array(layouts.reduce((rows, { count }) => rows + count, 0) * steps);
    let base = 0;
    for (const layout of layouts) {
      for (let i = 0; i < layout.cells.length; i += 1) {
        const cell = layout.cells[i] as number;
        let place = this.#places.get(cell);
        if (place === undefined) {
          place = cells.length;
          cells.push(cell);
          this.#places.set(cell, place);
          this.#first.push(-1);
        }
        this.#next.push(this.#first[place] as number);
        this.#first[place] = this.#starts.length;
        this.#starts.push((base + (layout.rows[i] as number)) * steps);
      }
      for (const row of layout.unset)
        this.#sums.fill(Number.NaN, (base + row) * steps, (base + row + 1) * steps);
      base += layout.count;
    }
    this.cells = cells;
  }

  /** Adds to a step of every selection that speaks of a cell. @param place of the cell among `cells` */
  add(place: number, step: number, value: number): void {
    for (let entry = this.#first[place] as number; entry >= 0; entry = this.#next[entry] as number) {
      addTo(this.#sums, (this.#starts[entry] as number) + step, value);
    }
  }

  /**
   * Adds numbers that follow each other, of which NaN are none.
   *
   * @param place of the cell among `cells`
   * @param steps of each number of [begin, end), ascending
   */
  addRun(place: number, numbers: Float64Array, begin: number, end: number, steps: Int32Array): void {
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

  /** As {@link add}, by the cell's id; a cell that nobody asked for is left aside. */
  addOf(cell: number, step: number, value: number): void {
    const place = this.#places.get(cell);
    if (place !== undefined) this.add(place, step, value);
  }

  /** The steps of a row, as a copy that outlives the read. */
  copy(row: number): Float64Array {
    return this.#sums.slice(row * this.#steps, (row + 1) * this.#steps);
  }

  /** The steps of a row. */
  row(row: number): Float64Array {
    return this.#sums.subarray(row * this.#steps, (row + 1) * this.#steps);
  }
}
