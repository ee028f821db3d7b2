import type { DuckDBConnection } from '@duckdb/node-api';
import { transaction } from './database.ts';
import type { Ledger } from './ledger.ts';
import type { TableUsage } from './table-usage.ts';

/** Size of a block of DuckDB's file. */
const BLOCK_BYTES = 262_144;

/** @param sizes also how much of the file each table takes, which means a look into every one of them */
export async function tableUsage(ledger: Ledger, sizes: boolean): Promise<TableUsage> {
  const rows = await ledger.database.rowCounts();
  const bytes = sizes ? await tableBytes(ledger, [...rows.keys()]) : undefined;
  const sum = (amounts: ReadonlyMap<string, number>, tables: readonly string[]) =>
    tables.reduce((total, table) => total + (amounts.get(table) ?? 0), 0);
  return {
    rows: (tables) => sum(rows, tables),
    bytes: (tables) => bytes && Math.round(sum(bytes, tables)),
  };
}

/** Tables that are looked into within one lease: who waits for them must not wait for long. */
const AT_ONCE = 16;

/** By the blocks that hold its columns; a block that several tables share counts for each with its part. */
async function tableBytes(
  { database, leases }: Ledger,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const sharing = new Map<bigint, Set<string>>();
  for (let i = 0; i < tables.length; i += AT_ONCE) {
    const some = tables.slice(i, i + AT_ONCE);
    // One that is dropped between the two statements is still there for the second.
    const look = (connection: DuckDBConnection) => transaction(connection, () => blocksOf(connection, some));
    const blocks = await leases.hold(() => database.reading(look));
    for (const [table, block] of blocks) {
      const parts = sharing.get(block) ?? new Set();
      sharing.set(block, parts.add(table));
    }
  }
  const bytes = new Map<string, number>();
  for (const parts of sharing.values()) {
    for (const table of parts) bytes.set(table, (bytes.get(table) ?? 0) + BLOCK_BYTES / parts.size);
  }
  return bytes;
}

/** Those that were dropped meanwhile have none. */
async function blocksOf(
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<readonly (readonly [table: string, block: bigint])[]> {
  const names = tables.map((table) => `'${table}'`).join(', ');
  const there = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE NOT internal AND table_name IN (${names})`,
  );
  const parts = there
    .getRows()
    .map(
      ([table]) =>
        `SELECT '${table}' AS part, unnest([block_id] || additional_block_ids) AS block FROM pragma_storage_info('${table}')`,
    );
  if (parts.length === 0) return [];
  const answer = await connection.runAndReadAll(
    `SELECT DISTINCT part, block::BIGINT FROM (${parts.join(' UNION ALL ')}) WHERE block >= 0`,
  );
  return answer.getRows() as [string, bigint][];
}
