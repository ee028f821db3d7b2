import type { DuckDBConnection } from '@duckdb/node-api';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import type { PreparedRead } from '../prepared-read.ts';
import type { Segment } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import { INCREMENTS, type PlainFamily, SAMPLES } from './families.ts';
import { type SteppedWindow, summariseSteps, sumSteps } from './packed-steps.ts';
import type { Partitions } from './partitions.ts';
import { rawView } from './raw-view.ts';
import { gaugeSql, incrementSql } from './read-sql.ts';

/** What a read needs of the store. */
export interface NumberSources {
  readonly partitions: Partitions;
  readonly marks: Ledger['marks'];
}

/** Counters, buckets, sums and watched time of some stretches of a page: one statement, and what is packed. */
export async function readIncrements(
  connection: DuckDBConnection,
  read: PreparedRead,
  asked: readonly Segment[],
  sources: NumberSources,
): Promise<void> {
  const segments = splitAtMark(asked, sources.marks.get('sealed-until'));
  const sql = incrementSql(read.plan, segments, sources.partitions, read.increments);
  const packed = packedWindows(read, segments, sources, INCREMENTS);
  if (sql !== undefined) await addSums(connection, read, sql);
  for (const { window, chunks } of packed) {
    await eachChunk(connection, chunks, { cells: read.increments, ...window }, (cell, points) => {
      sumSteps(points, window, (step, sum) => read.addIncrement(cell, step, sum));
    });
  }
}

/** Gauges of some stretches of a page: one statement, and what is packed. */
export async function readGauges(
  connection: DuckDBConnection,
  read: PreparedRead,
  asked: readonly Segment[],
  sources: NumberSources,
): Promise<void> {
  const segments = splitAtMark(asked, sources.marks.get('sealed-until'));
  const sql = gaugeSql(read.plan, segments, sources.partitions, read.gauges);
  const packed = packedWindows(read, segments, sources, SAMPLES);
  if (sql !== undefined) await addSummaries(connection, read, sql);
  for (const { window, chunks } of packed) {
    await eachChunk(connection, chunks, { cells: read.gauges, ...window }, (cell, points) => {
      summariseSteps(points, window, (step, summary) => read.addGauge(cell, step, summary));
    });
  }
}

/** Whole quarter hours that are not rolled up yet are made of raw data. */
function splitAtMark(segments: readonly Segment[], sealedUntil: number): readonly Segment[] {
  return segments.flatMap((segment): readonly Segment[] => {
    const { level, from, to } = segment;
    if (level !== 'quarter' || to <= sealedUntil) return [segment];
    if (from >= sealedUntil) return [{ level: 'raw', from, to }];
    return [
      { level, from, to: sealedUntil },
      { level: 'raw', from: sealedUntil, to },
    ];
  });
}

/** The raw stretches with what is packed of them. */
function packedWindows(
  { plan }: PreparedRead,
  segments: readonly Segment[],
  { partitions, marks }: NumberSources,
  family: PlainFamily,
) {
  return segments
    .filter((segment) => segment.level === 'raw')
    .map(({ from, to }) => {
      const window: SteppedWindow = { from, to, boundaries: plan.boundaries };
      return { window, chunks: rawView(partitions, marks, family, from, to).chunks };
    });
}

async function addSums(connection: DuckDBConnection, read: PreparedRead, sql: string): Promise<void> {
  const result = await connection.run(sql);
  for (const chunk of await result.fetchAllChunks()) {
    const cells = numberColumn(chunk, 0);
    const steps = numberColumn(chunk, 1);
    const values = numberColumn(chunk, 2);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      read.addIncrement(cells[row] as number, steps[row] as number, values[row] as number);
    }
  }
}

async function addSummaries(connection: DuckDBConnection, read: PreparedRead, sql: string): Promise<void> {
  const result = await connection.run(sql);
  for (const chunk of await result.fetchAllChunks()) {
    const columns = Array.from({ length: 8 }, (_, i) => numberColumn(chunk, i));
    const at = (column: number, row: number) => columns[column]?.[row] as number;
    for (let row = 0; row < chunk.rowCount; row += 1) {
      read.addGauge(at(0, row), at(1, row), {
        samples: at(2, row),
        sum: at(3, row),
        min: at(4, row),
        max: at(5, row),
        last: at(6, row),
        lastAt: at(7, row),
      });
    }
  }
}
