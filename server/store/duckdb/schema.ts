import type { DuckDBConnection } from '@duckdb/node-api';
import { GatelineError } from '../../../core/errors.ts';
import { cutOutbox } from './cut-outbox.ts';
import { scalar } from './rows-of.ts';

/** A statement, or work that takes more than SQL. */
type Change = string | ((connection: DuckDBConnection) => Promise<void>);

/**
 * One step from a version of the schema to the next. A step that has been released is never changed; a file of any earlier version is
 * brought up step by step when it is opened, each step in a transaction of its own.
 */
const MIGRATIONS: readonly (readonly Change[])[] = [
  [
    'CREATE TABLE series (id INTEGER NOT NULL, kind VARCHAR NOT NULL, key VARCHAR NOT NULL)',
    `CREATE TABLE cells (id INTEGER NOT NULL, series INTEGER NOT NULL, part UTINYINT NOT NULL,
       lower_bound DOUBLE NOT NULL, upper_bound DOUBLE NOT NULL)`,
    `CREATE TABLE partitions (family VARCHAR NOT NULL, span INTEGER NOT NULL, name VARCHAR NOT NULL,
       compacted BOOLEAN NOT NULL)`,
    'CREATE TABLE days (cell INTEGER NOT NULL, slot INTEGER NOT NULL, value DOUBLE NOT NULL)',
    'CREATE TABLE day_marks (product VARCHAR NOT NULL, zone VARCHAR NOT NULL, sealed_until BIGINT NOT NULL)',
    'CREATE TABLE sources (id INTEGER NOT NULL, name VARCHAR NOT NULL)',
    'CREATE TABLE batches (source INTEGER NOT NULL, id VARCHAR NOT NULL, sequence BIGINT NOT NULL)',
    `CREATE TABLE states (source INTEGER NOT NULL, sequence BIGINT NOT NULL, key VARCHAR NOT NULL,
       value VARCHAR)`,
    `CREATE TABLE breaker_transitions (product VARCHAR NOT NULL, breaker VARCHAR NOT NULL, item VARCHAR NOT NULL,
       environment VARCHAR NOT NULL, ts BIGINT NOT NULL, state VARCHAR NOT NULL)`,
    `CREATE TABLE evaluation_runs (number INTEGER NOT NULL, product VARCHAR NOT NULL, id VARCHAR NOT NULL,
       summary VARCHAR NOT NULL, retraction VARCHAR)`,
    `CREATE TABLE evaluation_items (run INTEGER NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL,
       cluster VARCHAR NOT NULL, metric_values VARCHAR NOT NULL, error VARCHAR)`,
    `CREATE TABLE events (sequence BIGINT NOT NULL, ts BIGINT NOT NULL, product VARCHAR NOT NULL,
       item VARCHAR NOT NULL, type VARCHAR NOT NULL, data VARCHAR NOT NULL)`,
    'CREATE TABLE marks (name VARCHAR NOT NULL, value BIGINT NOT NULL)',
  ],
  [
    'CREATE TABLE outbox (number BIGINT NOT NULL, points INTEGER NOT NULL, body VARCHAR NOT NULL)',
    'CREATE TABLE refused (ts BIGINT NOT NULL, body VARCHAR NOT NULL, reason VARCHAR NOT NULL)',
    'CREATE TABLE positions (series INTEGER NOT NULL, ts BIGINT NOT NULL)',
    'CREATE TABLE facts (name VARCHAR NOT NULL, value VARCHAR NOT NULL)',
  ],
  // Tables of other lengths than four weeks; packed days.
  ['ALTER TABLE partitions ADD COLUMN days INTEGER DEFAULT 28'],
  // What waits for another database lies in small pieces, in tables that are made as they are needed.
  [cutOutbox],
];

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings an opened file to {@link SCHEMA_VERSION}.
 * @throws GatelineError `store-schema-newer` when a newer Gateline wrote the file
 */
export async function migrate(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const found = await writtenVersion(connection);
  if (found > SCHEMA_VERSION) {
    throw schemaNewer(file, found);
  }
  for (let version = found; version < SCHEMA_VERSION; version += 1) {
    await connection.run('BEGIN');
    for (const change of MIGRATIONS[version] ?? []) {
      await (typeof change === 'string' ? connection.run(change) : change(connection));
    }
    await connection.run(`INSERT INTO schema_version VALUES (${version + 1})`);
    await connection.run('COMMIT');
  }
}

/** Whether a file has a schema of before, which is to be brought up; a new one has none. */
export async function isOlder(connection: DuckDBConnection): Promise<boolean> {
  const tables = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_version'";
  if ((await scalar(connection, tables)) === 0) return false;
  const found = await writtenVersion(connection);
  return found > 0 && found < SCHEMA_VERSION;
}

async function writtenVersion(connection: DuckDBConnection): Promise<number> {
  return await scalar(connection, 'SELECT coalesce(max(version), 0) FROM schema_version');
}

/** What to do about a file of a version that is to come. */
export function schemaNewer(file: string, found: number): GatelineError {
  return new GatelineError(
    'store-schema-newer',
    `${file} was written by a newer Gateline (schema ${found}; this one knows ${SCHEMA_VERSION}). Upgrade Gateline, or restore a backup made by this version.`,
  );
}
