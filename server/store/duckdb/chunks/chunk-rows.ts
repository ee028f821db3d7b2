import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBBlobValue } from '@duckdb/node-api';
import { DAY_MS } from '../numbers/families.ts';
import { numberColumn } from '../rows.ts';
import { type Points, packPoints, unpackPoints } from './chunk.ts';

/** The packed points of one cell and one UTC day. */
export interface ChunkRow {
  readonly cell: number;
  /** Number of the UTC day since 1970. */
  readonly day: number;
  readonly points: number;
  /** Time of the last point, Unix ms. */
  readonly last: number;
  readonly data: Uint8Array;
}

/** Packs points of one cell and one day, ascending in time. */
export function chunkRow(cell: number, day: number, points: Points): ChunkRow {
  const { times } = points;
  const last = times[times.length - 1] as number;
  return { cell, day, points: times.length, last, data: packPoints(points, day * DAY_MS) };
}

export function pointsOf({ day, data }: Pick<ChunkRow, 'day' | 'data'>): Points {
  return unpackPoints(data, day * DAY_MS);
}

/** Points of one cell out of several parts, ascending in time. */
export function mergePoints(parts: readonly Points[]): Points {
  const all = parts.flatMap(({ times, values }) =>
    Array.from(times, (at, i) => [at, values[i] as number] as const),
  );
  all.sort(([a], [b]) => a - b);
  return {
    times: Float64Array.from(all, ([at]) => at),
    values: Float64Array.from(all, ([, value]) => value),
  };
}

/** Appends rows to a table of chunks, inside the transaction that the caller has begun. */
export async function appendChunks(
  connection: DuckDBConnection,
  table: string,
  rows: readonly ChunkRow[],
  generation: number,
): Promise<void> {
  const appender = await connection.createAppender(table);
  for (const { cell, day, points, last, data } of rows) {
    appender.appendInteger(cell);
    appender.appendInteger(day);
    appender.appendInteger(generation);
    appender.appendInteger(points);
    appender.appendBigInt(BigInt(last));
    appender.appendBlob(data);
    appender.endRow();
  }
  appender.closeSync();
}

/** Rows of a table of chunks, in the order of (cell, day). */
export async function readChunks(
  connection: DuckDBConnection,
  table: string,
  where: string,
): Promise<ChunkRow[]> {
  const result = await connection.run(
    `SELECT cell, day, points, last::DOUBLE, data FROM ${table} WHERE ${where} ORDER BY cell, day`,
  );
  const rows: ChunkRow[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    const [cells, days, points, lasts] = [0, 1, 2, 3].map((column) => numberColumn(chunk, column));
    const blobs = chunk.getColumnVector(4);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const blob = blobs.getItem(row);
      if (!(blob instanceof DuckDBBlobValue)) throw new TypeError('a column of packed points holds no bytes');
      rows.push({
        cell: cells?.[row] as number,
        day: days?.[row] as number,
        points: points?.[row] as number,
        last: lasts?.[row] as number,
        data: blob.bytes,
      });
    }
  }
  return rows;
}
