import type { DuckDBConnection } from '@duckdb/node-api';
import { startOfDay } from '../../../core/time/calendar.ts';
import { quotedText } from './sql-text.ts';

/** Instead of the end of what is rolled up: there may be days of an earlier zone, which are to be dropped before others are made. */
export const STALE_DAYS = -1;

/** By which zone's days each product is rolled up, and up to when. */
export class DayCalendars {
  readonly #byProduct = new Map<string, { zone: string; sealedUntil: number }>();
  /** Starts of days by zone and quarter-day, because asking the calendar for each of a million late points would be slow. */
  readonly #starts = new Map<string, Map<number, number>>();

  load(rows: Iterable<{ product: string; zone: string; sealedUntil: number }>): void {
    for (const { product, zone, sealedUntil } of rows) this.#byProduct.set(product, { zone, sealedUntil });
  }

  zone(product: string): string | undefined {
    return this.#byProduct.get(product)?.zone;
  }

  products(): readonly string[] {
    return [...this.#byProduct.keys()];
  }

  /** Days before this instant are rolled up; 0 when none are. */
  sealedUntil(product: string): number {
    return Math.max(0, this.#byProduct.get(product)?.sealedUntil ?? 0);
  }

  /** Whether days of an earlier zone are still to be dropped. */
  isStale(product: string): boolean {
    return this.#byProduct.get(product)?.sealedUntil === STALE_DAYS;
  }

  /** Writes a product's zone and mark in the transaction of `connection`; {@link set} makes it known after the commit. */
  async save(
    connection: DuckDBConnection,
    product: string,
    zone: string,
    sealedUntil: number,
  ): Promise<void> {
    const name = quotedText(product);
    await connection.run(
      `DELETE FROM day_marks WHERE product = ${name};
       INSERT INTO day_marks VALUES (${name}, ${quotedText(zone)}, ${sealedUntil})`,
    );
  }

  set(product: string, zone: string, sealedUntil: number): void {
    this.#byProduct.set(product, { zone, sealedUntil });
  }

  /** Start of the product's day that an instant lies in; UTC for a product that nobody has named a zone for. */
  startOfDay(product: string, at: number): number {
    const zone = this.zone(product) ?? 'UTC';
    let starts = this.#starts.get(zone);
    if (starts === undefined) {
      starts = new Map();
      this.#starts.set(zone, starts);
    }
    // Days of every zone begin on a quarter hour, so one answer holds for all of it.
    const quarter = Math.floor(at / 900_000);
    let start = starts.get(quarter);
    if (start === undefined) {
      start = startOfDay(quarter * 900_000, zone);
      if (starts.size > 50_000) starts.clear();
      starts.set(quarter, start);
    }
    return start;
  }

  /** The earliest start of the products' days that an instant lies in: days that begin before it are over by then. */
  earliestStartOfDay(at: number): number {
    return Math.min(at, ...this.products().map((product) => this.startOfDay(product, at)));
  }
}
