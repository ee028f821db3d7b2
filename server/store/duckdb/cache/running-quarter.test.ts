import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SeriesInterner } from '../../../../core/measure/series.ts';
import type { CounterGroup } from '../../../../core/ports.ts';
import { DuckdbStore } from '../duckdb-store.ts';

const START = Date.UTC(2026, 10, 23, 12);

test('a read that waits for a commit leaves aside what the commit brings from behind its window', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-running-'));
  const store = await DuckdbStore.open({ file: join(folder, 'store.duckdb'), rawRetentionMs: 86_400_000 });
  try {
    const series = new SeriesInterner({ maxLabelSets: 10 }).intern({
      product: 'routing',
      measure: 'requests',
      item: 'v2',
      build: '',
      environment: 'production',
      labels: {},
    });
    const write = (at: number, value: number) =>
      store.write({ source: 'a', id: `${at}`, counters: [{ series, at, value }] });
    await write(START + 1, 1);
    const to = START + 60_000;
    const request = {
      product: 'routing',
      from: START,
      to,
      select: [{ measure: 'requests', kind: 'counter' }],
    };
    const committed = write(to, 10);
    const { selections } = await store.read(request as Parameters<DuckdbStore['read']>[0]);
    await committed;
    expect([...((selections[0]?.groups[0] as CounterGroup | undefined)?.totals ?? [])]).toEqual([1]);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
