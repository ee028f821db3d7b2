import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

describe('an InfluxDB that does not hold any more what was put there', () => {
  let folder: string;
  let influxd: Influxd;
  let store: InfluxStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-lost-'));
    influxd = await Influxd.start();
    store = await open();
    for (let hour = 0; hour < 10; hour += 1) await write(hour);
    expect(await total()).toBe(10);
    expect(store.status()).toEqual({ state: 'ready' });
    await expect.poll(() => ask('SELECT * FROM gateline_ledger')).toMatch(/marked/);
  });

  afterEach(async () => {
    await store.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  const open = (retentionPolicy?: string) =>
    InfluxStore.open({
      file: join(folder, 'ledger.duckdb'),
      influx: {
        url: influxd.url,
        database: 'gateline',
        ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
      },
      clock: Date,
    });
  const write = (hour: number) =>
    store.write({
      source: 'a',
      id: `${hour}`,
      counters: [{ series: series('requests'), at: T0 + hour * HOUR, value: 1 }],
    });
  const total = async () => {
    const { selections } = await store.read({
      product: PRODUCT,
      from: T0,
      to: T0 + 24 * HOUR,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    const group = selections[0]?.groups[0];
    return group?.kind === 'counter' ? group.totals[0] : undefined;
  };
  const ask = async (sql: string) => {
    const answer = await fetch(`${influxd.url}/query?db=gateline&q=${encodeURIComponent(sql)}`, {
      method: 'POST',
    });
    return await answer.text();
  };
  const said = expect.stringMatching(
    /^What Gateline has put into InfluxDB at http.*, database gateline since 20.*Z is not there any more: the database was dropped, or store\.url or store\.retention_policy lead/,
  );

  it('is said to have lost it when the database is dropped under way, whether something is written or read first, and after a start', async () => {
    await ask('DROP DATABASE gateline');
    const afterRead = async () => {
      await total().catch(() => undefined);
      return store.status();
    };
    await expect.poll(afterRead, { timeout: 30_000 }).toEqual({ state: 'ready', reason: said });
    // What comes is taken all the same.
    await write(11);
    expect(await total()).toBe(1);
    await store.close();
    store = await open();
    await expect.poll(() => store.status()).toEqual({ state: 'ready', reason: said });

    await ask('DROP DATABASE gateline');
    await write(12);
    expect(await total()).toBe(1);
    expect(store.status()).toEqual({ state: 'ready', reason: said });
  });

  it('is well again with the data of before', async () => {
    await store.close();
    store = await open('another');
    await expect.poll(() => store.status()).toEqual({ state: 'ready', reason: said });
    await store.close();
    store = await open();
    expect(await total()).toBe(10);
    expect(store.status()).toEqual({ state: 'ready' });
  });

  it('says that it does not answer, though nothing is written, and that it does again', async () => {
    await influxd.down('SIGKILL');
    await expect(total()).rejects.toThrow(/does not answer/);
    expect(store.status()).toEqual({
      state: 'write-only',
      reason: expect.stringMatching(
        /^InfluxDB at http.* has answered no question since 20.*Z: .*ECONNREFUSED/,
      ),
    });
    await influxd.up();
    await expect.poll(() => store.status(), { timeout: 30_000 }).toEqual({ state: 'ready' });
    expect(await total()).toBe(10);

    // So it is from the start on.
    await store.close();
    await influxd.down();
    store = await open();
    expect(store.status()).toEqual({
      state: 'write-only',
      reason: expect.stringMatching(/has answered no question since 20.*Z: .*ECONNREFUSED/),
    });
    await influxd.up();
    await expect.poll(() => store.status(), { timeout: 30_000 }).toEqual({ state: 'ready' });
  });
});
