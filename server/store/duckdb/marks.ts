import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Names of positions: how far roll-ups have got, how far back raw data and roll-ups reach, where data began, up to where another
 * database has dropped what expired, the last generation of packed days that counts, and how many points that another database refused
 * are not kept any more.
 */
export type MarkName =
  | 'sealed-until'
  | 'raw-since'
  | 'rolled-since'
  | 'oldest'
  | 'raw-dropped-until'
  | 'rolled-dropped-until'
  | 'packed'
  | 'refused-dropped';

/** SQL that writes a position. */
export function saving(name: MarkName, value: number): string {
  return `DELETE FROM marks WHERE name = '${name}'; INSERT INTO marks VALUES ('${name}', ${value})`;
}

/** Positions that the store has reached, in the file and in memory. */
export class Marks {
  readonly #values = new Map<string, number>();

  load(rows: Iterable<readonly [name: string, value: number]>): void {
    for (const [name, value] of rows) this.#values.set(name, value);
  }

  get(name: MarkName): number {
    return this.#values.get(name) ?? 0;
  }

  /** Writes a position in the transaction of `connection`; {@link set} makes it known after the commit. */
  async save(connection: DuckDBConnection, name: MarkName, value: number): Promise<void> {
    await connection.run(saving(name, value));
  }

  set(name: MarkName, value: number): void {
    this.#values.set(name, value);
  }
}
