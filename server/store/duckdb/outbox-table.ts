import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database.ts';
import { rows, scalar } from './rows-of.ts';
import { appendRows } from './text-rows.ts';

/** One body bound for another database. */
export interface OutboxEntry {
  /** Ascending; what was committed first is sent first. */
  readonly number: number;
  readonly points: number;
  readonly body: string;
}

/**
 * What was committed here and has not arrived elsewhere yet. The newest entries are also kept in memory, so that in the usual case nothing
 * is read back.
 */
export class OutboxTable {
  readonly #database: Database;
  readonly #recent: OutboxEntry[] = [];
  #recentPoints = 0;
  #complete = true;
  #next = 1;
  #points = 0;
  #bytes = 0;
  #first = 1;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    this.#next = (await scalar(connection, 'SELECT coalesce(max(number), 0) FROM outbox')) + 1;
    this.#first = await scalar(connection, `SELECT coalesce(min(number), ${this.#next}) FROM outbox`);
    this.#points = await scalar(connection, 'SELECT coalesce(sum(points), 0) FROM outbox');
    this.#bytes = await scalar(connection, 'SELECT coalesce(sum(strlen(body)), 0) FROM outbox');
    this.#complete = this.#points === 0;
  }

  /** Points that wait. */
  get points(): number {
    return this.#points;
  }

  /** Bytes of the bodies that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number that the next entry will have: everything before it is committed. */
  get next(): number {
    return this.#next;
  }

  /** Number of the first entry that waits; equal to {@link next} when none does. */
  get first(): number {
    return this.#first;
  }

  /** Writes entries in the transaction of `connection`; what it returns makes them known after the commit. */
  async append(
    connection: DuckDBConnection,
    bodies: readonly { points: number; body: string }[],
  ): Promise<() => void> {
    const entries = bodies.map((one, i) => ({ number: this.#next + i, ...one }));
    if (entries.length > 0) {
      await appendRows(
        connection,
        'outbox',
        entries.map((one) => [one.number, one.points, one.body]),
      );
    }
    return () => {
      for (const entry of entries) this.#add(entry);
    };
  }

  /** The oldest entries that wait, as many as hold about `points`, at least one; empty when none waits. */
  async oldest(points: number): Promise<readonly OutboxEntry[]> {
    if (this.#first === this.#next) return [];
    const waiting = this.#recent[0]?.number === this.#first ? this.#recent : await this.#fromFile();
    let count = 1;
    let sum = waiting[0]?.points ?? 0;
    for (let next = waiting[1]; next !== undefined && sum + next.points <= points; next = waiting[count]) {
      sum += next.points;
      count += 1;
    }
    return waiting.slice(0, count);
  }

  /** Says that the oldest entries have arrived; they are forgotten in the file by {@link forget}. */
  arrived(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      this.#first = entry.number + 1;
      this.#points -= entry.points;
      this.#bytes -= Buffer.byteLength(entry.body);
    }
    while (this.#recent[0] !== undefined && this.#recent[0].number < this.#first) {
      this.#recentPoints -= this.#recent[0].points;
      this.#recent.shift();
    }
    if (this.#first === this.#next) this.#complete = true;
  }

  /** Deletes what has arrived, in the transaction of `connection`. */
  async forget(connection: DuckDBConnection): Promise<void> {
    await connection.run(`DELETE FROM outbox WHERE number < ${this.#first}`);
  }

  async #fromFile(): Promise<OutboxEntry[]> {
    const found = await this.#database.reading((connection) =>
      rows<[number, number, string]>(
        connection,
        `SELECT number::DOUBLE, points, body FROM outbox WHERE number >= ${this.#first} ORDER BY number LIMIT 20`,
      ),
    );
    return found.map(([number, points, body]) => ({ number, points, body }));
  }

  #add(entry: OutboxEntry): void {
    this.#next = entry.number + 1;
    this.#points += entry.points;
    this.#bytes += Buffer.byteLength(entry.body);
    // A gap in memory would be taken for the whole: once one is left out, the file is read until it is empty.
    if (this.#recentPoints > RECENT_POINTS) this.#complete = false;
    if (!this.#complete) return;
    this.#recent.push(entry);
    this.#recentPoints += entry.points;
  }
}

const RECENT_POINTS = 200_000;
