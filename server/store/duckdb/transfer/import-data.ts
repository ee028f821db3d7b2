import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatelineError } from '../../../../core/errors.ts';
import { importSource } from '../batch-ledger.ts';
import { ledgerIdentity } from '../ledger-identity.ts';
import type { OpenedLedger } from '../ledger-store.ts';
import { Rollups } from '../rollups.ts';
import { importLedgerTables } from './import-ledger.ts';
import { importNumbers } from './import-numbers.ts';
import type { ImportOptions, ImportParts } from './import-parts.ts';
import { type KnownImport, knownImports, rememberImport } from './imports.ts';
import { checkFiles, type Manifest, overlap, readManifest } from './manifest.ts';

/** What came of an import. */
export interface ImportReport {
  readonly manifest: Manifest;
  /** Parts that were taken in now, and those that were there already. */
  readonly taken: number;
  readonly known: number;
}

/** While more is written than the disk, or InfluxDB, takes. */
const BUSY_WAIT_MS = 250;
/** An import that is faster than what takes its numbers waits when so much is on its way: else it would fill the disk with it. */
const MOST_ON_ITS_WAY_BYTES = 32e6;

/**
 * Takes an export into a store of whichever kind. Each part is committed once, with a record of it: an import that was broken off goes on
 * when it is begun again, and one that is done changes nothing.
 *
 * @throws GatelineError `import-invalid` when the folder is not an export, is damaged, or holds data that the store has already
 */
export async function importData(opened: OpenedLedger, options: ImportOptions): Promise<ImportReport> {
  const { folder, signal, now, onProgress } = options;
  const manifest = await readManifest(folder);
  await refuseDoubles(opened, manifest, folder);
  await checkFiles(folder, manifest, signal, (done) => onProgress(0.1 * done, 'checking the files'));
  const { ledger } = opened;
  const remember = (done: boolean) =>
    ledger.commits.exclusively(() =>
      ledger.database.transaction((connection) => rememberImport(connection, manifest, now, done)),
    );
  await remember(false);
  await prepareMarks(opened, manifest.rawSince);
  const connection = await ledger.database.connect();
  const counts = { taken: 0, known: 0 };
  try {
    const parts: ImportParts = {
      ...options,
      manifest,
      opened,
      connection,
      path: (name) => `${folder}/${name}`,
      adopt: async (part, adoption) => {
        signal.throwIfAborted();
        await passedOn(opened, signal);
        const batch = { source: importSource(manifest.id), id: part };
        const outcome = await patiently(() => ledger.adopt(batch, adoption), signal);
        counts[outcome === 'written' ? 'taken' : 'known'] += 1;
      },
      onProgress: (done, detail) => onProgress(0.1 + 0.9 * done, detail),
    };
    await importLedgerTables(parts);
    await importNumbers(parts);
  } finally {
    connection.closeSync();
  }
  const rollups = new Rollups(ledger, opened.numbers.rolling);
  for (const [product, zone] of Object.entries(manifest.zones)) {
    if (ledger.calendars.zone(product) === undefined) await rollups.realign(product, zone);
  }
  await remember(true);
  return { manifest, ...counts };
}

/** Data that a store has already would count twice. */
async function refuseDoubles({ ledger }: OpenedLedger, manifest: Manifest, folder: string): Promise<void> {
  const own = await ledgerIdentity(ledger.database, () => randomBytes(6).toString('hex'));
  if (manifest.ledgers.includes(own)) {
    throw new GatelineError(
      'import-invalid',
      `${folder} holds what this very store had, which would count twice. Import it into a store that begins anew: another data: folder.`,
    );
  }
  const known = await ledger.database.reading(knownImports);
  const twice = known.find(
    (one) => one.id !== manifest.id && isOfSame(one, manifest) && overlap(one, manifest),
  );
  if (twice === undefined) return;
  const when = new Date(twice.at).toISOString().slice(0, 10);
  throw new GatelineError(
    'import-invalid',
    `This store took in another export of the same data on ${when}; ${folder} would count them twice. Import it into a store that begins anew: another data: folder.`,
  );
}

function isOfSame(known: KnownImport, { ledgers }: Manifest): boolean {
  return known.ledgers.some((one) => ledgers.includes(one));
}

/**
 * What there are only quarter hours of must be answered by quarter hours here as well: raw data count from there on, and what is before is
 * rolled up.
 */
async function prepareMarks({ ledger, numbers }: OpenedLedger, rawSince: number): Promise<void> {
  const { marks, commits, database } = ledger;
  await new Rollups(ledger, numbers.rolling).sealThrough(rawSince);
  if (marks.get('raw-since') >= rawSince) return;
  await commits.exclusively(async () => {
    await database.transaction((connection) => marks.save(connection, 'raw-since', rawSince));
    marks.set('raw-since', rawSince);
  });
}

/** Resolves when not much is on its way, or nothing comes of waiting. */
async function passedOn({ numbers }: OpenedLedger, signal: AbortSignal): Promise<void> {
  while ((numbers.onItsWayBytes ?? 0) > MOST_ON_ITS_WAY_BYTES && numbers.absence() === undefined) {
    await sleep(BUSY_WAIT_MS, undefined, { signal });
  }
}

async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GatelineError && error.code === 'store-busy')) throw error;
      await sleep(BUSY_WAIT_MS, undefined, { signal });
    }
  }
}
