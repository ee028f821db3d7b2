import { BIGINT, DOUBLE, type DuckDBType, INTEGER } from '@duckdb/node-api';

export const DAY_MS = 24 * 3_600_000;
/** Four weeks: roll-ups and packed raw data lie in tables of this length, and what has expired leaves by whole ones. */
export const SPAN_MS = 28 * DAY_MS;

/** One family of tables of the same shape, one table for each span of time. */
export interface Family {
  readonly name: string;
  /** Column definitions; the first is `cell`, the second the time. */
  readonly columns: readonly string[];
  /** Milliseconds in one unit of the time column. */
  readonly unitMs: number;
  /** How much time a new table holds, ms. */
  readonly spanMs: number;
}

/** A family of plain rows of numbers. */
export interface PlainFamily extends Family {
  readonly types: readonly DuckDBType[];
}

/** Increments of counters, of buckets and sums, and of watched time, as they came. */
export const INCREMENTS = {
  name: 'increments',
  columns: ['cell INTEGER NOT NULL', 'ts BIGINT NOT NULL', 'value DOUBLE NOT NULL'],
  types: [INTEGER, BIGINT, DOUBLE],
  unitMs: 1,
  spanMs: DAY_MS,
} as const satisfies PlainFamily;

/** Sums of {@link INCREMENTS} over quarter hours; several rows of one cell and slot add up. */
export const INCREMENT_QUARTERS = {
  name: 'increment_quarters',
  columns: ['cell INTEGER NOT NULL', 'slot INTEGER NOT NULL', 'value DOUBLE NOT NULL'],
  types: [INTEGER, INTEGER, DOUBLE],
  unitMs: 900_000,
  spanMs: SPAN_MS,
} as const satisfies PlainFamily;

/** Samples of gauges, as they came. */
export const SAMPLES = {
  name: 'samples',
  columns: ['cell INTEGER NOT NULL', 'ts BIGINT NOT NULL', 'value DOUBLE NOT NULL'],
  types: [INTEGER, BIGINT, DOUBLE],
  unitMs: 1,
  spanMs: DAY_MS,
} as const satisfies PlainFamily;

/** Summaries of {@link SAMPLES} over quarter hours; several rows of one cell and slot merge. */
export const SAMPLE_QUARTERS = {
  name: 'sample_quarters',
  columns: [
    'cell INTEGER NOT NULL',
    'slot INTEGER NOT NULL',
    'samples DOUBLE NOT NULL',
    'sum DOUBLE NOT NULL',
    'min DOUBLE NOT NULL',
    'max DOUBLE NOT NULL',
    'last DOUBLE NOT NULL',
    'last_at BIGINT NOT NULL',
  ],
  types: [INTEGER, INTEGER, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, BIGINT],
  unitMs: 900_000,
  spanMs: SPAN_MS,
} as const satisfies PlainFamily;

/**
 * One row a cell and day: its points packed into bytes (chunks/chunk.ts). Several of one cell and day add up. The database would try to
 * compress the bytes once more, gain nothing, and take forty times as long to read them.
 */
const CHUNK_COLUMNS = [
  'cell INTEGER NOT NULL',
  'day INTEGER NOT NULL',
  'generation INTEGER NOT NULL',
  'points INTEGER NOT NULL',
  'last BIGINT NOT NULL',
  'data BLOB NOT NULL USING COMPRESSION uncompressed',
] as const;

/** {@link INCREMENTS} of days that are over. */
export const INCREMENT_CHUNKS = {
  name: 'increment_chunks',
  columns: CHUNK_COLUMNS,
  unitMs: DAY_MS,
  spanMs: SPAN_MS,
} as const satisfies Family;

/** {@link SAMPLES} of days that are over. */
export const SAMPLE_CHUNKS = {
  name: 'sample_chunks',
  columns: CHUNK_COLUMNS,
  unitMs: DAY_MS,
  spanMs: SPAN_MS,
} as const satisfies Family;

export const FAMILIES: readonly Family[] = [
  INCREMENTS,
  INCREMENT_CHUNKS,
  INCREMENT_QUARTERS,
  SAMPLES,
  SAMPLE_CHUNKS,
  SAMPLE_QUARTERS,
];

/** Raw data as they came, and what they are packed into. */
export const RAW_FAMILIES = [
  { plain: INCREMENTS, chunks: INCREMENT_CHUNKS },
  { plain: SAMPLES, chunks: SAMPLE_CHUNKS },
] as const;

/** Start of the span of some length that an instant lies in. */
export function spanStart(at: number, spanMs: number): number {
  return Math.floor(at / spanMs) * spanMs;
}
