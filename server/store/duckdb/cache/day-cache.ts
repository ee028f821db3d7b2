/** Rolled-up days of one cell, in the columns that the cache has given to days; NaN where there is nothing. */
export type DayRow = Float64Array;

/**
 * Rolled-up days that reads have lately asked for, all days of a cell at once: a year of them is three kilobytes. Whoever commits adds to
 * them. What is rolled up anew is forgotten here.
 */
export class DayCache {
  readonly #rows = new Map<number, DayRow>();
  /** Column by slot of the day's start. */
  readonly #columns = new Map<number, number>();
  readonly #capacity: number;
  #oldest = Number.POSITIVE_INFINITY;
  #values = 0;

  /** @param capacity how many numbers are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  missing(cells: readonly number[]): readonly number[] {
    return cells.filter((cell) => !this.#rows.has(cell));
  }

  /** Puts in all days of some cells, and makes room; only while nothing commits. */
  add(
    cells: readonly number[],
    days: Iterable<{ readonly cell: number; readonly slot: number; readonly value: number }>,
  ): void {
    for (const cell of cells) this.#rows.set(cell, new Float64Array(0));
    for (const { cell, slot, value } of days) this.plus(cell, slot, value);
    this.#makeRoom(cells.length);
  }

  /** Adds to a day of a cell, if the cell is here. */
  plus(cell: number, slot: number, value: number): void {
    const row = this.#rows.get(cell);
    if (row === undefined) return;
    const column = this.#column(slot);
    const wide = column < row.length ? row : this.#widen(cell, row, column + 1);
    const known = wide[column] as number;
    wide[column] = Number.isNaN(known) ? value : known + value;
  }

  /** The columns of days, for {@link rowsOf}; -1 for a day that nothing is known of. */
  columnsOf(slots: readonly number[]): Int32Array {
    return Int32Array.from(slots, (slot) => this.#columns.get(slot) ?? -1);
  }

  /** Slot of the oldest day that anything is known of; infinite where nothing is. */
  get oldest(): number {
    return this.#oldest;
  }

  /** All days of some cells, in their order, which are the last to go now; `undefined` where those of any are missing. */
  rowsOf(cells: readonly number[]): readonly DayRow[] | undefined {
    const rows: DayRow[] = [];
    for (const cell of cells) {
      const row = this.#rows.get(cell);
      if (row === undefined) return undefined;
      rows.push(row);
    }
    this.touch(cells);
    return rows;
  }

  /** Says that the days of some cells are being asked for: they are the last to go. */
  touch(cells: readonly number[]): void {
    for (const cell of cells) {
      const row = this.#rows.get(cell);
      if (row === undefined) continue;
      this.#rows.delete(cell);
      this.#rows.set(cell, row);
    }
  }

  clear(): void {
    this.#rows.clear();
    this.#columns.clear();
    this.#oldest = Number.POSITIVE_INFINITY;
    this.#values = 0;
  }

  #column(slot: number): number {
    const known = this.#columns.get(slot);
    if (known !== undefined) return known;
    const column = this.#columns.size;
    this.#columns.set(slot, column);
    this.#oldest = Math.min(this.#oldest, slot);
    return column;
  }

  #widen(cell: number, row: DayRow, least: number): DayRow {
    // Days come one after the other; some room ahead keeps each of them from copying the row.
    const wide = new Float64Array(Math.max(least, Math.min(this.#columns.size, least + 366))).fill(
      Number.NaN,
    );
    wide.set(row);
    this.#rows.set(cell, wide);
    this.#values += wide.length - row.length;
    return wide;
  }

  #makeRoom(newest: number): void {
    const oldest = [...this.#rows].slice(0, Math.max(0, this.#rows.size - newest));
    for (const [cell, row] of oldest) {
      if (this.#values <= this.#capacity) return;
      this.#rows.delete(cell);
      this.#values -= row.length;
    }
  }
}
