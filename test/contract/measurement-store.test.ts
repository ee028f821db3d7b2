import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { anyTextContract } from './any-text.ts';
import { calendarReadsContract } from './calendar-reads.ts';
import { keptReadsContract } from './kept-reads.ts';
import { measurementStoreContract, type StoreUnderTest } from './measurement-store.ts';
import { severalProductsContract } from './several-products.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateline-stores-'));
const files = new WeakMap<object, string>();
let count = 0;

afterAll(() => rmSync(folder, { recursive: true }));

async function openDuckdb(file: string): Promise<DuckdbStore> {
  // Contract tests look at data of many months: nothing expires here; expiry has tests of its own.
  const store = await DuckdbStore.open({ file, rawRetentionMs: Number.MAX_SAFE_INTEGER });
  files.set(store, file);
  return store;
}

measurementStoreContract({ name: 'memory', runs: 40, open: async () => new MemoryStore() });

const duckdb: StoreUnderTest = {
  name: 'DuckDB',
  runs: 8,
  open: async () => {
    count += 1;
    return await openDuckdb(join(folder, `${count}.duckdb`));
  },
  reopen: async (store) => {
    await store.close();
    return await openDuckdb(files.get(store) as string);
  },
};

measurementStoreContract(duckdb);

keptReadsContract({ name: 'memory', runs: 200, open: async () => new MemoryStore() });

keptReadsContract({ ...duckdb, runs: 30 });

severalProductsContract({ name: 'memory', runs: 100, open: async () => new MemoryStore() });

severalProductsContract({ ...duckdb, runs: 8 });

anyTextContract({ name: 'memory', runs: 40, open: async () => new MemoryStore() });

anyTextContract({
  name: 'DuckDB',
  runs: 8,
  open: async () => {
    count += 1;
    return await openDuckdb(join(folder, `${count}.duckdb`));
  },
});

calendarReadsContract({ name: 'memory', open: async () => new MemoryStore() });

calendarReadsContract({
  name: 'DuckDB',
  open: async () => {
    count += 1;
    return await openDuckdb(join(folder, `${count}.duckdb`));
  },
});
