/** So many rows that came late into roll-ups are merged with those that were there. */
export const LATE_ROWS = 20_000;

/** The table of days, which lies beside the partitions. */
export const DAYS = 'days';

/**
 * How many rows came late into each table of roll-ups since it was merged. It is not written down: after a restart counting begins anew,
 * and days are looked through once.
 */
export class LateRows {
  readonly #rows = new Map<string, number>([[DAYS, Number.POSITIVE_INFINITY]]);

  of(table: string): number {
    return this.#rows.get(table) ?? 0;
  }

  add(table: string, rows: number): void {
    this.#rows.set(table, this.of(table) + rows);
  }

  /** What came until now lies merged in the table, or is gone with it. */
  merged(table: string): void {
    this.#rows.delete(table);
  }
}
