import type { Points } from '../chunks/chunk.ts';

/** Gathers the points of one cell, which come in any order but mostly in that of their times. */
export class PointList {
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  #ascends = true;

  add(at: number, value: number): void {
    const before = this.#times.at(-1);
    if (before !== undefined && before > at) this.#ascends = false;
    this.#times.push(at);
    this.#values.push(value);
  }

  /** All of them, ascending in time; those of one instant in the order in which they came. */
  points(): Points {
    if (this.#ascends)
      return { times: Float64Array.from(this.#times), values: Float64Array.from(this.#values) };
    const order = [...this.#times.keys()].sort(
      (a, b) => (this.#times[a] as number) - (this.#times[b] as number),
    );
    return {
      times: Float64Array.from(order, (i) => this.#times[i] as number),
      values: Float64Array.from(order, (i) => this.#values[i] as number),
    };
  }
}
