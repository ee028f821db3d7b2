import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS, FAMILIES, type Family, spanStart } from './families.ts';

/** One table: the rows of a family whose time lies in a span. Spans of raw data may overlap; a row is in one table only. */
export interface Partition {
  readonly family: Family;
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly table: string;
  /** Sorted by (cell, time), but for what came late. */
  readonly compacted: boolean;
}

/** A row of the list of tables. */
export interface PartitionRow {
  readonly family: string;
  /** Number of the span since 1970. */
  readonly span: number;
  readonly name: string;
  readonly compacted: boolean;
  /** Length of the span, days. */
  readonly days: number;
}

/** All tables of all families. A change reaches readers only when it is committed. */
export class Partitions {
  readonly #byKey = new Map<string, Partition>();
  #generation = 0;

  async load(connection: DuckDBConnection): Promise<void> {
    const answer = await connection.runAndReadAll(
      'SELECT family, span, name, compacted, days FROM partitions',
    );
    for (const row of answer.getRowObjects() as unknown as PartitionRow[]) {
      const family = FAMILIES.find((one) => one.name === row.family);
      if (family === undefined) continue;
      const from = row.span * row.days * DAY_MS;
      this.put({ family, from, to: from + row.days * DAY_MS, table: row.name, compacted: row.compacted });
      this.#generation = Math.max(this.#generation, Number(row.name.split('_').at(-1)));
    }
  }

  /** The table of a family for the span of some length that an instant lies in. */
  get(family: Family, at: number, spanMs: number = family.spanMs): Partition | undefined {
    return this.#byKey.get(keyOf(family, spanStart(at, spanMs), spanMs));
  }

  /** The tables of a family that may hold rows of [from, to), in order of time. */
  within(family: Family, from: number, to: number): readonly Partition[] {
    return this.all(family).filter((partition) => partition.from < to && partition.to > from);
  }

  all(family: Family): readonly Partition[] {
    return [...this.#byKey.values()]
      .filter((partition) => partition.family === family)
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** A partition with a name that no table has: {@link creation} makes its table, {@link put} makes it known after the commit. */
  fresh(family: Family, at: number, { spanMs = family.spanMs, compacted = false } = {}): Partition {
    this.#generation += 1;
    const from = spanStart(at, spanMs);
    const table = `${family.name}_${from / DAY_MS}_${this.#generation}`;
    return { family, from, to: from + spanMs, table, compacted };
  }

  /** Makes an empty table and lists it, in the transaction of `connection`; {@link put} makes it known after the commit. */
  async create(
    connection: DuckDBConnection,
    family: Family,
    at: number,
    spanMs: number = family.spanMs,
  ): Promise<Partition> {
    const partition = this.fresh(family, at, { spanMs });
    await connection.run(`${creation(partition)}; ${listing(partition)}`);
    return partition;
  }

  put(partition: Partition): void {
    this.#byKey.set(keyOf(partition.family, partition.from, partition.to - partition.from), partition);
  }

  remove({ family, from, to }: Partition): void {
    this.#byKey.delete(keyOf(family, from, to - from));
  }
}

/** SQL that makes the empty table of a partition. */
export function creation({ family, table }: Partition): string {
  return `CREATE TABLE ${table} (${family.columns.join(', ')})`;
}

/** SQL that writes a partition into the list of tables, in the place of the one of its span. */
export function listing(partition: Partition): string {
  const { family, from, to, table, compacted } = partition;
  const days = (to - from) / DAY_MS;
  return `${unlisting(partition)};
    INSERT INTO partitions (family, span, name, compacted, days)
    VALUES ('${family.name}', ${from / DAY_MS / days}, '${table}', ${compacted}, ${days})`;
}

/** SQL that takes a partition from the list of tables. */
export function unlisting({ family, from, to }: Partition): string {
  const days = (to - from) / DAY_MS;
  return `DELETE FROM partitions WHERE family = '${family.name}' AND span = ${from / DAY_MS / days} AND days = ${days}`;
}

function keyOf(family: Family, from: number, spanMs: number): string {
  return `${family.name} ${from} ${spanMs}`;
}
