import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database } from '../../../server/store/duckdb/database.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { Rollups } from '../../../server/store/duckdb/rollups.ts';
import { rows } from '../../../server/store/duckdb/rows-of.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const T0 = Date.UTC(2026, 9, 1);
const FATAL = 'FATAL Error: Failed to create checkpoint because of error: No space left on device';

describe('the end of a DuckDB store', () => {
  let folder: string;
  let store: DuckdbStore;
  let opened: () => number;
  let closed: () => number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-closing-'));
    const opens = vi.spyOn(Database, 'open');
    const closes = vi.spyOn(Database.prototype, 'close');
    opened = () => opens.mock.settledResults.filter(({ type }) => type === 'fulfilled').length;
    closed = () => closes.mock.calls.length;
    store = await open();
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const open = async () => await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
  const write = async (id: number) =>
    await store.write({
      source: 's',
      id: `${id}`,
      counters: [{ series: series('requests'), at: T0 + id, value: 1 }],
      state: [{ key: `${id}`, value: 'x' }],
    });
  const giveUp = async () => {
    await expect(store.withLedger(() => Promise.reject(new Error(FATAL)))).rejects.toThrow('FATAL');
  };

  /** A look into a table that goes on until it is let end. */
  function longLook() {
    const { promise, resolve: letEnd } = Promise.withResolvers<void>();
    const answer = store.withLedger(({ ledger }) =>
      ledger.database.reading(async (connection) => {
        await promise;
        return await rows(connection, 'SELECT count(*)::DOUBLE FROM states');
      }),
    );
    return { letEnd, answer };
  }

  it('lets whatever is read come to its end: the file is closed then, and may be opened again', async () => {
    await write(1);
    const { letEnd, answer } = longLook();
    const closing = store.close();
    expect(await Promise.race([closing.then(() => 'closed'), sleep(200, 'waits')])).toBe('waits');
    await expect(write(2)).rejects.toMatchObject({ code: 'store-unavailable' });
    letEnd();
    expect(await answer).toEqual([[1]]);
    await closing;
    expect([opened(), closed()]).toEqual([1, 1]);
    store = await open();
    expect(await store.state('s')).toEqual(new Map([['1', 'x']]));
  });

  it('breaks off a copy that is being made, and leaves nothing of it', async () => {
    await write(1);
    const begun = Promise.withResolvers<void>();
    const { run } = DuckDBConnection.prototype;
    vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(async function (
      this: DuckDBConnection,
      sql,
      ...rest
    ) {
      const isCopy = sql.startsWith('COPY FROM DATABASE');
      if (isCopy) begun.resolve();
      // As that of a store of a terabyte.
      const endless = 'SELECT sum(a.i * b.i) FROM range(10_000_000) a(i), range(10_000_000) b(i)';
      return await run.call(this, isCopy ? endless : sql, ...rest);
    });
    const copied = store.backup(join(folder, 'copy.duckdb'));
    await begun.promise;
    await sleep(100);
    await Promise.all([
      store.close(),
      expect(copied).rejects.toMatchObject({ code: 'store-unavailable', message: 'The store is closed.' }),
    ]);
    expect(readdirSync(folder)).toEqual(['gateline.duckdb']);
  });

  it('is the same for all who ask for it', async () => {
    const { letEnd, answer } = longLook();
    const ends = [store.close(), store.close()];
    expect(await Promise.race([...ends, sleep(200, 'waits')])).toBe('waits');
    letEnd();
    await Promise.all([...ends, answer]);
    await store.close();
    expect([opened(), closed()]).toEqual([1, 1]);
  });

  it('closes a database that gave itself up before it is opened again, when what is read has ended', async () => {
    await write(1);
    const { letEnd, answer } = longLook();
    await giveUp();
    await sleep(200);
    expect([opened(), closed()]).toEqual([1, 0]);
    letEnd();
    await answer;
    await expect.poll(() => store.status().state).toBe('ready');
    expect([opened(), closed()]).toEqual([2, 1]);
    expect(await write(1)).toBe('duplicate');
    expect(await write(2)).toBe('written');
  });

  it('leaves nothing open when a database gives itself up again as soon as it is opened', async () => {
    await store.alignDays(PRODUCT, 'UTC');
    vi.spyOn(Rollups.prototype, 'realign').mockRejectedValueOnce(new Error(FATAL));
    await giveUp();
    await expect.poll(opened).toBe(3);
    await expect.poll(() => store.status().state).toBe('ready');
    expect(await write(1)).toBe('written');
    await store.close();
    expect([opened(), closed()]).toEqual([3, 3]);
  });

  it('leaves nothing open when a database gives itself up while housekeeping ends', async () => {
    const { promise, resolve: letEnd } = Promise.withResolvers<void>();
    vi.spyOn(Rollups.prototype, 'seal').mockImplementation(() => promise);
    const kept = store.maintain(T0, new AbortController().signal);
    await sleep(20);
    const closing = store.close();
    await giveUp();
    letEnd();
    await Promise.all([kept, closing]);
    expect(closed()).toBe(opened());
    expect(store.status()).toMatchObject({ reason: 'The store is closed.' });
  });
});
