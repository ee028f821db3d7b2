import type { CommitBuffer } from './commit-buffer.ts';
import type { DuckDBConnection } from './database.ts';
import type { Ledger } from './ledger.ts';
import type { NumberPositions } from './numbers.ts';
import { rows } from './rows-of.ts';
import { appendRows } from './text-rows.ts';

/** Stands for the latest point of all, beside the numbers of observed series. */
const LATEST = 0;
/** Rows that are outdone by later ones may gather to so many, and to as many as there are positions. */
const STALE_ROWS = 20_000;

/**
 * How far numbers that lie elsewhere reach, so that a start need not ask for it: written with what brings it, so that a kill loses nothing
 * of it. Of several rows of a series the largest counts; now and then they are made one.
 */
export class PositionTable {
  #rows = 0;

  async load(connection: DuckDBConnection): Promise<NumberPositions> {
    const found = await rows<[series: number, at: number, count: number]>(
      connection,
      'SELECT series, max(ts)::DOUBLE, count(*)::DOUBLE FROM positions GROUP BY series',
    );
    this.#rows = found.reduce((sum, [, , count]) => sum + count, 0);
    const observedUntil = new Map(found.map(([series, at]) => [series, at]));
    const latestAt = observedUntil.get(LATEST) ?? 0;
    observedUntil.delete(LATEST);
    return { latestAt, observedUntil };
  }

  /**
   * Writes what a commit moves on, in its transaction. Returns what makes it known, to be called after the commit.
   *
   * @param ledger as it is before the commit
   */
  async append(connection: DuckDBConnection, ledger: Ledger, buffer: CommitBuffer): Promise<() => void> {
    const moved = [...buffer.observedUntil].filter(
      ([series, at]) => at > (ledger.observedUntil(series) ?? 0),
    );
    if (buffer.latestAt > ledger.latestAt) moved.push([LATEST, buffer.latestAt]);
    if (this.#rows + moved.length > STALE_ROWS + 2 * ledger.catalogue.size) {
      return await this.rewrite(connection, ledger.positions(buffer));
    }
    await appendRows(connection, 'positions', moved);
    return () => {
      this.#rows += moved.length;
    };
  }

  /** Leaves one row of each position, likewise. */
  async rewrite(connection: DuckDBConnection, positions: NumberPositions): Promise<() => void> {
    const kept: [number, number][] = [[LATEST, positions.latestAt], ...positions.observedUntil];
    await connection.run('DELETE FROM positions');
    await appendRows(connection, 'positions', kept);
    return () => {
      this.#rows = kept.length;
    };
  }
}
