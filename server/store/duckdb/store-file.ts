import { stat } from 'node:fs/promises';
import { GatelineError } from '../../../core/errors.ts';
import { copyDatabase } from './copy-database.ts';
import { Database, type DuckDBConnection } from './database.ts';
import { INFLUX_DATABASE } from './facts.ts';
import { asUnavailable } from './failures.ts';
import { rows } from './rows-of.ts';
import { SCHEMA_VERSION, schemaNewer } from './schema.ts';
import { quotedName } from './sql-text.ts';
import { roomFor } from './store-database.ts';

/** What a file of a store says of itself. */
export interface StoreFileFacts {
  readonly schema: number;
  /** Where the numbers lie: in the file, or in an InfluxDB of this database. */
  readonly influxDatabase: string | undefined;
  readonly bytes: number;
}

/** Enough to look at a file, beside a server that has the rest of the memory. */
const MEMORY_LIMIT = '128MB';

/**
 * Looks into a file of a store without changing it.
 *
 * @param options.thoroughly reads all of it, so that damage shows
 * @throws GatelineError `store-unavailable` when it is no such file, or a part of it cannot be read; `store-locked`; `store-schema-newer`
 */
export async function lookInto(
  file: string,
  { thoroughly = false }: { thoroughly?: boolean } = {},
): Promise<StoreFileFacts> {
  await using opened = await openReadOnly(file);
  return await opened.database.reading(async (connection) => {
    try {
      const schema = await schemaOf(connection, file);
      if (thoroughly) await readAll(connection);
      const known = schema < FACTS_SINCE ? [] : await rows<[string]>(connection, factSql);
      return { schema, influxDatabase: known[0]?.[0], bytes: opened.database.bytes() };
    } catch (error) {
      throw asUnavailable(file, error);
    }
  });
}

/**
 * Copies the file of a store that no server has open.
 *
 * @throws GatelineError `store-locked` when one has, `store-unavailable`, `store-schema-newer`
 */
export async function copyStoreFile(file: string, copy: string, signal?: AbortSignal): Promise<void> {
  const { schema } = await lookInto(file);
  await using opened = await openReadOnly(file, schema < PIECES_SINCE ? roomFor(file) : MEMORY_LIMIT);
  await copyDatabase(opened.database, copy, signal);
}

/** Before this version what waits for InfluxDB lay in bodies of nearly a megabyte, and a copy of a table of them takes as much memory. */
const PIECES_SINCE = 4;
/** Facts have been kept since this version of the schema. */
const FACTS_SINCE = 2;
const factSql = `SELECT value FROM facts WHERE name = '${INFLUX_DATABASE}'`;

async function openReadOnly(
  file: string,
  memoryLimit = MEMORY_LIMIT,
): Promise<AsyncDisposable & { readonly database: Database }> {
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) {
    throw new GatelineError('store-unavailable', `There is no file ${file}.`);
  }
  const database = await Database.open({ file, memoryLimit, threads: 2, readOnly: true });
  return { database, [Symbol.asyncDispose]: async () => database.close() };
}

async function schemaOf(connection: DuckDBConnection, file: string): Promise<number> {
  const tables = await tableNames(connection);
  if (!tables.includes('schema_version')) {
    throw new GatelineError('store-unavailable', `${file} is a DuckDB file, but not one of Gateline's.`);
  }
  const [found] = await rows<[number]>(connection, 'SELECT max(version) FROM schema_version');
  const schema = Number(found?.[0] ?? 0);
  if (schema > SCHEMA_VERSION) throw schemaNewer(file, schema);
  return schema;
}

/** Every block of every column is read, and with it its checksum. */
async function readAll(connection: DuckDBConnection): Promise<void> {
  for (const table of await tableNames(connection)) {
    for (const where of table === WHOLE_BODIES ? await portionsOf(connection, table) : ['true']) {
      await connection.run(`SELECT bit_xor(hash(whole)) FROM ${quotedName(table)} AS whole WHERE ${where}`);
    }
  }
}

/** Until version 3 of the schema it held bodies of nearly a megabyte in one piece: thousands of them do not fit into memory. */
const WHOLE_BODIES = 'outbox';
const BODIES_AT_ONCE = 16;

async function portionsOf(connection: DuckDBConnection, table: string): Promise<readonly string[]> {
  const numbers = await rows<[number]>(connection, `SELECT number::DOUBLE FROM ${table} ORDER BY number`);
  return numbers
    .filter((_, i) => i % BODIES_AT_ONCE === 0)
    .map(([first], i) => {
      const [last] = numbers[(i + 1) * BODIES_AT_ONCE - 1] ?? (numbers.at(-1) as [number]);
      return `number BETWEEN ${first} AND ${last}`;
    });
}

async function tableNames(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await rows<[string]>(connection, 'SELECT table_name FROM duckdb_tables() WHERE NOT internal');
  return found.map(([table]) => table);
}
