import { DOUBLE } from '@duckdb/node-api';
import { parseSeriesId, type Series, seriesId } from '../../../../core/measure/series.ts';
import { type CatalogueKind, type Cell, PART, type Part } from '../catalogue.ts';
import type { CommitBuffer } from '../commit-buffer.ts';
import type { NumberKind } from '../numbers.ts';
import { NumberRows, numberColumn } from '../rows.ts';
import { rows } from '../rows-of.ts';
import { quotedText } from '../sql-text.ts';
import type { ImportParts } from './import-parts.ts';
import type { Manifest } from './manifest.ts';
import { NUMBER_KINDS, NUMBER_TABLES } from './number-tables.ts';
import { PART_NAMES } from './part-names.ts';

/** A part of an import has so many rows: one transaction. */
const ROWS_PER_PART = 50_000;

/** Takes the numbers in: raw data as late points are taken, quarter hours where there is nothing else. */
export async function importNumbers(parts: ImportParts): Promise<void> {
  const cells = await importDictionary(parts);
  const portions = portionsOf(parts.manifest);
  const all = portions.reduce((sum, portion) => sum + portion.rows, 0);
  let done = 0;
  for (const portion of portions) {
    parts.onProgress(done / Math.max(1, all), portion.names[0] ?? '');
    await importPortion(parts, portion, cells);
    done += portion.rows;
  }
  parts.onProgress(1, 'done');
}

/** Files of one kind that are read together. */
interface Portion {
  readonly kind: NumberKind;
  readonly names: string[];
  rows: number;
}

/** Small files that follow one another are taken in with one commit. What is cut here is the same whenever it is cut. */
function portionsOf({ files, rawSince }: Manifest): readonly Portion[] {
  const portions: Portion[] = [];
  for (const file of files) {
    const [folder = '', day] = file.name.replace('.parquet', '').split('/');
    const kind = NUMBER_KINDS.find((one) => one === folder);
    if (kind === undefined || day === undefined) continue;
    // Quarter hours that there are raw data of are made anew, out of those.
    if (!NUMBER_TABLES[kind].raw && Date.parse(day) >= rawSince) continue;
    const last = portions.at(-1);
    if (last?.kind === kind && last.rows + file.rows <= ROWS_PER_PART) {
      last.names.push(file.name);
      last.rows += file.rows;
    } else portions.push({ kind, names: [file.name], rows: file.rows });
  }
  return portions;
}

interface ExportedSeries {
  readonly kind: CatalogueKind;
  readonly series: Series;
  readonly lastObservedAt: number | null;
}

/** Makes every series and cell known here, those that never counted too. @returns the cell here by its number in the export */
async function importDictionary(parts: ImportParts): Promise<ReadonlyMap<number, Cell>> {
  const { catalogue } = parts.opened.ledger;
  const series = await readSeries(parts);
  const cells = await rows<[number, number, string, number, number]>(
    parts.connection,
    `SELECT id, series, part, lower_bound, upper_bound FROM ${source(parts, 'cells.parquet')}`,
  );
  const here = () => {
    const found = new Map<number, Cell>();
    for (const { kind, series: one } of series.values()) catalogue.of(one, kind);
    for (const [id, owner, name, lower, upper] of cells) {
      const known = series.get(owner);
      const part: Part | undefined = PART_NAMES.get(name);
      if (known === undefined || part === undefined) continue;
      const mine = catalogue.of(known.series, known.kind);
      const cell =
        part === PART.bucket ? catalogue.bucket(mine, { lower, upper }) : catalogue.single(mine, part);
      found.set(id, cell);
    }
    return found;
  };
  await parts.adopt('dictionary', {
    fill: (buffer) => {
      here();
      for (const { kind, series: one, lastObservedAt } of series.values()) {
        if (lastObservedAt !== null) buffer.watched(catalogue.of(one, kind), lastObservedAt);
      }
    },
  });
  return here();
}

async function readSeries(parts: ImportParts): Promise<ReadonlyMap<number, ExportedSeries>> {
  type Row = [number, CatalogueKind, string, string, string, string, string, string, number | null];
  const found = await rows<Row>(
    parts.connection,
    `SELECT id, kind, product, measure, item, build, environment, labels, last_observed_ms::DOUBLE FROM ${source(parts, 'series.parquet')}`,
  );
  return new Map(
    found.map(([id, kind, product, measure, item, build, environment, text, lastObservedAt]) => {
      const labels = JSON.parse(text) as Record<string, string>;
      // One object for each, so that the catalogue finds it by identity.
      const series = parseSeriesId(seriesId({ product, measure, item, build, environment, labels }));
      return [id, { kind, series, lastObservedAt }] as const;
    }),
  );
}

async function importPortion(
  parts: ImportParts,
  { kind, names }: Portion,
  cells: ReadonlyMap<number, Cell>,
): Promise<void> {
  const { values, raw } = NUMBER_TABLES[kind];
  const columns = ['at_ms', ...values];
  const where = raw ? 'true' : `at_ms < ${parts.manifest.rawSince}`;
  // By time, so that what was one point stays one; and by everything, so that each part is the same when it is taken in again.
  const result = await parts.connection.stream(
    `SELECT cell, ${columns.map((name) => `${name}::DOUBLE`).join(', ')} FROM ${source(parts, ...names)}
       WHERE ${where} ORDER BY at_ms, cell, ${values.join(', ')}`,
  );
  let pending = new NumberRows([]);
  let number = 0;
  const begin = () => {
    pending = new NumberRows([DOUBLE, ...columns.map(() => DOUBLE)]);
    number += 1;
  };
  const commit = async () => {
    const taken = pending;
    if (taken.length > 0) {
      await parts.adopt(`${names[0]} ${number}`, { fill: (buffer) => addRows(buffer, kind, taken, cells) });
    }
    begin();
  };
  begin();
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    const read = ['cell', ...columns].map((_, i) => numberColumn(chunk, i));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      pending.push(...read.map((column) => column[row] as number));
      if (pending.length === ROWS_PER_PART) await commit();
    }
  }
  await commit();
}

function addRows(
  buffer: CommitBuffer,
  kind: NumberKind,
  taken: NumberRows,
  cells: ReadonlyMap<number, Cell>,
): void {
  for (let row = 0; row < taken.length; row += 1) {
    const value = (column: number) => taken.at(row, column);
    const cell = cells.get(value(0));
    if (cell === undefined) continue;
    const at = value(1);
    if (kind === 'increments') buffer.increment(cell, at, value(2));
    else if (kind === 'samples') buffer.sample(cell, at, value(2));
    else if (kind === 'increment_quarters') buffer.quarter(cell, at, value(2));
    else {
      const [samples, sum, min, max, last, lastAt] = [2, 3, 4, 5, 6, 7].map(value) as SummaryValues;
      buffer.sampleQuarter(cell, at, { samples, sum, min, max, last, lastAt });
    }
  }
}

type SummaryValues = [number, number, number, number, number, number];

function source({ path }: ImportParts, ...names: readonly string[]): string {
  return `read_parquet([${names.map((name) => quotedText(path(name))).join(', ')}])`;
}
