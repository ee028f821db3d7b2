import type { Catalogue } from '../catalogue.ts';
import { quotedText } from '../sql-text.ts';
import { MEMORY } from '../state-table.ts';
import { appendRows } from '../text-rows.ts';
import type { ExportParts } from './export-parts.ts';
import type { Scope } from './manifest.ts';
import { partName } from './part-names.ts';

/** Writes everything but the numbers: the dictionary of series and cells, runs, breakers, events, collectors' memory. */
export async function exportLedgerTables(parts: ExportParts): Promise<void> {
  await writeDictionary(parts);
  const { scope } = parts;
  await parts.write(
    'breakers.parquet',
    `SELECT product, breaker, item, environment, ts AS at_ms, state FROM breaker_transitions WHERE ${within(scope, 'ts')} ORDER BY ts`,
  );
  await parts.write(
    'events.parquet',
    `SELECT sequence, ts AS at_ms, product, item, type, data FROM events WHERE ${within(scope, 'ts')} ORDER BY sequence`,
  );
  await writeRuns(parts);
  if (isWhole(scope)) await writeMemory(parts);
}

/** Of a summary's text SQL could read only what is JSON to the letter, which one with half a surrogate pair is not. */
async function writeRuns(parts: ExportParts): Promise<void> {
  const { connection, opened, scope } = parts;
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE exported_runs (number INTEGER, item VARCHAR, dataset VARCHAR, at_ms BIGINT)',
  );
  const chosen = [...opened.ledger.evaluations.all()].filter(({ summary: { product, at } }) => {
    const { products, from = at, to = Number.POSITIVE_INFINITY } = scope;
    return (products?.includes(product) ?? true) && at >= from && at < to;
  });
  await appendRows(
    connection,
    'exported_runs',
    chosen.map(({ number, summary: { item, dataset, at } }) => [number, item, dataset, Math.round(at)]),
  );
  await parts.write(
    'evaluation_runs.parquet',
    `SELECT number, product, id, item, dataset, at_ms, summary, retraction
      FROM evaluation_runs JOIN exported_runs USING (number) ORDER BY number`,
  );
  await parts.write(
    'evaluation_items.parquet',
    `SELECT run, position, id, cluster, metric_values, error FROM evaluation_items
      WHERE run IN (SELECT number FROM exported_runs) ORDER BY run, position`,
  );
  await connection.run('DROP TABLE exported_runs');
}

/** A part of the data is not enough to go on from: collectors' memory belongs to the whole. */
export function isWhole({ products, from, to }: Scope): boolean {
  return products === undefined && from === undefined && to === undefined;
}

async function writeMemory(parts: ExportParts): Promise<void> {
  await parts.write('memory.parquet', MEMORY);
  await parts.write(
    'batches.parquet',
    'SELECT name AS source, batches.id, sequence FROM batches JOIN sources ON sources.id = source ORDER BY sequence',
  );
  await parts.write(
    'set_aside.parquet',
    'SELECT ts AS at_ms, body AS point, reason FROM refused ORDER BY ts',
  );
}

/** Series with what they are called, and their cells, which the rows of numbers name. */
async function writeDictionary(parts: ExportParts): Promise<void> {
  const { connection, opened, scope } = parts;
  const { catalogue } = opened.ledger;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE exported_series (id INTEGER, kind VARCHAR, product VARCHAR, measure VARCHAR, item VARCHAR,
       build VARCHAR, environment VARCHAR, labels VARCHAR, last_observed_ms BIGINT)`,
  );
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE exported_cells (id INTEGER, series INTEGER, part VARCHAR, lower_bound DOUBLE, upper_bound DOUBLE)',
  );
  const chosen = [...chosenSeries(catalogue, scope)];
  await appendRows(
    connection,
    'exported_series',
    chosen.map(({ id, kind, series }) => {
      const { product, measure, item, build, environment, labels } = series;
      const last = opened.ledger.observedUntil(id) ?? null;
      return [id, kind, product, measure, item, build, environment, JSON.stringify(labels), last];
    }),
  );
  await appendRows(
    connection,
    'exported_cells',
    chosen.flatMap(({ id, cells }) =>
      cells.map((cell) => [cell.id, id, partName(cell.part), cell.lower, cell.upper]),
    ),
  );
  await parts.write('series.parquet', 'SELECT * FROM exported_series ORDER BY id');
  await parts.write('cells.parquet', 'SELECT * FROM exported_cells ORDER BY id');
  for (const table of ['exported_series', 'exported_cells']) await connection.run(`DROP TABLE ${table}`);
}

function chosenSeries(catalogue: Catalogue, { products }: Scope) {
  if (products === undefined) return catalogue.all();
  return products.flatMap((product) => [...catalogue.ofProduct(product)]);
}

function within({ products, from, to }: Scope, time: string): string {
  const conditions = [
    products === undefined ? 'true' : `product IN (${products.map(quotedText).join(', ') || 'NULL'})`,
    from === undefined ? 'true' : `${time} >= ${from}`,
    to === undefined ? 'true' : `${time} < ${to}`,
  ];
  return conditions.join(' AND ');
}
