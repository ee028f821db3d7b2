import type { SumLayout } from './sum-layout.ts';

/** In which rows of a read the cells of its selections are added up; the same for every read of these selections. */
export class SumPlaces {
  /** Cells whose increments are wanted, each once; its number in here is the place of a cell. */
  readonly cells: readonly number[];
  /** How many rows there are. */
  readonly count: number;
  /** The rows of a cell are `rows[firsts[place]]` up to, without it, `rows[firsts[place + 1]]`. */
  readonly firsts: Int32Array;
  readonly rows: Int32Array;
  /** Rows that begin as NaN. */
  readonly unset: Int32Array;
  #places: Map<number, number> | undefined;

  /** @param layouts of the selections, in the order of their rows */
  constructor(layouts: readonly SumLayout[]) {
    const ofCells = new Map<number, number[]>();
    const unset: number[] = [];
    let base = 0;
    for (const { cells, rows, count, unset: ownUnset } of layouts) {
      for (let i = 0; i < cells.length; i += 1) {
        const row = base + (rows[i] as number);
        const known = ofCells.get(cells[i] as number);
        if (known === undefined) ofCells.set(cells[i] as number, [row]);
        else known.push(row);
      }
      for (const row of ownUnset) unset.push(base + row);
      base += count;
    }
    this.cells = [...ofCells.keys()];
    this.count = base;
    this.unset = Int32Array.from(unset);
    this.rows = Int32Array.from([...ofCells.values()].flat());
    this.firsts = new Int32Array(ofCells.size + 1);
    let place = 0;
    for (const rows of ofCells.values()) {
      this.firsts[place + 1] = (this.firsts[place] as number) + rows.length;
      place += 1;
    }
  }

  /** The place of a cell; `undefined` for one that nobody asked for. */
  placeOf(cell: number): number | undefined {
    this.#places ??= new Map(this.cells.map((one, place) => [one, place]));
    return this.#places.get(cell);
  }
}
