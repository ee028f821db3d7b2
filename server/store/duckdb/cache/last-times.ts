/** Instants that are remembered; a page asks for one or two. */
const INSTANTS = 64;
/** Cells that are remembered of one instant. */
const CELLS = 4_096;

/** What was looked up for one instant; `undefined` of a cell: there is nothing at or before it. */
type Known = Map<number, number | undefined>;

/**
 * When measures were last watched before instants in the past: pages of closed windows ask for the same again and again. A point that comes
 * late for an instant makes it forgotten.
 */
export class LastTimes {
  readonly #instants = new Map<number, Known>();
  readonly #lookups = new Set<{ readonly until: number; isLate: boolean }>();

  /** The times of cells that have any, looked up where they are not known. */
  async get(
    cells: readonly number[],
    until: number,
    look: (cells: readonly number[]) => Promise<ReadonlyMap<number, number>>,
  ): Promise<ReadonlyMap<number, number>> {
    const known = this.#instants.get(until);
    const missing = known === undefined ? cells : cells.filter((cell) => !known.has(cell));
    const found = missing.length === 0 ? new Map<number, number>() : await this.#look(missing, until, look);
    const times = new Map(found);
    for (const cell of cells) {
      const at = known?.get(cell);
      if (at !== undefined) times.set(cell, at);
    }
    return times;
  }

  /** Something was committed whose oldest point is of this instant, Unix ms. */
  committed(oldestAt: number): void {
    for (const until of this.#instants.keys()) if (until >= oldestAt) this.#instants.delete(until);
    for (const lookup of this.#lookups) if (lookup.until >= oldestAt) lookup.isLate = true;
  }

  /** What was known of the past has expired. */
  clear(): void {
    this.committed(Number.NEGATIVE_INFINITY);
  }

  async #look(
    cells: readonly number[],
    until: number,
    look: (cells: readonly number[]) => Promise<ReadonlyMap<number, number>>,
  ): Promise<ReadonlyMap<number, number>> {
    const lookup = { until, isLate: false };
    this.#lookups.add(lookup);
    try {
      const found = await look(cells);
      // What came meanwhile may have been missed.
      if (!lookup.isLate) this.#remember(cells, until, found);
      return found;
    } finally {
      this.#lookups.delete(lookup);
    }
  }

  #remember(cells: readonly number[], until: number, found: ReadonlyMap<number, number>): void {
    const known = this.#instants.get(until) ?? new Map<number, number | undefined>();
    if (known.size + cells.length > CELLS) return;
    for (const cell of cells) known.set(cell, found.get(cell));
    // The instant that was asked for last is the last to go.
    this.#instants.delete(until);
    this.#instants.set(until, known);
    const oldest = this.#instants.keys().next().value;
    if (this.#instants.size > INSTANTS && oldest !== undefined) this.#instants.delete(oldest);
  }
}
