import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import { rows } from './rows-of.ts';

/** One body bound for another database. */
export interface OutboxEntry {
  /** Ascending without gaps; what was committed first is sent first. */
  readonly number: number;
  readonly points: number;
  readonly body: string;
}

/**
 * DuckDB reads and writes 2,048 rows at once in each of its threads, and holds all of their values in memory: whole bodies would be more than
 * its limit. So a row holds a piece of one.
 */
const PIECE_BYTES = 1_000;
/** So many pieces are read at once: 4 MB. */
const PIECES_PER_READ = 4_000;

/** Makes a table for pieces. The first piece of a body says how many points and bytes the whole has, the others say 0. */
export async function makePieces(connection: DuckDBConnection, table: string): Promise<void> {
  await connection.run(
    `CREATE TABLE ${table} (number BIGINT NOT NULL, part INTEGER NOT NULL, points INTEGER NOT NULL,
       bytes INTEGER NOT NULL, piece BLOB NOT NULL)`,
  );
}

/** Appends bodies in pieces, in the transaction of `connection`. @returns how many bytes they are */
export async function appendPieces(
  connection: DuckDBConnection,
  table: string,
  entries: readonly OutboxEntry[],
): Promise<number> {
  const appender = await connection.createAppender(table);
  let sum = 0;
  for (const { number, points, body } of entries) {
    const bytes = Buffer.from(body);
    sum += bytes.length;
    for (let part = 0; part === 0 || part * PIECE_BYTES < bytes.length; part += 1) {
      appender.appendBigInt(BigInt(number));
      appender.appendInteger(part);
      appender.appendInteger(part === 0 ? points : 0);
      appender.appendInteger(part === 0 ? bytes.length : 0);
      appender.appendBlob(bytes.subarray(part * PIECE_BYTES, (part + 1) * PIECE_BYTES));
      appender.endRow();
    }
  }
  appender.closeSync();
  return sum;
}

/** The first whole bodies of a table from a number on: some, at least one when there is one. */
export async function readPieces(
  connection: DuckDBConnection,
  table: string,
  from: number,
): Promise<OutboxEntry[]> {
  const found = await piecesOf(connection, table, `number >= ${from}`, `LIMIT ${PIECES_PER_READ}`);
  const last = found.at(-1)?.number;
  if (found.length < PIECES_PER_READ || last === undefined) return wholeOf(found);
  // The last one may be cut off.
  const whole = found.filter(({ number }) => number < last);
  return wholeOf(whole.length > 0 ? whole : await piecesOf(connection, table, `number = ${last}`));
}

interface Piece {
  readonly number: number;
  readonly points: number;
  readonly bytes: Uint8Array;
}

async function piecesOf(
  connection: DuckDBConnection,
  table: string,
  where: string,
  limit = '',
): Promise<readonly Piece[]> {
  const found = await rows<[number, number, DuckDBBlobValue]>(
    connection,
    `SELECT number::DOUBLE, points, piece FROM ${table} WHERE ${where} ORDER BY number, part ${limit}`,
  );
  return found.map(([number, points, { bytes }]) => ({ number, points, bytes }));
}

function wholeOf(pieces: readonly Piece[]): OutboxEntry[] {
  return [...Map.groupBy(pieces, ({ number }) => number)].map(([number, parts]) => ({
    number,
    points: parts.reduce((sum, { points }) => sum + points, 0),
    body: Buffer.concat(parts.map(({ bytes }) => bytes)).toString(),
  }));
}
