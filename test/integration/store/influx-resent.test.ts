import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dayBoundaries } from '../../../core/time/calendar.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const T0 = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEVER = new AbortController().signal;

it('what is sent again after a kill brings no day of another zone back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-resent-'));
  const influxd = await Influxd.start();
  const open = (name: string) =>
    InfluxStore.open({
      file: join(folder, name),
      influx: { url: influxd.url, database: 'gateline' },
      clock: Date,
    });
  let store = await open('ledger.duckdb');
  try {
    const write = (id: string, at: number) =>
      store.write({ source: 'a', id, counters: [{ series: series('requests'), at, value: 1 }] });
    const total = async () => {
      const { selections } = await store.read({
        product: PRODUCT,
        from: T0,
        to: T0 + 4 * DAY,
        boundaries: dayBoundaries(T0, T0 + 4 * DAY, 'UTC'),
        select: [{ measure: 'requests', kind: 'counter' }],
      });
      const group = selections[0]?.groups[0];
      return group?.kind === 'counter' ? [...group.totals] : [];
    };
    await store.alignDays(PRODUCT, 'America/New_York');
    await write('first', T0);
    await write('last', T0 + 6 * DAY);
    await store.maintain(T0 + 7 * DAY, NEVER);
    // Into a day that is rolled up. That it has arrived is written down only after some more entries, or when nothing waits: here, after the kill.
    const { database } = store.ledger;
    const transaction = database.transaction.bind(database);
    database.transaction = (work) =>
      /outbox\.forget\(connection\)/.test(`${work}`)
        ? Promise.reject(new Error('killed'))
        : transaction(work);
    await write('late', T0 + 2 * DAY + HOUR);
    await store.alignDays(PRODUCT, 'UTC');
    await store.maintain(T0 + 7 * DAY, NEVER);
    expect(await total()).toEqual([1, 0, 1, 0]);

    for (const end of ['', '.wal']) {
      const from = join(folder, `ledger.duckdb${end}`);
      if (existsSync(from)) copyFileSync(from, join(folder, `killed.duckdb${end}`));
    }
    await store.close();
    store = await open('killed.duckdb');
    expect(await total()).toEqual([1, 0, 1, 0]);
  } finally {
    await store.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  }
});
