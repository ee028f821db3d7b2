import { randomBytes } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '../database.ts';
import { ledgerIdentity } from '../ledger-identity.ts';
import type { OpenedLedger } from '../ledger-store.ts';
import { scalar } from '../rows-of.ts';
import { quotedText } from '../sql-text.ts';
import { exportLedgerTables } from './export-ledger.ts';
import { exportNumbers } from './export-numbers.ts';
import type { ExportOptions, ExportParts } from './export-parts.ts';
import { importedLedgers } from './imports.ts';
import { makeSureOfProducts } from './known-products.ts';
import {
  digest,
  type ExportedFile,
  FORMAT_VERSION,
  MANIFEST,
  type Manifest,
  type Scope,
} from './manifest.ts';

/**
 * Writes everything that a store holds into a folder of Parquet files, whichever way its numbers are kept. Nobody writes to the store
 * meanwhile.
 *
 * @throws what breaks it off, the signal's reason among it; the folder is no export then. GatelineError `bad-request` for a product that
 *   nothing is known of
 */
export async function exportData(opened: OpenedLedger, options: ExportOptions): Promise<Manifest> {
  const { ledger } = opened;
  const { folder, scope, signal } = options;
  const files: ExportedFile[] = [];
  const connection = await ledger.database.connect();
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const parts: ExportParts = {
      ...options,
      opened,
      connection,
      write: async (name, select, { evenEmpty } = { evenEmpty: true }) => {
        signal.throwIfAborted();
        const file = await writeParquet(connection, folder, name, select, evenEmpty);
        if (file !== undefined) files.push(file);
      },
    };
    await makeSureOfProducts(ledger, connection, scope);
    await exportLedgerTables(parts);
    await exportNumbers(parts);
    const id = await ledgerIdentity(ledger.database, () => randomBytes(6).toString('hex'));
    const manifest: Manifest = {
      format: 'gateline-data',
      version: FORMAT_VERSION,
      gateline: options.gateline,
      id: randomBytes(8).toString('hex'),
      ledgers: [id, ...(await importedLedgers(connection))],
      store: options.store,
      at: options.now,
      ...(scope.products === undefined ? {} : { products: [...scope.products] }),
      ...(scope.from === undefined ? {} : { from: scope.from }),
      ...(scope.to === undefined ? {} : { to: scope.to }),
      rawSince: ledger.marks.get('raw-since'),
      zones: zonesOf(opened, scope),
      files,
    };
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

function zonesOf({ ledger: { calendars } }: OpenedLedger, { products }: Scope): Record<string, string> {
  const known = calendars.products().filter((product) => products?.includes(product) ?? true);
  return Object.fromEntries(known.map((product) => [product, calendars.zone(product) ?? 'UTC']));
}

async function writeParquet(
  connection: DuckDBConnection,
  folder: string,
  name: string,
  select: string,
  evenEmpty: boolean,
): Promise<ExportedFile | undefined> {
  const rows = await scalar(connection, `SELECT count(*) FROM (${select})`);
  if (rows === 0 && !evenEmpty) return undefined;
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await connection.run(`COPY (${select}) TO ${quotedText(path)} (FORMAT parquet, COMPRESSION zstd)`);
  return { name, rows, bytes: (await stat(path)).size, sha256: await digest(path) };
}
