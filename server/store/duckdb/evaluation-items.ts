import { type DuckDBConnection, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { EvaluationItem, EvaluationRun } from '../../../core/measure/evaluation.ts';

/** DuckDB's own vector size: a chunk holds at most so many rows. */
const CHUNK_ROWS = 2_048;

/** Run, position, id, cluster, values, error. */
const TYPES = [INTEGER, INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR];

/** A run under its number in this file. */
export interface NumberedRun {
  readonly number: number;
  readonly run: Pick<EvaluationRun, 'items'>;
}

/**
 * Appends the items of runs, inside the transaction of `connection`: chunk by chunk, ten times as fast as value by value, and between two
 * chunks everything else of the process has its turn.
 */
export async function appendItems(connection: DuckDBConnection, runs: readonly NumberedRun[]): Promise<void> {
  if (runs.every(({ run }) => run.items.length === 0)) return;
  const appender = await connection.createAppender('evaluation_items');
  for (const { number, run } of runs) {
    for (let from = 0; from < run.items.length; from += CHUNK_ROWS) {
      appender.appendDataChunk(chunkOf(number, run.items, from));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  appender.closeSync();
}

function chunkOf(run: number, items: readonly EvaluationItem[], from: number): DuckDBDataChunk {
  const part = items.slice(from, from + CHUNK_ROWS);
  const chunk = DuckDBDataChunk.create(TYPES, part.length);
  chunk.setColumns([
    part.map(() => run),
    part.map((_, i) => from + i),
    part.map(({ id }) => id),
    part.map(({ cluster }) => cluster),
    part.map(writeValues),
    part.map(({ error = null }) => error),
  ]);
  return chunk;
}

/** The items of a run, in their order. */
export async function readItems(
  connection: DuckDBConnection,
  run: number,
): Promise<readonly EvaluationItem[]> {
  const answer = await connection.runAndReadAll(
    `SELECT id, cluster, metric_values, error FROM evaluation_items WHERE run = ${run} ORDER BY position`,
  );
  return (answer.getRows() as [string, string, string, string | null][]).map(
    ([id, cluster, values, error]) => ({
      id,
      cluster,
      ...readValues(values),
      ...(error === null ? {} : { error }),
    }),
  );
}

/** The values of an item as JSON; `null` is a metric that was not asked of it. */
function writeValues({ values, notAsked = [] }: EvaluationItem): string {
  if (notAsked.length === 0) return JSON.stringify(values);
  return JSON.stringify({ ...values, ...Object.fromEntries(notAsked.map((metric) => [metric, null])) });
}

function readValues(text: string): Pick<EvaluationItem, 'values' | 'notAsked'> {
  const stored = JSON.parse(text) as Readonly<Record<string, number | null>>;
  const notAsked = Object.keys(stored).filter((metric) => stored[metric] === null);
  if (notAsked.length === 0) return { values: stored as Readonly<Record<string, number>> };
  const values = Object.entries(stored).filter((entry): entry is [string, number] => entry[1] !== null);
  return { values: Object.fromEntries(values), notAsked };
}
