import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportData } from '../../../server/store/duckdb/transfer/export-data.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';
import { type SlowProxy, slowProxy } from './slow-influx.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('an InfluxDB that takes its time to answer questions', () => {
  let folder: string;
  let influxd: Influxd;
  let proxy: SlowProxy;
  let store: InfluxStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-slow-'));
    influxd = await Influxd.start();
    proxy = await slowProxy(influxd.url);
    store = await open();
    await store.alignDays(PRODUCT, 'UTC');
  });

  afterEach(async () => {
    proxy.answer();
    await store.close();
    await proxy.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  // Nothing here is waited for so long: a test that hangs fails.
  const open = async () => {
    const influx = { url: proxy.url, database: 'gateline', timeoutMs: 600_000 };
    return await InfluxStore.open({ file: join(folder, 'ledger.duckdb'), influx, clock: Date });
  };

  let batches = 0;
  const write = async (hours: readonly number[]) => {
    batches += 1;
    const counters = hours.map((hour) => ({ series: series('requests'), at: T0 + hour * HOUR, value: 1 }));
    await store.write({ source: 'a', id: `${batches}`, counters });
  };

  it('holds no acknowledgment up while roll-ups are made, and what comes into them meanwhile counts', async () => {
    await write(Array.from({ length: 72 }, (_, hour) => hour));
    expect(await totals(store)).toEqual([24, 24, 24]);
    let written = 72;
    const house = store.maintain(T0 + 4 * DAY, new AbortController().signal);
    let over = false;
    const kept = house.finally(() => {
      over = true;
    });
    // For one question after the other, of quarter hours and of days: late points are acknowledged while it is not answered.
    for (let asked = 1; !over; asked += 1) {
      proxy.hold();
      if (!(await proxy.askedOr(kept))) break;
      // Each step has some questions: not all of them are outdated.
      if (asked % 9 === 1) {
        await write([asked % 72]);
        written += 1;
      }
      proxy.answer();
    }
    proxy.answer();
    await kept;
    expect(written).toBeGreaterThan(73);
    const { marks, calendars } = store.ledger;
    expect(marks.get('sealed-until')).toBe(T0 + 71 * HOUR);
    expect(calendars.sealedUntil(PRODUCT)).toBe(T0 + 2 * DAY);
    expect((await totals(store)).reduce((sum, day) => sum + day, 0)).toBe(written);
  });

  it('holds neither the end nor the start up', async () => {
    await write([0, 1, 2]);
    expect(await totals(store)).toEqual([3, 0, 0]);
    proxy.hold();
    const house = store.maintain(T0 + 4 * DAY, new AbortController().signal);
    await proxy.askedOr(house);
    const read = totals(store);
    await Promise.all([
      store.close(),
      expect(house).resolves.toBeUndefined(),
      expect(read).rejects.toMatchObject({ code: 'store-unavailable' }),
    ]);
    store = await open();
    await write([3]);
    proxy.answer();
    expect(await totals(store)).toEqual([4, 0, 0]);
  });

  it('keeps no export from being broken off', async () => {
    await write([0, 1, 2]);
    expect(await totals(store)).toEqual([3, 0, 0]);
    proxy.hold();
    const stop = new AbortController();
    const options = { folder, scope: {}, gateline: 'test', store: 'influxdb', now: T0 + DAY } as const;
    const exported = store.withLedger((opened) =>
      exportData(opened, { ...options, signal: stop.signal, onProgress: () => undefined }),
    );
    expect(await proxy.askedOr(exported)).toBe(true);
    stop.abort(new Error('enough'));
    await expect(exported).rejects.toThrow('enough');
  });
});

/** Of three days. */
async function totals(store: InfluxStore): Promise<number[]> {
  const answer = await store.read({
    product: PRODUCT,
    from: T0,
    to: T0 + 3 * DAY,
    boundaries: [T0, T0 + DAY, T0 + 2 * DAY, T0 + 3 * DAY],
    select: [{ measure: 'requests', kind: 'counter' }],
  });
  const group = answer.selections[0]?.groups[0];
  return group?.kind === 'counter' ? [...group.totals] : [];
}
