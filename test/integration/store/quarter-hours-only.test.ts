import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { exportData } from '../../../server/store/duckdb/transfer/export-data.ts';
import { importData } from '../../../server/store/duckdb/transfer/import-data.ts';
import type { Scope } from '../../../server/store/duckdb/transfer/manifest.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const DAY = 86_400_000;
/** Start of a span of 28 days. */
const T0 = 735 * 28 * DAY;
const DAYS = 75;
/** Raw data of that time have expired. */
const UNTIL = T0 + 20 * DAY;
const MOVE = { now: T0 + DAYS * DAY, signal: new AbortController().signal, onProgress: () => undefined };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-quarters-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function open(name: string): Promise<DuckdbStore> {
  return await DuckdbStore.open({ file: join(folder, `${name}.duckdb`), rawRetentionMs: 10 * DAY });
}

async function exported(store: DuckdbStore, name: string, scope: Scope): Promise<string> {
  const to = join(folder, name);
  mkdirSync(to);
  await store.withLedger((opened) =>
    exportData(opened, { ...MOVE, folder: to, scope, gateline: 'test', store: 'duckdb' }),
  );
  return to;
}

async function imported(name: string, from: string): Promise<DuckdbStore> {
  const store = await open(name);
  await store.withLedger((opened) => importData(opened, { ...MOVE, folder: from }));
  return store;
}

async function totals(store: DuckdbStore) {
  const { selections } = await store.read({
    product: PRODUCT,
    from: T0,
    to: UNTIL,
    select: [
      { measure: 'requests', kind: 'counter' },
      { measure: 'backlog', kind: 'gauge' },
    ],
  });
  return selections.map(({ groups }) => groups);
}

it('a store that has quarter hours alone is exported whole, after a restart as well', async () => {
  const first = await open('first');
  const times = Array.from({ length: DAYS * 24 }, (_, i) => T0 + i * 3_600_000 + 500);
  await first.write({
    source: 'fill',
    id: '1',
    counters: times.map((at) => ({ series: series('requests'), at, value: 1 })),
    gauges: times.map((at, i) => ({ series: series('backlog'), at, value: i })),
  });
  await first.maintain(T0 + DAYS * DAY, MOVE.signal);
  const known = await totals(first);
  expect(known).toMatchObject([[{ totals: new Float64Array([480]) }], [{ steps: [{ samples: 480 }] }]]);
  const part = await exported(first, 'part', { to: UNTIL });
  await first.close();

  await (await imported('second', part)).close();
  const second = await open('second');
  expect(await totals(second)).toEqual(known);
  const again = await exported(second, 'again', {});
  await second.close();

  const third = await imported('third', again);
  expect(await totals(third)).toEqual(known);
  await third.close();
});
