import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { expect, it, vi } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

it('sizes are told while a table that is looked into is dropped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-sizes-'));
  const store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
  const counters = [{ series: series('requests'), at: Date.UTC(2026, 9, 1), value: 1 }];
  await store.write({ source: 's', id: '1', counters });
  const { writer } = store.ledger.database;
  await writer.run('CREATE TABLE old AS SELECT i FROM range(10_000) t(i)');
  const { runAndReadAll } = DuckDBConnection.prototype;
  const looking = vi.spyOn(DuckDBConnection.prototype, 'runAndReadAll');
  looking.mockImplementation(async function (this: DuckDBConnection, sql, ...rest) {
    // It is in the list of those to look into by then.
    if (sql.includes('pragma_storage_info')) await writer.run('DROP TABLE IF EXISTS old');
    return await runAndReadAll.call(this, sql, ...rest);
  });
  const { kinds } = await store.usage({ sizes: true });
  expect(kinds.every(({ bytes }) => bytes !== undefined)).toBe(true);
  vi.restoreAllMocks();
  expect(await store.series(PRODUCT)).toHaveLength(1);
  await store.close();
  rmSync(folder, { recursive: true });
});
