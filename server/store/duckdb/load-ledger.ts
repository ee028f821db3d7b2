import type { DuckDBConnection } from '@duckdb/node-api';
import { FINGERPRINT } from './batch-fingerprints.ts';
import type { BatchLedger } from './batch-ledger.ts';
import type { Catalogue, CatalogueKind, Part } from './catalogue.ts';
import type { DayCalendars } from './day-calendar.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import type { Marks } from './marks.ts';
import { numberColumn } from './rows.ts';
import { rows, scalar } from './rows-of.ts';
import type { Sources } from './sources.ts';

/** What is read into memory. */
export interface LedgerTables {
  readonly catalogue: Catalogue;
  readonly calendars: DayCalendars;
  readonly marks: Marks;
  readonly sources: Sources;
  readonly evaluations: EvaluationTable;
}

/** How far the file has got. */
export interface LedgerPositions {
  /** Number of the last commit. */
  readonly sequence: number;
  readonly stateRows: number;
  readonly lastEvent: number;
}

/** Reads what the ledger keeps in memory. */
export async function loadLedger(
  connection: DuckDBConnection,
  ledger: LedgerTables,
  batches: BatchLedger,
): Promise<LedgerPositions> {
  await loadCatalogue(connection, ledger);
  const days = await rows<[string, string, number]>(
    connection,
    'SELECT product, zone, sealed_until::DOUBLE FROM day_marks',
  );
  ledger.calendars.load(days.map(([product, zone, sealedUntil]) => ({ product, zone, sealedUntil })));
  ledger.marks.load(await rows<[string, number]>(connection, 'SELECT name, value::DOUBLE FROM marks'));
  const sources = await rows<[number, string]>(connection, 'SELECT id, name FROM sources');
  ledger.sources.load(sources.map(([id, name]) => ({ id, name })));
  await ledger.evaluations.load(connection);
  await loadBatches(connection, new Map(sources), batches);
  return {
    sequence: await scalar(connection, 'SELECT coalesce(max(sequence), 0) FROM batches'),
    stateRows: await scalar(connection, 'SELECT count(*) FROM states'),
    lastEvent: await scalar(connection, 'SELECT coalesce(max(sequence), 0) FROM events'),
  };
}

async function loadCatalogue(connection: DuckDBConnection, ledger: LedgerTables): Promise<void> {
  const series = await rows<[number, CatalogueKind, string]>(connection, 'SELECT id, kind, key FROM series');
  const cells = await rows<[number, number, Part, number, number]>(
    connection,
    'SELECT id, series, part::INTEGER, lower_bound, upper_bound FROM cells',
  );
  ledger.catalogue.load(
    series.map(([id, kind, key]) => ({ id, kind, key })),
    cells.map(([id, owner, part, lower, upper]) => ({ id, series: owner, part, lower, upper })),
  );
}

/** Rows stand in the order in which they were committed. */
async function loadBatches(
  connection: DuckDBConnection,
  names: ReadonlyMap<number, string>,
  batches: BatchLedger,
): Promise<void> {
  const loading: ((fingerprint: number) => void)[] = [];
  for (const [id, name] of names) loading[id] = batches.loading(name);
  const found = await connection.stream(`SELECT source, ${FINGERPRINT} FROM batches`);
  for (let chunk = await found.fetchChunk(); chunk !== null; chunk = await found.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    const sources = numberColumn(chunk, 0);
    const fingerprints = numberColumn(chunk, 1);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      loading[sources[row] as number]?.(fingerprints[row] as number);
    }
  }
}
