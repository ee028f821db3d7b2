import type { DuckDBConnection } from '@duckdb/node-api';
import { appendRows, type Field } from './text-rows.ts';

const CURSOR_KEY = 'cursor';
const ENTRY_PREFIX = 'state ';

/**
 * Collectors' memory and cursors. Entries are appended and the newest counts: an update in place would cost a search for each of some
 * thousand streams a commit. {@link compactStates} leaves one row an entry when most have been superseded.
 */
export async function appendStates(
  connection: DuckDBConnection,
  sequence: number,
  sourceId: (source: string) => number,
  states: ReadonlyMap<string, ReadonlyMap<string, string | null>>,
  cursors: ReadonlyMap<string, string>,
): Promise<number> {
  const rows: Field[][] = [];
  for (const [source, entries] of states) {
    for (const [key, value] of entries) rows.push([sourceId(source), sequence, ENTRY_PREFIX + key, value]);
  }
  for (const [source, cursor] of cursors) rows.push([sourceId(source), sequence, CURSOR_KEY, cursor]);
  if (rows.length > 0) await appendRows(connection, 'states', rows);
  return rows.length;
}

/** The newest value of each entry of a source. */
export async function readStates(
  connection: DuckDBConnection,
  sourceId: number,
): Promise<{ entries: Map<string, string>; cursor: string | undefined }> {
  const answer = await connection.runAndReadAll(
    `SELECT key, newest.value FROM (
       SELECT key, arg_max(struct_pack(value := value), sequence) AS newest
       FROM states WHERE source = ${sourceId} GROUP BY key
     ) WHERE newest.value IS NOT NULL`,
  );
  const entries = new Map<string, string>();
  let cursor: string | undefined;
  for (const [key, value] of answer.getRows() as [string, string][]) {
    if (key === CURSOR_KEY) cursor = value;
    else entries.set(key.slice(ENTRY_PREFIX.length), value);
  }
  return { entries, cursor };
}

/** Leaves the newest row of each entry; in the caller's transaction. Returns how many rows are left. */
export async function compactStates(connection: DuckDBConnection): Promise<number> {
  await connection.run(
    `CREATE OR REPLACE TABLE states AS
       SELECT source, sequence, key, newest.value AS value FROM (
         SELECT source, max(sequence) AS sequence, key, arg_max(struct_pack(value := value), sequence) AS newest
         FROM states GROUP BY source, key
       ) WHERE newest.value IS NOT NULL`,
  );
  const answer = await connection.runAndReadAll('SELECT count(*) FROM states');
  return Number(answer.getRows()[0]?.[0] ?? 0);
}

/** What every source remembers: its name, whether it is a `state` or the `cursor`, key and value. */
export const MEMORY = `
  SELECT name AS source, if(key = '${CURSOR_KEY}', 'cursor', 'state') AS kind,
    if(key = '${CURSOR_KEY}', '', substr(key, ${ENTRY_PREFIX.length + 1})) AS key, newest.value AS value
  FROM (
    SELECT source, key, arg_max(struct_pack(value := value), sequence) AS newest FROM states GROUP BY source, key
  ) JOIN sources ON sources.id = source
  WHERE newest.value IS NOT NULL ORDER BY ALL`;
