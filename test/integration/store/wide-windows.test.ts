import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const DAY = 86_400_000;
const T0 = Date.UTC(2026, 2, 2);
const SERIES = 100;
const DAYS = 3;

let folder: string;
let store: DuckdbStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-wide-'));
  store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
  const all = Array.from({ length: SERIES }, (_, i) => series('requests', { labels: { route: `${i}` } }));
  await store.write({
    source: 'fill',
    id: '1',
    counters: Array.from({ length: DAYS * 24 }, (_, hour) =>
      all.map((one) => ({ series: one, at: T0 + hour * 3_600_000, value: 1 })),
    ).flat(),
  });
  await store.maintain(T0 + (DAYS + 1) * DAY, new AbortController().signal);
});

afterAll(async () => {
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['of what there is', T0 + 1, T0 + DAYS * DAY + 1, DAYS * 24 - 1],
  ['of whole days until far ahead', T0, Date.UTC(2255, 0, 1), DAYS * 24],
  ['of all times', 0, Date.UTC(2255, 0, 1), DAYS * 24],
  ['of all times, with free edges', 1, Date.UTC(2255, 0, 1) + 1, DAYS * 24],
])('a window %s is a question of some statements', async (_, from, to, perSeries) => {
  const run = vi.spyOn(DuckDBConnection.prototype, 'run');
  const answer = await store.read({
    product: PRODUCT,
    from,
    to,
    boundaries: [from, T0 + 12_345, to],
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  const totals = group?.kind === 'counter' ? [...group.totals] : [];
  expect(totals.reduce((sum, total) => sum + total)).toBe(perSeries * SERIES);
  expect(run.mock.calls.length).toBeLessThan(10);
  run.mockRestore();
});
