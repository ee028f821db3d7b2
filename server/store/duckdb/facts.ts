import type { DuckDBConnection } from './database.ts';
import { rows } from './rows-of.ts';
import { quotedText } from './sql-text.ts';
import { appendRows } from './text-rows.ts';

/** Names this ledger's data in a database that is shared with others. */
export const LEDGER_ID = 'ledger-id';
/** The database of InfluxDB that a ledger's numbers lie in. */
export const INFLUX_DATABASE = 'influx-database';
/** When that database was marked as the one that they lie in, Unix ms. */
export const INFLUX_MARKED_AT = 'influx-marked-at';

/** What a file knows of itself, by name. */
export async function readFact(connection: DuckDBConnection, name: string): Promise<string | undefined> {
  const [known] = await rows<[string]>(
    connection,
    `SELECT value FROM facts WHERE name = ${quotedText(name)}`,
  );
  return known?.[0];
}

/** Writes a fact that is not there yet, in the transaction of `connection`. */
export async function addFact(connection: DuckDBConnection, name: string, value: string): Promise<void> {
  await appendRows(connection, 'facts', [[name, value]]);
}
