import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WriteBatch } from '../../../core/ports.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const ITEMS = ['v1', 'v9'];

it('how far each item was watched is known after a kill, though a clock was a year ahead for a moment', async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-positions-'));
  const influxd = await Influxd.start();
  const open = async (name: string) => {
    const influx = { url: influxd.url, database: 'gateline' };
    const store = await InfluxStore.open({ file: join(folder, name), influx, clock: Date });
    onTestFinished(() => store.close());
    return store;
  };
  onTestFinished(async () => {
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });
  const store = await open('ledger.duckdb');
  await store.write(batch(0, 'v1', T0));
  await store.write(batch(1, 'v1', T0 + YEAR));
  for (let hour = 1; hour <= 24; hour += 1) {
    for (const item of ITEMS) await store.write(batch(hour, item, T0 + hour * HOUR));
  }
  const known = [T0 + YEAR, T0 + 24 * HOUR];
  expect(await watchedUntil(store)).toEqual(known);
  // The file as it is now is what a kill leaves.
  await store.backup(join(folder, 'killed.duckdb'));
  expect(await watchedUntil(await open('killed.duckdb'))).toEqual(known);
});

function batch(number: number, item: string, at: number): WriteBatch {
  return {
    source: 'a',
    id: `${item} ${number}`,
    counters: [{ series: series('requests', { item }), at, value: 1 }],
    observations: [
      { product: PRODUCT, measure: 'requests', item, environment: 'production', at, durationMs: 1000 },
    ],
  };
}

async function watchedUntil(store: InfluxStore): Promise<(number | undefined)[]> {
  const { selections } = await store.read({
    product: PRODUCT,
    from: T0,
    to: T0 + 2 * YEAR,
    select: ITEMS.map((item) => ({ measure: 'requests', kind: 'counter' as const, items: [item] })),
  });
  return selections.map((selection) => selection.lastObservedAt);
}
