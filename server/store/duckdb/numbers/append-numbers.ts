import { DOUBLE, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import type { PartitionRows } from '../commit-buffer.ts';
import type { LateSums } from '../late-sums.ts';
import { NumberRows } from '../rows.ts';
import { SPAN_MS } from './families.ts';
import { DAYS } from './late-rows.ts';
import type { Partition, Partitions } from './partitions.ts';

/** A commit that brings raw data of more days than this is a past that comes in: its tables are of four weeks, so that they stay few. */
const MOST_DAYS = 7;

/**
 * Writes the numbers of a group commit, in the transaction of `connection`.
 * @returns the tables that it had to make, to be made known after the commit
 */
export async function appendNumbers(
  connection: DuckDBConnection,
  rows: { readonly parts: readonly PartitionRows[]; readonly lateDays: LateSums },
  partitions: Partitions,
): Promise<readonly Partition[]> {
  const created = new Map<string, Partition>();
  const groups = Map.groupBy(rows.parts, (part) => part.family);
  for (const parts of groups.values()) {
    const isPast = parts.length > MOST_DAYS;
    for (const part of parts) {
      const { table } = await tableFor(connection, part, partitions, created, isPast);
      await part.rows.appendTo(connection, table);
    }
  }
  if (rows.lateDays.size > 0) {
    const days = new NumberRows([INTEGER, INTEGER, DOUBLE]);
    for (const { cell, slot, value } of rows.lateDays) days.push3(cell, slot, value);
    await days.appendTo(connection, DAYS);
  }
  return [...created.values()];
}

async function tableFor(
  connection: DuckDBConnection,
  { family, from }: PartitionRows,
  partitions: Partitions,
  created: Map<string, Partition>,
  isPast: boolean,
): Promise<Partition> {
  const spanMs = isPast ? SPAN_MS : family.spanMs;
  const known = partitions.get(family, from, spanMs);
  if (known !== undefined) return known;
  const key = `${family.name} ${Math.floor(from / spanMs)}`;
  const made = created.get(key) ?? (await partitions.create(connection, family, from, spanMs));
  created.set(key, made);
  return made;
}
