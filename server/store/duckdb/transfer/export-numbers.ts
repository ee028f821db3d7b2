import type { NumberKind } from '../numbers.ts';
import { floorTo, QUARTER_HOUR_MS } from '../read-plan.ts';
import type { ExportParts } from './export-parts.ts';
import { NUMBER_KINDS, NUMBER_TABLES, type NumberTable } from './number-tables.ts';

const DAY_MS = 24 * 3_600_000;

/** One file of numbers: rows of a kind whose time lies in a stretch. */
interface Slice {
  readonly kind: NumberKind;
  readonly from: number;
  readonly to: number;
}

/** A file of raw data is to have about so many rows, if each cell has one a minute. */
const ROWS_PER_FILE = 4_000_000;
const MINUTES_A_DAY = 1_440;
const MOST_DAYS = 28;
/** How far numbers that lie elsewhere reach was written down every 10 s by an earlier version: after a kill of it they may reach so much further. */
const BEHIND_MS = 15_000;

/** Writes the numbers: raw data a file for some days of UTC, as many as make a file of a good size, quarter hours one for each four weeks. */
export async function exportNumbers(parts: ExportParts): Promise<void> {
  const slices = slicesOf(parts);
  const cells = chosenCells(parts);
  for (const [done, slice] of slices.entries()) {
    const day = new Date(slice.from).toISOString().slice(0, 10);
    parts.onProgress(done / slices.length, `${slice.kind} of ${day}`);
    await exportSlice(parts, slice, `${slice.kind}/${day}.parquet`, cells);
  }
  parts.onProgress(1, 'done');
}

function slicesOf({ opened: { ledger, numbers }, scope }: ExportParts): Slice[] {
  const { from = 0, to = Number.POSITIVE_INFINITY } = scope;
  const until = Math.min(to, ledger.latestAt + (numbers.rolling.elsewhere ? BEHIND_MS : 1));
  const oldest = numbers.oldest() ?? until;
  const raw = { from: Math.max(from, ledger.marks.get('raw-since'), oldest), to: until };
  const quarters = {
    from: Math.max(from, floorTo(oldest)),
    to: Math.min(until, ledger.marks.get('sealed-until')),
  };
  const series = [...ledger.catalogue.all()];
  return NUMBER_KINDS.flatMap((kind) => {
    if (!NUMBER_TABLES[kind].raw) return cut(kind, quarters, MOST_DAYS);
    const own = series.filter((one) => (one.kind === 'gauge') === (kind === 'samples'));
    const cells = own.reduce((sum, one) => sum + one.cells.length, 1);
    const days = Math.floor(ROWS_PER_FILE / (cells * MINUTES_A_DAY));
    return cut(kind, raw, Math.min(MOST_DAYS, Math.max(1, days)));
  });
}

function cut(kind: NumberKind, { from, to }: { from: number; to: number }, days: number): Slice[] {
  const lengthMs = days * DAY_MS;
  const slices: Slice[] = [];
  for (let at = from; at < to; ) {
    const end = (Math.floor(at / lengthMs) + 1) * lengthMs;
    slices.push({ kind, from: at, to: Math.min(end, to) });
    at = end;
  }
  return slices;
}

/** Cells of the chosen products; `undefined` when all are. */
function chosenCells({
  opened: { ledger },
  scope: { products },
}: ExportParts): ReadonlySet<number> | undefined {
  if (products === undefined) return undefined;
  const series = products.flatMap((product) => [...ledger.catalogue.ofProduct(product)]);
  return new Set(series.flatMap((one) => one.cells.map((cell) => cell.id)));
}

async function exportSlice(
  parts: ExportParts,
  { kind, from, to }: Slice,
  name: string,
  cells: ReadonlySet<number> | undefined,
): Promise<void> {
  const { connection, opened, signal } = parts;
  const table = NUMBER_TABLES[kind];
  await connection.run(`CREATE OR REPLACE TEMP TABLE slice (${table.columns})`);
  await opened.numbers.dump({
    kind,
    from,
    to,
    signal,
    take: async (rows) => {
      const wanted = cells === undefined ? rows : rows.filtered((row) => cells.has(rows.at(row, 0)));
      await wanted.appendTo(connection, 'slice');
    },
  });
  await parts.write(name, `SELECT ${exported(table)} FROM slice ORDER BY cell, ${table.time}`, {
    evenEmpty: false,
  });
  await connection.run('DROP TABLE slice');
}

/** In a file every time is Unix ms. */
function exported({ raw, time, values }: NumberTable): string {
  const at = raw ? `${time} AS at_ms` : `${time}::BIGINT * ${QUARTER_HOUR_MS} AS at_ms`;
  return ['cell', at, ...values].join(', ');
}
