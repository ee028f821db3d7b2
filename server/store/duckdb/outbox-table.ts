import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database.ts';
import { OutboxFile } from './outbox-file.ts';
import type { OutboxEntry } from './outbox-pieces.ts';

export type { OutboxEntry };

/** About 200,000 usual points. One of a histogram may be as large as a thousand of those. */
const RECENT_BYTES = 32_000_000;

/**
 * What was committed here and has not arrived elsewhere yet. The newest entries are also kept in memory, so that in the usual case nothing
 * is read back.
 */
export class OutboxTable {
  readonly #database: Database;
  readonly #file = new OutboxFile();
  readonly #recent: OutboxEntry[] = [];
  /** What was read back and has not been sent yet. */
  #readBack: OutboxEntry[] = [];
  #recentBytes = 0;
  #complete = true;
  #next = 1;
  #points = 0;
  #bytes = 0;
  #first = 1;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    const waiting = await this.#file.load(connection);
    this.#next = waiting.next;
    this.#first = waiting.first;
    this.#points = waiting.points;
    this.#bytes = waiting.bytes;
    this.#complete = this.#first === this.#next;
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
    const written = await this.#file.append(connection, entries);
    return () => {
      written();
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
      this.#recentBytes -= Buffer.byteLength(this.#recent[0].body);
      this.#recent.shift();
    }
    this.#readBack = this.#readBack.filter((entry) => entry.number >= this.#first);
    if (this.#first === this.#next) this.#complete = true;
  }

  /** Deletes what has arrived, in the transaction of `connection`; what it returns is called after the commit. */
  async forget(connection: DuckDBConnection): Promise<() => void> {
    return await this.#file.forget(connection, this.#first);
  }

  async #fromFile(): Promise<readonly OutboxEntry[]> {
    if (this.#readBack[0]?.number !== this.#first) {
      this.#readBack = await this.#database.reading((connection) => this.#file.read(connection, this.#first));
    }
    return this.#readBack;
  }

  #add(entry: OutboxEntry): void {
    const bytes = Buffer.byteLength(entry.body);
    this.#next = entry.number + 1;
    this.#points += entry.points;
    this.#bytes += bytes;
    // A gap in memory would be taken for the whole: once one is left out, the file is read until it is empty.
    if (this.#recentBytes > RECENT_BYTES) this.#complete = false;
    if (!this.#complete) return;
    this.#recent.push(entry);
    this.#recentBytes += bytes;
  }
}
