import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const AT = Date.UTC(2026, 2, 2);
/** Longer than what is known of a disk is taken to hold. */
const A_MOMENT_MS = 300;

it('a DuckDB store whose folder goes away says so, serves reads, and takes what is sent again when it is back', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'gateline-gone-'));
  const folder = join(parent, 'data');
  mkdirSync(folder);
  const store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
  const write = (id: string) =>
    store.write({ source: 'a', id, counters: [{ series: series('requests'), at: AT, value: 1 }] });
  const select = [{ measure: 'requests', kind: 'counter' as const }];
  const total = async () => {
    const answer = await store.read({ product: PRODUCT, from: AT - 1, to: AT + 1, select });
    return answer.selections[0]?.groups[0];
  };
  try {
    await write('1');
    renameSync(folder, join(parent, 'elsewhere'));
    await sleep(A_MOMENT_MS);
    const reason = `The folder ${folder} cannot be read (ENOENT), so nothing is written until it can.`;
    expect(store.status()).toEqual({ state: 'read-only', reason });
    await expect(write('2')).rejects.toMatchObject({ code: 'store-unavailable', message: reason });
    await store.maintain(AT, new AbortController().signal);
    expect(await total()).toMatchObject({ totals: Float64Array.of(1) });

    renameSync(join(parent, 'elsewhere'), folder);
    await sleep(A_MOMENT_MS);
    expect(store.status()).toEqual({ state: 'ready' });
    expect(await write('2')).toBe('written');
    expect(await total()).toMatchObject({ totals: Float64Array.of(2) });
  } finally {
    await store.close();
    rmSync(parent, { recursive: true });
  }
});
