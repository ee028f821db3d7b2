import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Clock } from '../../../core/ports.ts';
import { DiskGuard } from '../duckdb/disk-guard.ts';
import { Ledger } from '../duckdb/ledger.ts';
import { holdToDatabase, ledgerIdentity } from '../duckdb/ledger-identity.ts';
import { LedgerStore, type OpenedLedger, openUnlessTroubled } from '../duckdb/ledger-store.ts';
import { openStoreDatabase } from '../duckdb/store-database.ts';
import { InfluxClient, type InfluxOptions } from './influx-client.ts';
import { InfluxNumbers } from './influx-numbers.ts';
import { prepareDatabase } from './prepare-database.ts';

export interface InfluxStoreOptions {
  /** Path of the ledger's file: spool, collectors' memory, evaluations, events. Its folder exists and is writable. */
  readonly file: string;
  readonly influx: InfluxOptions;
  readonly clock: Clock;
  /** Default 96MB. */
  readonly memoryLimit?: string;
  /** Default 2. */
  readonly threads?: number;
  /** How long raw data are kept, ms. Default 90 days. */
  readonly rawRetentionMs?: number;
  /** How long roll-ups are kept, ms. Default: for ever. */
  readonly rollUpRetentionMs?: number;
  /** Bytes that may wait for InfluxDB. Default 2 GiB: 12 to 20 million points. */
  readonly spoolBytes?: number;
  /** Disk space that is kept free: below it nothing is written. Default 128 MiB. */
  readonly reserveBytes?: number;
}

const DAY_MS = 24 * 3_600_000;
const GIB = 2 ** 30;
/** A start waits so long for an answer of InfluxDB; one that does not come is asked for again while the store is at work. */
const START_MS = 2_000;
const RESERVE_BYTES = 128 * 2 ** 20;

/** A store whose numbers lie in InfluxDB, behind a durable spool on this machine. */
export class InfluxStore extends LedgerStore {
  /**
   * Opens or makes the ledger's file; makes the database in InfluxDB when it is there and this may. InfluxDB may be away: what is written
   * waits in the spool. A damaged file, or a full disk, gives a store that says so and looks again now and then.
   * @throws GatelineError `store-locked`, `store-schema-newer`, `store-unavailable`, `config-invalid` when InfluxDB would drop raw data
   *   before they are rolled up
   */
  static async open(options: InfluxStoreOptions): Promise<InfluxStore> {
    const guard = new DiskGuard(dirname(options.file), options.reserveBytes ?? RESERVE_BYTES);
    const parts = { file: options.file, guard, open: () => openLedger(options, guard) };
    return new InfluxStore(parts, await openUnlessTroubled(parts));
  }
}

async function openLedger(options: InfluxStoreOptions, guard: DiskGuard): Promise<OpenedLedger> {
  const database = await openStoreDatabase({
    file: options.file,
    memoryLimit: options.memoryLimit ?? '96MB',
    threads: options.threads ?? 2,
  });
  try {
    await holdToDatabase(database, options.influx.database, options.file);
    const client = new InfluxClient(options.influx);
    const rawRetentionMs = options.rawRetentionMs ?? 90 * DAY_MS;
    const hasty = new InfluxClient({ ...options.influx, timeoutMs: START_MS });
    const unanswered = await prepareDatabase(hasty, options.rollUpRetentionMs);
    const ledger = new Ledger(database);
    const numbers = new InfluxNumbers(ledger, {
      client,
      ...(unanswered === undefined ? {} : { unanswered }),
      ledgerId: await ledgerIdentity(database, () => randomBytes(6).toString('hex')),
      rawRetentionMs,
      ...(options.rollUpRetentionMs === undefined ? {} : { rollUpRetentionMs: options.rollUpRetentionMs }),
      spoolBytes: options.spoolBytes ?? 2 * GIB,
      guard,
      now: () => options.clock.now(),
      random: Math.random,
    });
    await ledger.load(numbers);
    return { ledger, numbers };
  } catch (error) {
    database.close();
    throw error;
  }
}
