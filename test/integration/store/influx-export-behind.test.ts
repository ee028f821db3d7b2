import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { MeasurementStore } from '../../../core/ports.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { exportData } from '../../../server/store/duckdb/transfer/export-data.ts';
import { importData } from '../../../server/store/duckdb/transfer/import-data.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const SECONDS = 20;
const MOVE = { now: T0 + 60_000, signal: new AbortController().signal, onProgress: () => undefined };

it('an export holds what came after a ledger of an earlier version last wrote down how far it reaches', async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-behind-'));
  const influxd = await Influxd.start();
  onTestFinished(async () => {
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });
  const open = async (name: string) => {
    const influx = { url: influxd.url, database: 'gateline' };
    const store = await InfluxStore.open({ file: join(folder, name), influx, clock: Date });
    onTestFinished(() => store.close());
    return store;
  };
  const store = await open('ledger.duckdb');
  for (let second = 0; second < SECONDS; second += 1) {
    const counters = [{ series: series('requests'), at: T0 + second * 1000, value: 1 }];
    await store.write({ source: 'a', id: `${second}`, counters });
  }
  // It wrote positions every ten seconds.
  await store.ledger.database.writer.run(`DELETE FROM positions WHERE ts > ${T0 + 10_000}`);
  await store.backup(join(folder, 'killed.duckdb'));

  const killed = await open('killed.duckdb');
  const everything = join(folder, 'everything');
  mkdirSync(everything);
  const options = { ...MOVE, folder: everything, scope: {}, gateline: 'test', store: 'influxdb' as const };
  await killed.withLedger((opened) => exportData(opened, options));
  const taken = await DuckdbStore.open({ file: join(folder, 'taken.duckdb') });
  onTestFinished(() => taken.close());
  await taken.withLedger((opened) => importData(opened, { ...MOVE, folder: everything }));
  expect(await total(killed)).toBe(SECONDS);
  expect(await total(taken)).toBe(SECONDS);
});

async function total(store: MeasurementStore): Promise<number | undefined> {
  const { selections } = await store.read({
    product: PRODUCT,
    from: T0,
    to: T0 + 60_000,
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = selections[0]?.groups[0];
  return group?.kind === 'counter' ? group.totals[0] : undefined;
}
