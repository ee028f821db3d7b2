import type { CataloguedSeries } from '../duckdb/catalogue.ts';
import {
  INCREMENT_QUARTERS,
  INCREMENTS,
  type PlainFamily,
  SAMPLE_QUARTERS,
  SAMPLES,
} from '../duckdb/numbers/families.ts';
import type { NumberDump } from '../duckdb/numbers.ts';
import { QUARTER_HOUR_MS } from '../duckdb/read-plan.ts';
import { NumberRows } from '../duckdb/rows.ts';
import { type InfluxRow, quoted } from './influx-client.ts';
import type { InfluxReadParts } from './influx-reads.ts';
import { among, within } from './influxql.ts';
import { fieldOf, type InfluxLevel, measurementOf } from './points.ts';

/** An answer of about so many numbers is parsed in a moment, and is worth its request. */
const NUMBERS_PER_REQUEST = 300_000;
/** The first answer may be far larger: nobody knows yet what a series holds. */
const WITHIN_MS = 10 * 60_000;
const SUMMARY_FIELDS = ['samples', 'sum', 'min', 'max', 'last', 'last_at'] as const;

interface Shape {
  readonly family: PlainFamily;
  readonly level: InfluxLevel;
  readonly gauges: boolean;
}

const SHAPES: Readonly<Record<NumberDump['kind'], Shape>> = {
  increments: { family: INCREMENTS, level: 'raw', gauges: false },
  increment_quarters: { family: INCREMENT_QUARTERS, level: 'quarter', gauges: false },
  samples: { family: SAMPLES, level: 'raw', gauges: true },
  sample_quarters: { family: SAMPLE_QUARTERS, level: 'quarter', gauges: true },
};

/**
 * Gives out the points of a window, series by series: as many series a request as the answers so far allow. What has not arrived yet is
 * not among them.
 */
export async function dumpFromInflux(parts: InfluxReadParts, dump: NumberDump): Promise<void> {
  const shape = SHAPES[dump.kind];
  const series = [...parts.catalogue.all()].filter((one) => (one.kind === 'gauge') === shape.gauges);
  let atOnce = 8;
  for (let next = 0; next < series.length && !dump.signal.aborted; ) {
    const some = series.slice(next, next + atOnce);
    next += some.length;
    const statements = some.map((one) => statement(parts.ledger, one, shape, dump));
    const answers = await parts.client.query(statements, { signal: dump.signal, withinMs: WITHIN_MS });
    const rows = new NumberRows(shape.family.types);
    answers.forEach((answer, i) => {
      for (const row of answer) addRow(rows, row, some[i] as CataloguedSeries, shape);
    });
    if (rows.length > 0) await dump.take(rows);
    atOnce = Math.max(1, Math.min(200, Math.round((atOnce * NUMBERS_PER_REQUEST) / (rows.length + 1000))));
  }
}

function statement(ledger: string, series: CataloguedSeries, shape: Shape, { from, to }: NumberDump): string {
  const names = shape.gauges && shape.level === 'quarter' ? SUMMARY_FIELDS : series.cells.map(fieldOf);
  const fields = [...new Set(names)].map(quoted).join(', ') || quoted('value');
  const measurement = quoted(measurementOf(shape.level, series.kind));
  return `SELECT ${fields} FROM ${measurement} WHERE ${among(ledger, [series.id])} AND ${within(from, to)}`;
}

function addRow(
  rows: NumberRows,
  row: InfluxRow,
  series: CataloguedSeries,
  { family, level, gauges }: Shape,
): void {
  const cells = new Map(series.cells.map((cell) => [fieldOf(cell), cell.id]));
  const columns = row.columns.map((column) => cells.get(column));
  const value = cells.get('value');
  for (const values of row.values) {
    const at = values[0] as number;
    const time = family.unitMs === 1 ? at : Math.floor(at / QUARTER_HOUR_MS);
    if (gauges && level === 'quarter') {
      if (value !== undefined) rows.push(value, time, ...(values.slice(1) as number[]));
      continue;
    }
    for (let i = 1; i < values.length; i += 1) {
      const cell = columns[i];
      const number = values[i];
      if (cell !== undefined && typeof number === 'number') rows.push3(cell, time, number);
    }
  }
}
