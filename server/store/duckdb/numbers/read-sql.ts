import { QUARTER_HOUR_MS, type ReadPlan, type Segment } from '../read-plan.ts';
import { stepExpression } from '../step-expression.ts';
import { type Family, INCREMENT_QUARTERS, INCREMENTS, SAMPLE_QUARTERS, SAMPLES } from './families.ts';
import type { Partitions } from './partitions.ts';
import { cellsBetween, RAW_SAMPLE, ROLLED_SAMPLE, rowsOfCells, SAMPLES_TOGETHER } from './rows-sql.ts';

/** One statement for all counters, buckets, sums and watched time of a page, but for what is packed: (cell, step, value). */
export function incrementSql(
  plan: ReadPlan,
  segments: readonly Segment[],
  partitions: Partitions,
  cells: readonly number[],
): string | undefined {
  const parts = segments.flatMap((segment) =>
    segment.level === 'day'
      ? [rows('days', 'value', 'slot', QUARTER_HOUR_MS, segment, cells)]
      : tablesOf(segment, partitions, INCREMENTS, INCREMENT_QUARTERS).map(({ table, family }) =>
          rows(table, 'value', family.unitMs === 1 ? 'ts' : 'slot', family.unitMs, segment, cells),
        ),
  );
  return perStep('sum(value)', parts, plan, cells);
}

/** One statement for all gauges of a page, but for what is packed: (cell, step, samples, sum, min, max, last, last_at). */
export function gaugeSql(
  plan: ReadPlan,
  segments: readonly Segment[],
  partitions: Partitions,
  cells: readonly number[],
): string | undefined {
  const parts = segments.flatMap((segment) =>
    tablesOf(segment, partitions, SAMPLES, SAMPLE_QUARTERS).map(({ table, family }) =>
      family === SAMPLES
        ? rows(table, RAW_SAMPLE, 'ts', family.unitMs, segment, cells)
        : rows(table, ROLLED_SAMPLE, 'slot', family.unitMs, segment, cells),
    ),
  );
  return perStep(SAMPLES_TOGETHER, parts, plan, cells);
}

function tablesOf(segment: Segment, partitions: Partitions, raw: Family, quarters: Family) {
  return partitions.within(segment.level === 'raw' ? raw : quarters, segment.from, segment.to);
}

function rows(
  table: string,
  columns: string,
  time: string,
  unitMs: number,
  segment: Segment,
  cells: readonly number[],
): string {
  const moment = unitMs === 1 ? time : `${time}::BIGINT * ${unitMs}`;
  return `SELECT cell, ${moment} AS moment, ${columns} FROM ${table} WHERE ${time} >= ${segment.from / unitMs} AND ${time} < ${segment.to / unitMs} AND ${cellsBetween(cells)}`;
}

function perStep(
  together: string,
  parts: readonly string[],
  plan: ReadPlan,
  cells: readonly number[],
): string | undefined {
  if (parts.length === 0 || cells.length === 0) return undefined;
  const step = stepExpression('moment', plan.boundaries);
  return `SELECT cell, ${step} AS step, ${together} FROM ${rowsOfCells(parts, cells)} GROUP BY ALL`;
}
