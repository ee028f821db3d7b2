import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from '../database.ts';
import type { RollingOperations, RollingStep } from '../numbers.ts';
import { floorTo, QUARTER_HOUR_MS } from '../read-plan.ts';
import { scalar } from '../rows-of.ts';
import { stepExpression } from '../step-expression.ts';
import { INCREMENT_QUARTERS, INCREMENTS, SAMPLE_QUARTERS, SAMPLES } from './families.ts';
import type { Partition, Partitions } from './partitions.ts';

/** Roll-ups within the file, by the database itself. */
export class EmbeddedRolling implements RollingOperations {
  readonly elsewhere = false;
  readonly #database: Database;
  readonly #partitions: Partitions;

  readonly #daysChanged: () => void;

  /** @param daysChanged called when days were rolled up or forgotten, before anything else happens */
  constructor(database: Database, partitions: Partitions, daysChanged: () => void) {
    this.#database = database;
    this.#partitions = partitions;
    this.#daysChanged = daysChanged;
  }

  async ready(): Promise<boolean> {
    return true;
  }

  async readyInTurn(): Promise<boolean> {
    return true;
  }

  async oldestRaw(since: number): Promise<number | undefined> {
    const tables = [INCREMENTS, SAMPLES].flatMap((family) =>
      this.#partitions.within(family, since, Number.POSITIVE_INFINITY),
    );
    if (tables.length === 0) return undefined;
    const parts = tables.map(({ table }) => `SELECT min(ts) AS first FROM ${table} WHERE ts >= ${since}`);
    const first = await scalar(
      this.#database.writer,
      `SELECT coalesce(min(first), 0) FROM (${parts.join(' UNION ALL ')})`,
    );
    return first === 0 ? undefined : floorTo(first);
  }

  oldestQuarter(): number | undefined {
    const oldest = this.#partitions.all(INCREMENT_QUARTERS)[0];
    return oldest === undefined ? undefined : oldest.from;
  }

  quarters(from: number, until: number): RollingStep {
    return { finish: (mark) => this.#sealQuarters(from, until, mark) };
  }

  days(cells: readonly number[], days: readonly number[]): RollingStep {
    return { finish: (mark) => this.#sealDays(cells, days, mark) };
  }

  noDays(cells: readonly number[]): RollingStep {
    return { finish: (mark) => this.#dropDays(cells, mark) };
  }

  async #sealQuarters(
    from: number,
    until: number,
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<number> {
    const created: Partition[] = [];
    const target = async (
      connection: DuckDBConnection,
      family: typeof INCREMENT_QUARTERS | typeof SAMPLE_QUARTERS,
    ) => {
      const known = this.#partitions.get(family, from);
      if (known !== undefined) return known.table;
      const partition = await this.#partitions.create(connection, family, from);
      created.push(partition);
      return partition.table;
    };
    const slot = `(ts // ${QUARTER_HOUR_MS})::INTEGER AS slot`;
    let made = 0;
    await this.#database.transaction(async (connection) => {
      const increments = this.#raw(INCREMENTS, from, until);
      if (increments !== undefined) {
        const { rowsChanged } = await connection.run(
          `INSERT INTO ${await target(connection, INCREMENT_QUARTERS)} SELECT cell, ${slot}, sum(value)
             FROM (${increments}) GROUP BY ALL ORDER BY cell, slot`,
        );
        made += rowsChanged;
      }
      const samples = this.#raw(SAMPLES, from, until);
      if (samples !== undefined) {
        const { rowsChanged } = await connection.run(
          `INSERT INTO ${await target(connection, SAMPLE_QUARTERS)} SELECT cell, ${slot}, count(*), sum(value),
             min(value), max(value), arg_max(value, (ts, value)), max(ts)
             FROM (${samples}) GROUP BY ALL ORDER BY cell, slot`,
        );
        made += rowsChanged;
      }
      await mark(connection);
    });
    for (const partition of created) this.#partitions.put(partition);
    return made;
  }

  async #sealDays(
    cells: readonly number[],
    days: readonly number[],
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<number> {
    const from = days[0] as number;
    const until = days.at(-1) as number;
    const tables = this.#partitions.within(INCREMENT_QUARTERS, from, until);
    const starts = days.slice(0, -1).map((day) => day / QUARTER_HOUR_MS);
    const step = stepExpression(`(slot::BIGINT * ${QUARTER_HOUR_MS})`, days);
    const window = `slot >= ${from / QUARTER_HOUR_MS} AND slot < ${until / QUARTER_HOUR_MS} AND cell IN (${cells.join(',')})`;
    const rows = tables.map(({ table }) => `SELECT cell, slot, value FROM ${table} WHERE ${window}`);
    let made = 0;
    await this.#database.transaction(async (connection) => {
      if (rows.length > 0 && cells.length > 0) {
        const { rowsChanged } = await connection.run(
          `INSERT INTO days SELECT cell, [${starts.join(',')}][${step} + 1]::INTEGER AS day, sum(value)
             FROM (${rows.join(' UNION ALL ')}) GROUP BY ALL ORDER BY cell, day`,
        );
        made = rowsChanged;
      }
      await mark(connection);
    });
    this.#daysChanged();
    return made;
  }

  async #dropDays(
    cells: readonly number[],
    mark: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<number> {
    await this.#database.transaction(async (connection) => {
      if (cells.length > 0) await connection.run(`DELETE FROM days WHERE cell IN (${cells.join(',')})`);
      await mark(connection);
    });
    this.#daysChanged();
    return 0;
  }

  /** Raw rows of [from, until): what is not rolled up is not packed either. */
  #raw(family: typeof INCREMENTS | typeof SAMPLES, from: number, until: number): string | undefined {
    const tables = this.#partitions.within(family, from, until);
    const window = `ts >= ${from} AND ts < ${until}`;
    return tables.length === 0
      ? undefined
      : tables.map(({ table }) => `SELECT cell, ts, value FROM ${table} WHERE ${window}`).join(' UNION ALL ');
  }
}
