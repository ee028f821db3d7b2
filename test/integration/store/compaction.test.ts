import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadRequest } from '../../../core/ports.ts';
import { dayBoundaries } from '../../../core/time/calendar.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { SPAN_MS } from '../../../server/store/duckdb/numbers/families.ts';
import { scalar } from '../../../server/store/duckdb/rows-of.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 2, 2);
const SERIES = 12;
const DAYS = 70;

describe('housekeeping of a DuckDB store', () => {
  let folder: string;
  let store: DuckdbStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-compaction-'));
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb'), rawRetentionMs: 400 * DAY });
    await store.alignDays(PRODUCT, 'America/New_York');
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('leaves every total as it is on every read while it runs, and appends go on', async () => {
    const perDay = await fill();
    const days = dayBoundaries(T0, T0 + DAYS * DAY, 'America/New_York');
    const request = (boundaries: readonly number[]): ReadRequest => ({
      product: PRODUCT,
      from: boundaries[0]!,
      to: boundaries.at(-1)!,
      boundaries,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    const questions = [
      request(days),
      request([T0, T0 + DAYS * DAY]),
      request([T0 + 98_765, T0 + 31 * DAY + 12_345, T0 + 57 * DAY + 1]),
      request(Array.from({ length: 400 }, (_, i) => T0 + 26 * DAY + i * 600_000)),
    ];
    const before = await Promise.all(questions.map(totals));
    expect(before[1]).toEqual([perDay * DAYS]);

    let running = true;
    let reads = 0;
    let appends = 0;
    const reader = async (i: number) => {
      while (running) {
        expect(await totals(questions[i]!), `read ${reads}, question ${i}`).toEqual(before[i]);
        reads += 1;
      }
    };
    const appender = async () => {
      for (let i = 0; running; i += 1) {
        // After the window that is read, and late inside its closed spans for another measure.
        await store.write({
          source: 'live',
          id: `${i}`,
          counters: [
            { series: series('requests'), at: T0 + (DAYS + 1) * DAY + i * 1000, value: 1 },
            { series: series('requests_failed'), at: T0 + (i % DAYS) * DAY, value: 1 },
          ],
        });
        appends += 1;
      }
    };
    const work = store.maintain(T0 + (DAYS + 2) * DAY, new AbortController().signal).finally(() => {
      running = false;
    });
    await Promise.all([work, appender(), ...questions.map((_, i) => reader(i))]);

    expect(reads).toBeGreaterThan(20);
    const closed = await store.ledger.database.writer.runAndReadAll(
      `SELECT DISTINCT family, compacted FROM partitions
       WHERE (span + 1) * days <= ${Math.floor((T0 + DAYS * DAY) / SPAN_MS) * (SPAN_MS / DAY)} ORDER BY ALL`,
    );
    expect(closed.getRows().map(String)).toEqual(
      expect.arrayContaining(['increment_chunks,true', 'increment_quarters,true']),
    );
    expect(await Promise.all(questions.map(totals))).toEqual(before);
    const late = await store.read({
      ...questions[1]!,
      select: [{ measure: 'requests_failed', kind: 'counter' }],
    });
    expect(late.selections[0]?.groups[0]).toMatchObject({ totals: new Float64Array([appends]) });
    // How long they take is for the bench to say.
    expect(appends).toBeGreaterThan(10);
  });

  it('stops in the middle when it is told to, leaves nothing behind, and goes on later', async () => {
    const perDay = await fill();
    const whole: ReadRequest = {
      product: PRODUCT,
      from: T0,
      to: T0 + DAYS * DAY,
      select: [{ measure: 'requests', kind: 'counter' }],
    };
    for (const afterMs of [5, 40, 120, 300]) {
      const signal = AbortSignal.timeout(afterMs);
      await store.maintain(T0 + (DAYS + 2) * DAY, signal);
      expect(await totals(whole)).toEqual([perDay * DAYS]);
    }
    await store.maintain(T0 + (DAYS + 2) * DAY, new AbortController().signal);
    expect(await totals(whole)).toEqual([perDay * DAYS]);
    const answer = await store.ledger.database.writer.runAndReadAll(
      `SELECT count(*) FROM duckdb_tables() WHERE table_name SIMILAR TO '(increment|sample).*'`,
    );
    const listed = await store.ledger.database.writer.runAndReadAll('SELECT count(*) FROM partitions');
    expect(answer.getRows()).toEqual(listed.getRows());
  });

  it('drops raw data past their retention by whole spans; roll-ups answer for them and say so', async () => {
    await store.close();
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb'), rawRetentionMs: 10 * DAY });
    const perDay = await fill();
    await store.maintain(T0 + (DAYS + 2) * DAY, new AbortController().signal);
    const select = [{ measure: 'requests', kind: 'counter' as const }];
    const old = await store.read({ product: PRODUCT, from: T0 + 1000, to: T0 + 20 * DAY + 1000, select });
    expect(old).toMatchObject({ from: T0, to: T0 + 20 * DAY + 15 * 60_000, alignedToMs: 900_000 });
    const recent = { product: PRODUCT, from: T0 + 65 * DAY + 1000, to: T0 + 66 * DAY + 1000, select };
    expect(await store.read(recent)).toMatchObject({ from: recent.from, to: recent.to, alignedToMs: 0 });
    const days = dayBoundaries(T0, T0 + DAYS * DAY, 'America/New_York');
    expect(await totals({ product: PRODUCT, from: T0, to: T0 + DAYS * DAY, select })).toEqual([
      perDay * DAYS,
    ]);
    const daily = await totals({ product: PRODUCT, from: T0, to: T0 + DAYS * DAY, boundaries: days, select });
    expect(daily.reduce((sum, day) => sum + day, 0)).toBe(perDay * DAYS);

    // What comes late for a time whose raw data are gone still counts.
    const late = { series: series('requests', { labels: { route: '0' } }), at: T0 + DAY, value: 5 };
    await store.write({ source: 'late', id: '1', counters: [late] });
    expect(await totals({ product: PRODUCT, from: T0, to: T0 + DAYS * DAY, select })).toEqual([
      perDay * DAYS + 5,
    ]);
  });

  it('takes batches from the file that are not remembered any more', async () => {
    const write = (id: string) => store.write({ source: 'busy', id });
    const left = () => scalar(store.ledger.database.writer, 'SELECT count(*) FROM batches');
    await write('first');
    await store.ledger.database.writer.run(
      `INSERT INTO batches SELECT source, 'old ' || i, i + 10 FROM batches, range(100_000) numbers(i)`,
    );
    await store.close();
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    for (const id of ['a', 'b', 'c']) await write(id);
    expect(await left()).toBe(100_004);
    await store.ledger.forgetBatches(4);
    expect(await left()).toBe(100_004);
    await store.ledger.forgetBatches(3);
    expect(await left()).toBe(100_000);
    expect(await write('old 3')).toBe('duplicate');
    expect(await write('old 2')).toBe('written');
  });

  it('knows after a restart how far its data reach, though tables of raw data overlap', async () => {
    const span = Math.ceil(T0 / SPAN_MS) * SPAN_MS;
    const point = (at: number) => ({ series: series('requests'), at, value: 1 });
    const past = Array.from({ length: 50 }, (_, day) => point(span + (day - 25) * DAY));
    await store.write({ source: 'past', id: '1', counters: past });
    await store.write({ source: 'late', id: '1', counters: [point(span + 10 * DAY)] });
    await store.close();
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    expect(store.ledger.latestAt).toBe(span + 24 * DAY);
  });

  it('loses nothing when the clock jumps ahead by years', async () => {
    const perDay = await fill();
    const whole: ReadRequest = {
      product: PRODUCT,
      from: T0,
      to: T0 + DAYS * DAY,
      boundaries: [T0, T0 + 100_001, T0 + DAYS * DAY],
      select: [{ measure: 'requests', kind: 'counter' }],
    };
    const before = await totals(whole);
    await store.maintain(T0 + 4000 * DAY, new AbortController().signal);
    expect(await totals(whole)).toEqual(before);
    expect(before[0]! + before[1]!).toBe(perDay * DAYS);
    await store.write({
      source: 'live',
      id: 'after',
      counters: [{ series: series('requests'), at: T0 + DAYS * DAY - 1, value: 1 }],
    });
    expect((await totals(whole))[1]).toBe(before[1]! + 1);
  });

  it('goes on when the clock jumps ahead and back again: what comes meanwhile counts at the time that it says', async () => {
    const perDay = await fill();
    const request: ReadRequest = {
      product: PRODUCT,
      from: T0,
      to: T0 + 5000 * DAY,
      select: [{ measure: 'requests', kind: 'counter' }],
    };
    const times = [4000 * DAY, DAYS * DAY, (DAYS - 40) * DAY, DAYS * DAY + HOUR];
    for (const [i, now] of times.entries()) {
      // A sender whose clock jumps as well, and one whose clock is right.
      const counters = [now, DAYS * DAY - 1].map((at) => ({
        series: series('requests'),
        at: T0 + at,
        value: 1,
      }));
      await store.write({ source: 'live', id: `${i}`, counters });
      await store.maintain(T0 + now, new AbortController().signal);
      expect(await totals(request)).toEqual([perDay * DAYS + 2 * (i + 1)]);
    }
  });

  /** One point every ten minutes of each series, a past in large batches and then day by day; returns the sum of a day. */
  async function fill(): Promise<number> {
    const all = Array.from({ length: SERIES }, (_, i) => series('requests', { labels: { route: `${i}` } }));
    const batches = [0, 14, 28, 42, ...Array.from({ length: DAYS - 55 }, (_, i) => 56 + i)];
    for (const [i, day] of batches.entries()) {
      const counters = [];
      const end = T0 + (batches[i + 1] ?? DAYS) * DAY;
      for (let at = T0 + day * DAY; at < end; at += 600_000) {
        for (const one of all) counters.push({ series: one, at, value: 2 });
      }
      await store.write({ source: 'fill', id: `${day}`, counters });
    }
    return SERIES * 144 * 2;
  }

  async function totals(request: ReadRequest): Promise<number[]> {
    const group = (await store.read(request)).selections[0]?.groups[0];
    return group?.kind === 'counter' ? [...group.totals] : [];
  }
});
