import type { DuckDBConnection } from '@duckdb/node-api';

/** All rows of a small answer. */
export async function rows<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const answer = await connection.runAndReadAll(sql);
  return answer.getRows() as Row[];
}

/** The one number of an answer; 0 when there is none. */
export async function scalar(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await rows<[unknown]>(connection, sql);
  return Number(row?.[0] ?? 0);
}
