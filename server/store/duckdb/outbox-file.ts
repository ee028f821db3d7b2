import type { DuckDBConnection } from '@duckdb/node-api';
import { appendPieces, makePieces, type OutboxEntry, readPieces } from './outbox-pieces.ts';
import { rows } from './rows-of.ts';

/**
 * A table takes so many bytes, then the next one begins. A checkpoint writes the last rows of a table anew, so in a large one each would
 * take seconds; and what has arrived goes with its table.
 */
const TABLE_BYTES = 16_000_000;
const PREFIX = 'outbox_';

/** What waits in a file. */
export interface Waiting {
  /** Number of the first entry; equal to `next` when there is none. */
  readonly first: number;
  /** Number that the next entry will have. */
  readonly next: number;
  readonly points: number;
  readonly bytes: number;
}

interface Table {
  readonly name: string;
  /** Number of its first entry; the one before ends there. */
  readonly first: number;
  bytes: number;
}

/** The entries of an outbox in the ledger's file: tables that follow one another, each named after its first entry. */
export class OutboxFile {
  readonly #tables: Table[] = [];

  async load(connection: DuckDBConnection): Promise<Waiting> {
    const names = await rows<[string]>(
      connection,
      `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND starts_with(table_name, '${PREFIX}')`,
    );
    const tables = names.map(([name]) => ({ name, first: Number(name.slice(PREFIX.length)) }));
    let [first, next, points, bytes] = [Number.POSITIVE_INFINITY, 1, 0, 0];
    for (const table of tables.toSorted((a, b) => a.first - b.first)) {
      const [found] = await rows<[number | null, number | null, number | null, number | null]>(
        connection,
        `SELECT min(number)::DOUBLE, max(number)::DOUBLE, sum(points)::DOUBLE, sum(bytes)::DOUBLE FROM ${table.name}`,
      );
      this.#tables.push({ ...table, bytes: found?.[3] ?? 0 });
      first = Math.min(first, found?.[0] ?? first);
      next = Math.max(next, table.first, (found?.[1] ?? 0) + 1);
      points += found?.[2] ?? 0;
      bytes += found?.[3] ?? 0;
    }
    return { first: Math.min(first, next), next, points, bytes };
  }

  /** Writes entries in the transaction of `connection`; what it returns is called after the commit. */
  async append(connection: DuckDBConnection, entries: readonly OutboxEntry[]): Promise<() => void> {
    const [begin] = entries;
    if (begin === undefined) return () => undefined;
    const last = this.#tables.at(-1);
    const isFull = last === undefined || last.bytes >= TABLE_BYTES;
    const table = isFull ? { name: `${PREFIX}${begin.number}`, first: begin.number, bytes: 0 } : last;
    if (isFull) await makePieces(connection, table.name);
    const bytes = await appendPieces(connection, table.name, entries);
    return () => {
      table.bytes += bytes;
      if (isFull) this.#tables.push(table);
    };
  }

  /** Some entries from number `first` on, which waits. */
  async read(connection: DuckDBConnection, first: number): Promise<OutboxEntry[]> {
    const table = this.#tables.findLast((one) => one.first <= first);
    return table === undefined ? [] : await readPieces(connection, table.name, first);
  }

  /** Deletes the entries before `first` in the transaction of `connection`; what it returns is called after the commit. */
  async forget(connection: DuckDBConnection, first: number): Promise<() => void> {
    const kept = this.#tables.findLastIndex((one) => one.first <= first);
    const gone = this.#tables.slice(0, Math.max(0, kept));
    for (const { name } of gone) await connection.run(`DROP TABLE ${name}`);
    const begun = this.#tables[kept];
    if (begun !== undefined && begun.first < first) {
      await connection.run(`DELETE FROM ${begun.name} WHERE number < ${first}`);
    }
    return () => {
      this.#tables.splice(0, gone.length);
    };
  }
}
