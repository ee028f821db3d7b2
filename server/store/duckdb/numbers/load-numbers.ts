import type { DuckDBConnection } from '@duckdb/node-api';
import type { Ledger } from '../ledger.ts';
import type { NumberPositions } from '../numbers.ts';
import { QUARTER_HOUR_MS } from '../read-plan.ts';
import { rows, scalar } from '../rows-of.ts';
import { FAMILIES, INCREMENT_QUARTERS, RAW_FAMILIES, SAMPLE_QUARTERS } from './families.ts';
import { lastTimes } from './last-observed.ts';
import { dropUncounted } from './packing.ts';
import type { Partition, Partitions } from './partitions.ts';

const QUARTER_FAMILIES = [INCREMENT_QUARTERS, SAMPLE_QUARTERS];

/** Later than any data (server/store/requests.ts refuses them), and exact in every computation. */
const FAR_AHEAD = 10_000_000_000_000;

/** Reads which tables there are and how far they reach. What an interrupted run left half done is removed first. */
export async function loadNumbers(
  connection: DuckDBConnection,
  ledger: Ledger,
  partitions: Partitions,
): Promise<NumberPositions> {
  await partitions.load(connection);
  await dropOrphans(connection, partitions);
  await dropUncounted(connection, partitions, ledger.marks.get('packed'));
  await dropUnsealed(connection, ledger, partitions);
  return {
    latestAt: await latestPoint(connection, partitions),
    observedUntil: await observedUntil(connection, ledger, partitions),
  };
}

/** Tables that no list names: a sorted copy that was not finished, or one that was replaced and not yet dropped. */
async function dropOrphans(connection: DuckDBConnection, partitions: Partitions): Promise<void> {
  const listed = new Set(FAMILIES.flatMap((family) => partitions.all(family)).map((one) => one.table));
  const pattern = new RegExp(`^(?:${FAMILIES.map((family) => family.name).join('|')})_\\d+_\\d+$`);
  const tables = await rows<[string]>(
    connection,
    'SELECT table_name FROM duckdb_tables() WHERE NOT internal',
  );
  for (const [name] of tables) {
    if (pattern.test(name) && !listed.has(name)) await connection.run(`DROP TABLE ${name}`);
  }
}

/** Quarter hours and the mark behind them are committed together; this holds the file to it. */
async function dropUnsealed(
  connection: DuckDBConnection,
  ledger: Ledger,
  partitions: Partitions,
): Promise<void> {
  const sealed = ledger.marks.get('sealed-until') / QUARTER_HOUR_MS;
  for (const family of QUARTER_FAMILIES) {
    const newest = partitions.all(family).at(-1);
    if (newest !== undefined) await connection.run(`DELETE FROM ${newest.table} WHERE slot >= ${sealed}`);
  }
}

/** The latest of all: tables of raw data overlap, so that the one which begins last need not reach furthest. */
async function latestPoint(connection: DuckDBConnection, partitions: Partitions): Promise<number> {
  const ends = RAW_FAMILIES.flatMap(({ plain, chunks }) => [
    ...partitions.all(plain).map(({ table }) => `SELECT max(ts) AS latest FROM ${table}`),
    ...partitions.all(chunks).map(({ table }) => `SELECT max(last) AS latest FROM ${table}`),
  ]);
  const raw =
    ends.length === 0
      ? 0
      : await scalar(connection, `SELECT coalesce(max(latest), 0) FROM (${ends.join(' UNION ALL ')})`);
  const rolled = await Promise.all(
    QUARTER_FAMILIES.map((family) => latestQuarter(connection, partitions.all(family), raw)),
  );
  return Math.max(raw, ...rolled);
}

/** Start of the latest quarter hour that holds anything, where there may be one after `after`; a store may have been given nothing else. */
async function latestQuarter(
  connection: DuckDBConnection,
  tables: readonly Partition[],
  after: number,
): Promise<number> {
  for (const { table, to } of tables.toReversed()) {
    if (to <= after) break;
    const slot = await scalar(connection, `SELECT coalesce(max(slot), 0) FROM ${table}`);
    if (slot > 0) return slot * QUARTER_HOUR_MS;
  }
  return 0;
}

async function observedUntil(
  connection: DuckDBConnection,
  ledger: Ledger,
  partitions: Partitions,
): Promise<ReadonlyMap<number, number>> {
  const observed = ledger.catalogue.observed();
  const cells = observed.flatMap((series) => series.cells.map((cell) => cell.id));
  const times = await lastTimes(connection, { partitions, marks: ledger.marks }, cells, FAR_AHEAD);
  return new Map(
    observed
      .map(
        (series) => [series.id, Math.max(0, ...series.cells.map((cell) => times.get(cell.id) ?? 0))] as const,
      )
      .filter(([, at]) => at > 0),
  );
}
