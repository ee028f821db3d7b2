import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MeasurementStore, WriteBatch } from '../../../core/ports.ts';
import { endOfDay, startOfDay } from '../../../core/time/calendar.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';

const DAY = 86_400_000;
/** Start of a span of 28 days. */
const T0 = 730 * 28 * DAY;
const DAYS = 28 * 8;
const now = T0 + DAYS * DAY;
const RETENTION = { rawRetentionMs: 40 * DAY, rollUpRetentionMs: 100 * DAY };
const MAINTAIN = { signal: new AbortController().signal };

/** 1 to n. */
const days = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe.each(['DuckDB', 'InfluxDB'] as const)('retention by kind in %s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-retention-'));
  let influxd: Influxd | undefined;
  let count = 0;
  let store: (MeasurementStore & { close(): Promise<void> }) | undefined;

  beforeAll(async () => {
    if (kind === 'InfluxDB') influxd = await Influxd.start();
  });

  beforeEach(() => {
    count += 1;
  });

  afterAll(async () => {
    await influxd?.remove();
    rmSync(folder, { recursive: true });
  });

  async function open(retention: Partial<typeof RETENTION>) {
    const file = join(folder, `${count}.duckdb`);
    const influx = { url: influxd?.url ?? '', database: `r${count}` };
    store =
      kind === 'DuckDB'
        ? await DuckdbStore.open({ file, ...retention })
        : await InfluxStore.open({ file, influx, clock: Date, ...retention });
    return store;
  }

  /** A request each six hours, a reading of the backlog with it. */
  async function fill(into: MeasurementStore): Promise<void> {
    await into.alignDays(PRODUCT, 'UTC');
    const times = Array.from({ length: DAYS * 4 }, (_, i) => T0 + i * 6 * 3_600_000 + 1000);
    await into.write({
      source: 'fill',
      id: `${count}`,
      counters: times.map((at) => ({ series: series('requests'), at, value: 1 })),
      gauges: times.map((at, i) => ({ series: series('backlog'), at, value: i })),
    });
  }

  async function read(from: number, to: number) {
    const answer = await store!.read({
      product: PRODUCT,
      from,
      to,
      select: [
        { measure: 'requests', kind: 'counter' },
        { measure: 'backlog', kind: 'gauge' },
      ],
    });
    const [requests, backlog] = answer.selections.map((selection) => selection.groups[0]);
    return {
      requests: requests?.kind === 'counter' ? requests.totals[0] : undefined,
      samples: backlog?.kind === 'gauge' ? (backlog.steps[0]?.samples ?? 0) : undefined,
      alignedToMs: answer.alignedToMs,
    };
  }

  it('keeps roll-ups for ever, and raw data as long as it is told, by whole spans', async () => {
    await fill(await open({ rawRetentionMs: RETENTION.rawRetentionMs }));
    await store!.maintain(now, MAINTAIN.signal);
    expect(await read(T0, now)).toEqual({ requests: DAYS * 4, samples: DAYS * 4, alignedToMs: 0 });
    // 40 days ago lies in the seventh span: raw data begin with it, and windows with free edges are exact from there on.
    expect(await read(T0 + 168 * DAY + 500, now)).toEqual({
      requests: 56 * 4,
      samples: 56 * 4,
      alignedToMs: 0,
    });
    expect(await read(T0 + 168 * DAY - 5 * DAY + 500, now)).toMatchObject({ alignedToMs: 900_000 });
    await store!.close();
  });

  it('says when something was last watched, by whole quarter hours where only those are left', async () => {
    const into = await open({ rawRetentionMs: RETENTION.rawRetentionMs });
    await fill(into);
    const watched = (at: number) => ({
      product: PRODUCT,
      measure: 'requests',
      item: series('requests').item,
      environment: 'production',
      at: T0 + at,
      durationMs: 60_000,
    });
    // Watched again just after midnight, after ten days of nothing.
    const times = [10 * DAY + 7 * 60_000, 20 * DAY + 5 * 60_000, 200 * DAY];
    await into.write({ source: 'watch', id: `${count}`, observations: times.map(watched) });
    await into.maintain(now, MAINTAIN.signal);
    const lastBy = async (at: number) => {
      const select = [{ measure: 'requests', kind: 'counter' as const }];
      const answer = await into.read({ product: PRODUCT, from: T0, to: T0 + at, select });
      return (answer.selections[0]?.lastObservedAt ?? Number.NaN) - T0;
    };
    const quarter = 15 * 60_000;
    expect(await lastBy(20 * DAY)).toBe(10 * DAY + quarter);
    expect(await lastBy(10 * DAY + quarter)).toBe(10 * DAY + quarter);
    // This window is answered up to the end of its last quarter hour, in which it was watched.
    expect(await lastBy(20 * DAY + 60_000)).toBe(20 * DAY + 60_000);
    expect(await lastBy(199 * DAY)).toBe(20 * DAY + quarter);
    expect(await lastBy(201 * DAY)).toBe(200 * DAY);
    await store!.close();
  });

  it('drops roll-ups as well where it is told to, and what comes late for that time with the next round', async () => {
    await fill(await open(RETENTION));
    await store!.maintain(now, MAINTAIN.signal);
    // 100 days ago lies in the fifth span; what is before it is gone.
    const kept = DAYS - 4 * 28;
    expect(await read(T0, now)).toMatchObject({ requests: kept * 4, samples: kept * 4 });
    await store!.write({
      source: 'late',
      id: `${count}`,
      counters: [
        { series: series('requests'), at: T0 + DAY, value: 7 },
        { series: series('requests'), at: T0 + 150 * DAY, value: 1 },
      ],
    });
    await store!.write({
      source: 'new',
      id: `${count}`,
      counters: days(28).map((day) => ({ series: series('requests'), at: now + day * DAY, value: 0.5 })),
    });
    await store!.maintain(now + 28 * DAY + 1, MAINTAIN.signal);
    expect(await read(T0, now)).toMatchObject({ requests: (kept - 28) * 4 + 1 });
    await store!.close();
    await open(RETENTION);
    expect(await read(T0, now)).toMatchObject({ requests: (kept - 28) * 4 + 1 });
    await store!.close();
  });

  it('keeps the day whole that what is left begins in, where days do not begin with those of UTC', async () => {
    const into = await open(RETENTION);
    await fill(into);
    await into.alignDays(PRODUCT, 'America/New_York');
    const since = T0 + 4 * 28 * DAY;
    const [from, to] = [startOfDay(since, 'America/New_York'), endOfDay(since, 'America/New_York')];
    const dayBefore = startOfDay(from - 1, 'America/New_York');
    const before = await read(from, to);
    expect(before.requests).toBe(4);
    await into.maintain(now, MAINTAIN.signal);
    expect(await read(from, to)).toMatchObject({ requests: 4 });
    expect(await read(dayBefore, from)).toMatchObject({ requests: 0, samples: 0 });
    // What comes late for it counts as well.
    await into.write({
      source: 'late',
      id: `${count}`,
      counters: [{ series: series('requests'), at: since + DAY / 24, value: 2 }],
    });
    expect(await read(from, to)).toMatchObject({ requests: 6 });
    await store!.close();
    await open(RETENTION);
    await store!.maintain(now, MAINTAIN.signal);
    expect(await read(from, to)).toMatchObject({ requests: 6 });
    expect(await read(T0, from)).toMatchObject({ requests: 0, samples: 0 });
    await store!.close();
  });

  it('drops nothing when the clock jumps ahead and data are stamped by it, before a restart and after', async () => {
    await fill(await open(RETENTION));
    await store!.maintain(now, MAINTAIN.signal);
    const whole = await read(T0, now);
    const raw = await read(T0 + 168 * DAY + 500, now);
    expect(raw).toMatchObject({ alignedToMs: 0 });
    const jumped = (id: number, at: number): WriteBatch => ({
      source: 'jumped',
      id: `${count} ${id}`,
      counters: [{ series: series('requests'), at, value: 1 }],
    });
    for (const [i, ahead] of [365 * DAY, 366 * DAY].entries()) {
      await store!.write(jumped(i, now + ahead));
      await store!.maintain(now + ahead, MAINTAIN.signal);
      expect(await read(T0, now)).toEqual(whole);
      expect(await read(T0 + 168 * DAY + 500, now)).toEqual(raw);
      await store!.close();
      await open(RETENTION);
    }
    // The clock is right again: what comes is raw data.
    await store!.write(jumped(2, now - 500));
    await store!.maintain(now, MAINTAIN.signal);
    expect(await read(now - 501, now)).toMatchObject({ requests: 1, alignedToMs: 0 });
    await store!.close();
  });
});
