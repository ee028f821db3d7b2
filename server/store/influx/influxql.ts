import type { ReadPlan, Segment } from '../duckdb/read-plan.ts';
import { equalRuns } from '../duckdb/step-runs.ts';
import { literal, quoted } from './influx-client.ts';
import { type InfluxLevel, measurementOf } from './points.ts';

/** One statement, and the step that its groups of time begin with. */
export interface StepStatement {
  readonly sql: string;
  readonly level: InfluxLevel;
  /** Number of the step that an instant of the answer falls into. */
  stepOf(at: number): number;
}

/** Series asked for in one statement; more are asked for in several. */
const SERIES_PER_STATEMENT = 200;

/** Statements that give the sums of all fields for each series and step of a plan. */
export function sumStatements(
  ledger: string,
  plan: ReadPlan,
  kind: 'counter' | 'distribution' | 'observed',
  series: readonly number[],
): StepStatement[] {
  return stretches(plan).flatMap((stretch) =>
    chunks(series).map((some) => ({
      level: stretch.level,
      stepOf: stretch.stepOf,
      sql: `SELECT sum(*) FROM ${quoted(measurementOf(stretch.level, kind))} WHERE ${among(ledger, some)} AND ${within(stretch.from, stretch.to)} GROUP BY "series"${stretch.grouping}`,
    })),
  );
}

/** Statements that give what is known of gauges: from raw samples by step, from quarter hours one row each. */
export function gaugeStatements(ledger: string, plan: ReadPlan, series: readonly number[]): StepStatement[] {
  return stretches({ ...plan, segments: plan.segments.map(withoutDays) }).flatMap((stretch) =>
    chunks(series).map((some) => {
      const where = `${among(ledger, some)} AND ${within(stretch.from, stretch.to)}`;
      const measurement = quoted(measurementOf(stretch.level, 'gauge'));
      const sql =
        stretch.level === 'raw'
          ? `SELECT count("value"), sum("value"), min("value"), max("value"), last("value"), max("at") FROM ${measurement} WHERE ${where} GROUP BY "series"${stretch.grouping}`
          : `SELECT "samples", "sum", "min", "max", "last", "last_at" FROM ${measurement} WHERE ${where} GROUP BY "series"`;
      return { level: stretch.level, stepOf: stretch.stepOf, sql };
    }),
  );
}

/** `"ledger"='…' AND ("series"='1' OR …)` */
export function among(ledger: string, series: readonly number[]): string {
  const any = series.map((id) => `"series"=${literal(String(id))}`).join(' OR ');
  return `"ledger"=${literal(ledger)} AND (${any})`;
}

/** Half-open, in nanoseconds. */
export function within(from: number, to: number): string {
  return `time >= ${from}000000 AND time < ${to}000000`;
}

export function chunks<T>(all: readonly T[]): T[][] {
  const some: T[][] = [];
  for (let from = 0; from < all.length; from += SERIES_PER_STATEMENT) {
    some.push(all.slice(from, from + SERIES_PER_STATEMENT));
  }
  return some;
}

interface Stretch {
  readonly level: InfluxLevel;
  readonly from: number;
  readonly to: number;
  /** `, time(…)` or nothing. */
  readonly grouping: string;
  stepOf(at: number): number;
}

/** The parts of the segments in which all steps are equally long, so that InfluxDB can group by time. */
function stretches(plan: ReadPlan): Stretch[] {
  const runs = equalRuns(plan.boundaries);
  return plan.segments.flatMap((segment) =>
    runs
      .map((run): Stretch => {
        const one = run.steps === 1;
        return {
          level: segment.level,
          from: Math.max(segment.from, run.from),
          to: Math.min(segment.to, run.to),
          grouping: one ? '' : `, time(${run.lengthMs}ms, ${run.from % run.lengthMs}ms) fill(none)`,
          stepOf: (at) => (one ? run.first : run.first + Math.floor((at - run.from) / run.lengthMs)),
        };
      })
      .filter((stretch) => stretch.from < stretch.to),
  );
}

function withoutDays(segment: Segment): Segment {
  return segment.level === 'day' ? { ...segment, level: 'quarter' } : segment;
}
