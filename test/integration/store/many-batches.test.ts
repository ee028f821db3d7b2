import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const MIB = 2 ** 20;
const AT = Date.UTC(2026, 2, 2);
const SOURCES = 6;
const BATCHES = 100_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a DuckDB store that knows many batches', () => {
  it('holds little of them in memory, and still counts none of them again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-batches-'));
    const file = join(folder, 'gateline.duckdb');
    try {
      await fill(file);
      const before = memory();
      const store = await DuckdbStore.open({ file });
      expect((memory() - before) / MIB).toBeLessThan(20);
      const write = (source: number, id: string) =>
        store.write({
          source: `source ${source}`,
          id,
          counters: [{ series: series('requests'), at: AT, value: 1 }],
        });
      for (let source = 0; source < SOURCES; source += 1) {
        expect(await write(source, `${source} 0`)).toBe('duplicate');
        expect(await write(source, `${source} ${BATCHES - 2}`)).toBe('duplicate');
        expect(await write(source, 'first')).toBe('duplicate');
        expect(await write(source, 'new')).toBe('written');
        expect(await write(source, 'new')).toBe('duplicate');
      }
      const select = [{ measure: 'requests', kind: 'counter' as const }];
      const answer = await store.read({ product: PRODUCT, from: AT - 1, to: AT + 1, select });
      expect(answer.selections[0]?.groups[0]).toMatchObject({ totals: Float64Array.of(2 * SOURCES) });
      await store.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Some batches come the usual way; the others are put into the file. */
async function fill(file: string): Promise<void> {
  const store = await DuckdbStore.open({ file });
  for (let source = 0; source < SOURCES; source += 1) {
    await store.write({
      source: `source ${source}`,
      id: 'first',
      counters: [{ series: series('requests'), at: AT, value: 1 }],
    });
  }
  await store.close();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(
    `INSERT INTO batches SELECT id, format('{} {}', id - 1, number), 100 + number
       FROM sources, range(${BATCHES - 1}) numbers(number) ORDER BY number`,
  );
  connection.closeSync();
  instance.closeSync();
}

function memory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
