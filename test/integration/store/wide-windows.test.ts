import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startOfDate } from '../../../core/time/calendar.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const DAY = 86_400_000;
const ZONE = 'America/New_York';
const T0 = startOfDate('2026-03-02', ZONE);
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
  await store.alignDays(PRODUCT, ZONE);
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

test('a window of whole days since 1970 goes through the calendar where there are data', async () => {
  const calendar = vi.spyOn(Temporal.Instant, 'fromEpochMilliseconds');
  const answer = await store.read({
    product: PRODUCT,
    from: startOfDate('1970-01-02', ZONE),
    to: startOfDate('2026-03-05', ZONE),
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  expect(answer.selections[0]?.groups[0]).toMatchObject({
    totals: new Float64Array([DAYS * 24 * SERIES]),
  });
  expect(calendar.mock.calls.length).toBeLessThan(100);
  calendar.mockRestore();
});
