import { join } from 'node:path';
import { placeInWords, readSecret, type SecretReader } from '../collectors/http/secret-place.ts';
import { GatelineError } from '../core/errors.ts';
import type { Clock, EventLog, MeasurementStore } from '../core/ports.ts';
import type { InfluxConfig, InfluxSignIn, StoreConfig } from './config/store.ts';
import type { CopiedStore } from './runtime/backups.ts';
import type { DuckdbStore } from './store/duckdb/duckdb-store.ts';
import type { InfluxStore } from './store/influx/influx-store.ts';
import { MemoryEventLog } from './store/memory/memory-event-log.ts';
import { MemoryStore } from './store/memory/memory-store.ts';

/** A store that has a file of its own. */
export type LedgerStoreOfKind = DuckdbStore | InfluxStore;

/** What a store is opened with. */
export interface OpenStoreOptions {
  readonly store: StoreConfig;
  /** The data folder; it exists. */
  readonly data: string;
  readonly clock: Clock;
  readonly secrets: SecretReader;
}

/** A store with its event log. */
export interface OpenedStore {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  /** The same store, if it has a file that can be copied. */
  readonly copied: CopiedStore | undefined;
  /** It is about to be closed: nobody is to wait any longer for a database that it asks. */
  readonly hurry: () => void;
}

/**
 * Opens the store that the configuration asks for.
 *
 * @throws GatelineError `store-locked`, `store-schema-newer`, `store-unavailable`, `config-invalid`
 */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  if (options.store.kind === 'memory') {
    return {
      store: new MemoryStore(),
      events: new MemoryEventLog(),
      copied: undefined,
      hurry: () => undefined,
    };
  }
  const store = await openLedgerStore(options);
  return { store, events: store.events, copied: store, hurry: () => store.hurry() };
}

/** The file in the data folder that a kind of store has its own in; one for each, so that data can be moved from one to the other. */
export function storeFile(kind: StoreConfig['kind'], data: string): string {
  return join(data, kind === 'influxdb' ? 'gateline-influxdb.duckdb' : 'gateline.duckdb');
}

/**
 * Opens a store that has a file, for whoever copies or moves what it holds.
 *
 * @throws GatelineError `store-unavailable` when there is none; else as {@link openStore}
 */
export async function openLedgerStore({
  store,
  data,
  clock,
  secrets,
}: OpenStoreOptions): Promise<LedgerStoreOfKind> {
  const { kind, influx, memoryLimitBytes, threads, retention } = store;
  if (kind === 'memory') {
    throw new GatelineError(
      'store-unavailable',
      'The store is in memory, as store.kind says: it has no data to keep.',
    );
  }
  const common = {
    file: storeFile(kind, data),
    rawRetentionMs: retention.rawMs,
    ...(retention.rollUpsMs === undefined ? {} : { rollUpRetentionMs: retention.rollUpsMs }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimit: `${Math.round(memoryLimitBytes / 1e6)}MB` }),
    ...(threads === undefined ? {} : { threads }),
  };
  // A database is much to load, and few commands open one.
  if (influx === undefined) {
    const { DuckdbStore } = await import('./store/duckdb/duckdb-store.ts');
    return await DuckdbStore.open(common);
  }
  const { InfluxStore } = await import('./store/influx/influx-store.ts');
  return await InfluxStore.open({ ...common, ...influxOptions(influx, secrets), clock });
}

function influxOptions(
  { url, database, retentionPolicy, signIn, spoolBytes }: InfluxConfig,
  secrets: SecretReader,
) {
  return {
    influx: {
      url,
      database,
      ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
      ...(signIn === undefined ? {} : { authorization: () => authorizationOf(signIn, secrets) }),
    },
    ...(spoolBytes === undefined ? {} : { spoolBytes }),
  };
}

async function authorizationOf(signIn: InfluxSignIn, secrets: SecretReader): Promise<string> {
  const secret = await readSecret(signIn.secret, secrets);
  if (signIn.by === 'password') {
    return `Basic ${Buffer.from(`${signIn.username}:${secret}`, 'utf8').toString('base64')}`;
  }
  // `Token …` is what InfluxDB 2 understands, and InfluxDB 3 as well.
  if (/^[\x21-\x7e]+$/.test(secret)) return `Token ${secret}`;
  const place = placeInWords(signIn.secret);
  throw new GatelineError('config-invalid', `The token in ${place} has characters that cannot be sent.`);
}
