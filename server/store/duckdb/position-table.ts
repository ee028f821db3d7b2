import type { DuckDBConnection } from './database.ts';
import type { NumberPositions } from './numbers.ts';
import { rows } from './rows-of.ts';
import { appendRows } from './text-rows.ts';

/** Stands for the latest point of all, beside the numbers of observed series. */
const LATEST = 0;

/**
 * How far numbers that lie elsewhere reach, so that a start need not ask for it. It is written now and then: after a kill it may be some
 * seconds behind, until the next data come.
 */
export async function readPositions(connection: DuckDBConnection): Promise<NumberPositions> {
  const found = await rows<[number, number]>(
    connection,
    'SELECT series, max(ts)::DOUBLE FROM positions GROUP BY series',
  );
  const observedUntil = new Map(found);
  const latestAt = observedUntil.get(LATEST) ?? 0;
  observedUntil.delete(LATEST);
  return { latestAt, observedUntil };
}

/** Writes all positions anew, in the transaction of `connection`. */
export async function savePositions(connection: DuckDBConnection, positions: NumberPositions): Promise<void> {
  await connection.run('DELETE FROM positions');
  await appendRows(connection, 'positions', [[LATEST, positions.latestAt], ...positions.observedUntil]);
}
