import type { Catalogue, CataloguedSeries } from '../duckdb/catalogue.ts';
import type { PreparedRead } from '../duckdb/prepared-read.ts';
import { QUARTER_HOUR_MS } from '../duckdb/read-plan.ts';
import { type InfluxClient, type InfluxRow, quoted } from './influx-client.ts';
import { among, gaugeStatements, type StepStatement, sumStatements, within } from './influxql.ts';
import { ADDITIVE_KINDS, fieldOf, measurementOf } from './points.ts';

/** What reads need. */
export interface InfluxReadParts {
  readonly client: InfluxClient;
  readonly catalogue: Catalogue;
  readonly ledger: string;
}

/** Finds the numbers of a planned read: one request for all that adds up, one for gauges. */
export async function answerFromInflux(parts: InfluxReadParts, read: PreparedRead): Promise<void> {
  const wanted = owners(parts.catalogue, read.increments);
  const sums = ADDITIVE_KINDS.flatMap((kind) => {
    const series = wanted.filter((owner) => owner.kind === kind).map((owner) => owner.id);
    return series.length === 0 ? [] : sumStatements(parts.ledger, read.plan, kind, series);
  });
  const cells = cellsByField(wanted);
  await each(parts.client, sums, (statement, row) => {
    addSums(read, statement, row, cells);
  });
  const gauges = owners(parts.catalogue, read.gauges);
  if (gauges.length === 0) return;
  const statements = gaugeStatements(
    parts.ledger,
    read.plan,
    gauges.map((owner) => owner.id),
  );
  const values = cellsByField(gauges);
  await each(parts.client, statements, (statement, row) => {
    addSummaries(read, statement, row, values);
  });
}

/** The latest time of each observed cell at or before an instant. */
export async function lastTimesFromInflux(
  parts: InfluxReadParts,
  cells: readonly number[],
  until: number,
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  const observed = owners(parts.catalogue, cells);
  if (observed.length === 0) return found;
  const fields = cellsByField(observed);
  const them = among(
    parts.ledger,
    observed.map((owner) => owner.id),
  );
  for (const level of ['raw', 'quarter'] as const) {
    // Of a quarter hour that goes on after the instant nobody knows what comes before it.
    const where = `${them} AND ${within(0, (level === 'raw' ? until : until - QUARTER_HOUR_MS) + 1)}`;
    const sql = `SELECT last("observed") FROM ${quoted(measurementOf(level, 'observed'))} WHERE ${where} GROUP BY "series"`;
    const [rows = []] = await parts.client.query([sql]);
    for (const row of rows) {
      const cell = fields.get(`${row.tags.series} observed`);
      const at = row.values[0]?.[0];
      if (cell === undefined || typeof at !== 'number' || found.has(cell)) continue;
      found.set(cell, Math.min(until, level === 'raw' ? at : at + QUARTER_HOUR_MS));
    }
  }
  return found;
}

async function each(
  client: InfluxClient,
  statements: readonly StepStatement[],
  take: (statement: StepStatement, row: InfluxRow) => void,
): Promise<void> {
  const answers = await client.query(statements.map((statement) => statement.sql));
  answers.forEach((rows, i) => {
    for (const row of rows) take(statements[i] as StepStatement, row);
  });
}

function addSums(
  read: PreparedRead,
  statement: StepStatement,
  row: InfluxRow,
  cells: ReadonlyMap<string, number>,
): void {
  const columns = row.columns.map((column) => cells.get(`${row.tags.series} ${column.replace(/^sum_/, '')}`));
  for (const values of row.values) {
    const step = statement.stepOf(values[0] as number);
    for (let i = 1; i < values.length; i += 1) {
      const cell = columns[i];
      const value = values[i];
      if (cell !== undefined && typeof value === 'number') read.addIncrement(cell, step, value);
    }
  }
}

function addSummaries(
  read: PreparedRead,
  statement: StepStatement,
  row: InfluxRow,
  cells: ReadonlyMap<string, number>,
): void {
  const cell = cells.get(`${row.tags.series} value`);
  if (cell === undefined) return;
  for (const values of row.values) {
    const [at, samples, sum, min, max, last, lastAt] = values as number[];
    if (samples === undefined || samples === null || samples === 0) continue;
    read.addGauge(cell, statement.stepOf(at as number), {
      samples,
      sum: sum as number,
      min: min as number,
      max: max as number,
      last: last as number,
      lastAt: lastAt as number,
    });
  }
}

/** Series that the cells belong to. */
function owners(catalogue: Catalogue, cells: readonly number[]): CataloguedSeries[] {
  const found = new Set<CataloguedSeries>();
  for (const id of cells) {
    const owner = catalogue.cell(id)?.owner;
    if (owner !== undefined) found.add(owner);
  }
  return [...found];
}

function cellsByField(series: readonly CataloguedSeries[]): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  for (const owner of series) {
    for (const cell of owner.cells) cells.set(`${owner.id} ${fieldOf(cell)}`, cell.id);
  }
  return cells;
}
