import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { eventLogContract } from './event-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateline-events-'));
let count = 0;

afterAll(() => rmSync(folder, { recursive: true }));

eventLogContract({
  name: 'memory',
  open: async () => ({ log: new MemoryEventLog(), close: async () => {} }),
});

eventLogContract({
  name: 'DuckDB',
  open: async () => {
    count += 1;
    const store = await DuckdbStore.open({ file: join(folder, `${count}.duckdb`) });
    return { log: store.events, close: () => store.close() };
  },
});
