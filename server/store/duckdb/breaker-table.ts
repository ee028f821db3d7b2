import type { DuckDBConnection } from '@duckdb/node-api';
import type { BreakerState, BreakerTransition } from '../../../core/alert/breaker.ts';
import { appendRows } from './text-rows.ts';

export async function appendBreakers(
  connection: DuckDBConnection,
  changes: readonly BreakerTransition[],
): Promise<void> {
  if (changes.length === 0) return;
  await appendRows(
    connection,
    'breaker_transitions',
    changes.map((one) => [one.product, one.breaker, one.item, one.environment, one.at, one.state]),
  );
}

/** Transitions in [from, to), and for each breaker the last one before, ascending. */
export async function readBreakers(
  connection: DuckDBConnection,
  product: string,
  from: number,
  to: number,
): Promise<readonly BreakerTransition[]> {
  const answer = await connection.runAndReadAll(
    `WITH known AS (
       SELECT *, row_number() OVER () AS position FROM breaker_transitions
       WHERE product = $product AND ts < ${to}
     ), before AS (
       SELECT *, row_number() OVER (PARTITION BY breaker, item, environment ORDER BY ts DESC, position DESC) AS age
       FROM known WHERE ts < ${from}
     )
     SELECT breaker, item, environment, ts::DOUBLE, state FROM (
       SELECT breaker, item, environment, ts, state, position FROM before WHERE age = 1
       UNION ALL
       SELECT breaker, item, environment, ts, state, position FROM known WHERE ts >= ${from}
     ) ORDER BY ts, position`,
    { product },
  );
  return (answer.getRows() as [string, string, string, number, BreakerState][]).map(
    ([breaker, item, environment, at, state]) => ({ product, breaker, item, environment, at, state }),
  );
}
