import { dirname } from 'node:path';
import { DiskGuard } from './disk-guard.ts';
import { Ledger } from './ledger.ts';
import { LedgerStore, type LedgerStoreParts, type OpenedLedger, openUnlessTroubled } from './ledger-store.ts';
import { EmbeddedNumbers } from './numbers/embedded-numbers.ts';
import { openStoreDatabase } from './store-database.ts';

export interface DuckdbStoreOptions {
  /** Path of the data file; its folder exists and is writable. */
  readonly file: string;
  /** DuckDB's limit on its memory. Default 96MB: with Node's own the whole process stays under 400 MB. */
  readonly memoryLimit?: string;
  /** Default 2. */
  readonly threads?: number;
  /** How long raw data are kept, ms. Default 90 days. */
  readonly rawRetentionMs?: number;
  /** How long roll-ups are kept, ms. Default: for ever. */
  readonly rollUpRetentionMs?: number;
  /** Disk space that is kept free: below it nothing is written. Default 128 MiB. */
  readonly reserveBytes?: number;
}

const DAY_MS = 24 * 3_600_000;
const RESERVE_BYTES = 128 * 2 ** 20;

/** The embedded store: one DuckDB file, one process. */
export class DuckdbStore extends LedgerStore {
  /**
   * Opens or makes the file and brings its schema up to date. A damaged file, or a full disk, gives a store that says so and looks again now and then.
   * @throws GatelineError `store-locked`, `store-schema-newer`, `store-unavailable`
   */
  static async open(options: DuckdbStoreOptions): Promise<DuckdbStore> {
    const guard = new DiskGuard(dirname(options.file), options.reserveBytes ?? RESERVE_BYTES);
    const parts: LedgerStoreParts = { file: options.file, guard, open: () => openLedger(options, guard) };
    return new DuckdbStore(parts, await openUnlessTroubled(parts));
  }
}

async function openLedger(options: DuckdbStoreOptions, guard: DiskGuard): Promise<OpenedLedger> {
  const database = await openStoreDatabase({
    file: options.file,
    memoryLimit: options.memoryLimit ?? '96MB',
    threads: options.threads ?? 2,
  });
  try {
    const ledger = new Ledger(database);
    const numbers = new EmbeddedNumbers(ledger, {
      rawRetentionMs: options.rawRetentionMs ?? 90 * DAY_MS,
      ...(options.rollUpRetentionMs === undefined ? {} : { rollUpRetentionMs: options.rollUpRetentionMs }),
      guard,
    });
    await ledger.load(numbers);
    return { ledger, numbers };
  } catch (error) {
    database.close();
    throw error;
  }
}
