import type { DuckDBConnection } from '@duckdb/node-api';
import type { SetAside } from '../../../core/ports.ts';
import type { Database } from './database.ts';
import { saving } from './marks.ts';
import { rows, scalar } from './rows-of.ts';
import { appendRows } from './text-rows.ts';

/** A point that another database refuses for good, as it was sent. */
export interface RefusedPoint {
  readonly point: string;
  readonly reason: string;
}

/** Points are kept up to so many bytes, with their reasons; then the older half of them is dropped. */
const LIMIT_BYTES = 16 * 2 ** 20;
/** What a point takes, in SQL. */
const BYTES = 'strlen(body) + strlen(reason)';
/** So much is shown. */
const SHOWN_POINTS = 10;
const SHOWN_LENGTH = 400;

/** The newest points that another database refuses for good, and how many there were. */
export class SetAsideTable {
  readonly #database: Database;
  readonly #limitBytes: number;
  #counts = { points: 0, bytes: 0, dropped: 0 };

  constructor(database: Database, limitBytes = LIMIT_BYTES) {
    this.#database = database;
    this.#limitBytes = limitBytes;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    const dropped = await scalar(connection, "SELECT value FROM marks WHERE name = 'refused-dropped'");
    this.#counts = { ...(await kept(connection)), dropped };
  }

  /**
   * Adds points in the transaction of `connection`; what it returns makes them known after the commit. The caller sees to it that nothing
   * else is added meanwhile.
   */
  async add(connection: DuckDBConnection, at: number, refused: readonly RefusedPoint[]): Promise<() => void> {
    await appendRows(
      connection,
      'refused',
      refused.map(({ point, reason }) => [at, point, reason]),
    );
    const { points, bytes, dropped } = this.#counts;
    const grown = {
      points: points + refused.length,
      bytes: refused.reduce((sum, one) => sum + bytesOf(one), bytes),
      dropped,
    };
    const counts = grown.bytes <= this.#limitBytes ? grown : await this.#dropOldest(connection, grown);
    return () => {
      this.#counts = counts;
    };
  }

  /** How many there are, with the newest ones and why. */
  async told(): Promise<SetAside> {
    const counts = this.#counts;
    if (counts.points === 0) return { ...counts, newest: [] };
    const found = await this.#database.reading((connection) =>
      rows<[number, string, string]>(
        connection,
        `SELECT ts::DOUBLE, reason, body[1:${SHOWN_LENGTH}] FROM refused ORDER BY rowid DESC LIMIT ${SHOWN_POINTS}`,
      ),
    );
    return { ...counts, newest: found.map(([at, reason, point]) => ({ at, reason, point })) };
  }

  async #dropOldest(connection: DuckDBConnection, grown: { points: number; dropped: number }) {
    const newer = `SELECT rowid AS row, sum(${BYTES}) OVER (ORDER BY rowid DESC) AS bytes FROM refused`;
    await connection.run(
      `DELETE FROM refused WHERE rowid IN (SELECT row FROM (${newer}) WHERE bytes > ${this.#limitBytes / 2})`,
    );
    const left = await kept(connection);
    const dropped = grown.dropped + grown.points - left.points;
    await connection.run(saving('refused-dropped', dropped));
    return { ...left, dropped };
  }
}

async function kept(connection: DuckDBConnection): Promise<{ points: number; bytes: number }> {
  return {
    points: await scalar(connection, 'SELECT count(*) FROM refused'),
    bytes: await scalar(connection, `SELECT coalesce(sum(${BYTES}), 0) FROM refused`),
  };
}

function bytesOf({ point, reason }: RefusedPoint): number {
  return Buffer.byteLength(point) + Buffer.byteLength(reason);
}
