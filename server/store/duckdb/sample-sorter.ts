import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BIGINT, DOUBLE, INTEGER } from '@duckdb/node-api';
import type { NumberedSample, SampleSorter } from '../../../core/measure/sample-sorter.ts';
import { Database } from './database.ts';
import { NumberRows, numberColumn } from './rows.ts';

/** So many rows are held before they go into the table. */
const ROWS_AT_ONCE = 100_000;
const MEMORY_LIMIT = '256MB';
const COLUMNS = [INTEGER, BIGINT, DOUBLE, INTEGER];
const NAMES = ['series', 'at_ms', 'value', 'line'] as const;

/** Sorts samples on the disk, in a database of its own that is gone afterwards. */
export class DiskSorter implements SampleSorter, AsyncDisposable {
  readonly #folder: string;
  readonly #database: Database;
  #pending = new NumberRows(COLUMNS);
  #isSorted = false;

  private constructor(folder: string, database: Database) {
    this.#folder = folder;
    this.#database = database;
  }

  /** @param parent the folder that the database is put into */
  static async open(parent: string): Promise<DiskSorter> {
    const folder = await mkdtemp(join(parent, 'import-'));
    try {
      const file = join(folder, 'samples.duckdb');
      const database = await Database.open({ file, memoryLimit: MEMORY_LIMIT, threads: 1 });
      await database.writer.run(
        'CREATE TABLE samples (series INTEGER, at_ms BIGINT, value DOUBLE, line INTEGER)',
      );
      return new DiskSorter(folder, database);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  add({ series, at, value, line }: NumberedSample): Promise<void> | undefined {
    this.#pending.push(series, at, value, line);
    return this.#pending.length >= ROWS_AT_ONCE ? this.#flush() : undefined;
  }

  async *sorted(): AsyncGenerator<readonly NumberedSample[]> {
    await this.#sort();
    const result = await this.#database.reading((connection) =>
      connection.stream(`SELECT ${NAMES.map((name) => `${name}::DOUBLE`).join(', ')} FROM sorted`),
    );
    for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
      if (chunk.rowCount === 0) return;
      const [series, at, value, line] = NAMES.map((_, i) => numberColumn(chunk, i)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      yield Array.from({ length: chunk.rowCount }, (_, row) => ({
        series: series[row] as number,
        at: at[row] as number,
        value: value[row] as number,
        line: line[row] as number,
      }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #flush(): Promise<void> {
    const rows = this.#pending;
    this.#pending = new NumberRows(COLUMNS);
    await this.#database.transaction((connection) => rows.appendTo(connection, 'samples'));
  }

  async #sort(): Promise<void> {
    if (this.#isSorted) return;
    this.#isSorted = true;
    await this.#flush();
    await this.#database.writer.run(
      'CREATE TABLE sorted AS SELECT * FROM samples ORDER BY at_ms, series, line',
    );
    await this.#database.writer.run('DROP TABLE samples');
  }
}
