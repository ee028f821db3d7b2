import type { DuckDBConnection } from '@duckdb/node-api';
import { OutboxFile } from './outbox-file.ts';
import { rows } from './rows-of.ts';

/** Bodies that are read together. */
const BYTES_AT_ONCE = 4_000_000;

/** Cuts an outbox of whole bodies, as the schema had it until its version 3, into pieces. */
export async function cutOutbox(connection: DuckDBConnection): Promise<void> {
  const sizes = await rows<[number, number]>(
    connection,
    'SELECT number::DOUBLE, strlen(body)::DOUBLE FROM outbox ORDER BY number',
  );
  const file = new OutboxFile();
  for (let next = 0; next < sizes.length; ) {
    const from = sizes[next]?.[0];
    let to = from;
    for (let bytes = 0; next < sizes.length && bytes < BYTES_AT_ONCE; next += 1) {
      [to, bytes] = [sizes[next]?.[0], bytes + (sizes[next]?.[1] ?? 0)];
    }
    const some = await rows<[number, number, string]>(
      connection,
      `SELECT number::DOUBLE, points, body FROM outbox WHERE number BETWEEN ${from} AND ${to} ORDER BY number`,
    );
    const entries = some.map(([number, points, body]) => ({ number, points, body }));
    (await file.append(connection, entries))();
  }
  await connection.run('DROP TABLE outbox');
}
