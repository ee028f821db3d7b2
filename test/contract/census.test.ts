import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seriesId } from '../../core/measure/series.ts';
import type { EventLog, MeasurementStore } from '../../core/ports.ts';
import { EvaluationLoop } from '../../server/evaluation/evaluation-loop.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, PRODUCT, roadmap, V2_HOURLY, writeTraffic } from './scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The first instant of a day in Berlin, in winter. */
const MIDNIGHT = Date.UTC(2026, 10, 1, 23);
const folder = mkdtempSync(join(tmpdir(), 'gateline-census-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = V2_HOURLY;
/** 2 % fail: a day of it among seven good ones is 0.37 % over a week, two are 0.63 %. */
const BAD = { ...V2_HOURLY, failed: 20 };

/** A service whose days are good or bad, judged at noon of each of them and whenever else is asked. */
describe.each(['memory', 'DuckDB'])('a census on a store in %s', (kind) => {
  let store: MeasurementStore;
  let events: EventLog;
  let now: number;
  let loop: EvaluationLoop;
  let lived: number;

  function start(criteria: readonly string[]) {
    const current = {
      roadmap: roadmap([item('v2', 'live', criteria)], { zone: 'Europe/Berlin' }),
      revision: 'one',
    };
    loop = new EvaluationLoop({
      store,
      events,
      clock: { now: () => now },
      roadmaps: { products: () => [PRODUCT], current: () => current },
      onError: (_product, error) => {
        throw error;
      },
    });
  }

  beforeEach(async () => {
    files += 1;
    lived = MIDNIGHT;
    if (kind === 'memory') {
      store = new MemoryStore();
      events = new MemoryEventLog();
    } else {
      const duckdb = await DuckdbStore.open({
        file: join(folder, `${files}.duckdb`),
        rawRetentionMs: Number.MAX_SAFE_INTEGER,
      });
      store = duckdb;
      events = duckdb.events;
    }
  });
  afterEach(() => store.close());

  /** Lives on to the noon of the last of these days, `+` good and `-` bad ones and `.` ones without a trace. */
  async function live(pattern: string) {
    const until = MIDNIGHT + (pattern.length - 1) * DAY + DAY / 2;
    for (const [i, mark] of [...pattern].entries()) {
      const from = Math.max(lived, MIDNIGHT + i * DAY);
      const to = Math.min(until, MIDNIGHT + (i + 1) * DAY);
      if (from >= to || mark === '.') continue;
      // Samples within the day: one that falls on midnight would be the next day's.
      await writeTraffic(store, 'v2', '2.3.1', mark === '+' ? GOOD : BAD, { from: from - 1, to: to - 1 });
    }
    lived = until;
    now = until;
  }

  async function judged(): Promise<string> {
    await loop.run();
    const [verdict] = loop.gates(PRODUCT)[0]?.criteria ?? [];
    return verdict?.state === 'no-data' ? verdict.reason : (verdict?.state ?? '');
  }
  const verdict = () => loop.gates(PRODUCT)[0]?.criteria[0];

  // A day is judged by the day after it: 24 hours of it.
  const byDay = ['error_rate < 1% over 24h'];

  test('changes at the close of a day, after two days that agree', async () => {
    start(byDay);
    await live('+++');
    expect(await judged()).toBe('pass');
    await live('+++-');
    // The bad day is not over.
    expect(await judged()).toBe('pass');
    await live('+++--');
    expect(await judged()).toBe('pass');
    expect(verdict()).toMatchObject({ pending: { state: 'fail', at: MIDNIGHT + 4 * DAY } });
    expect(verdict()?.sentence).toContain(
      'the last day says it fails (2.00 %), which counts when the next one agrees',
    );
    await live('+++---');
    expect(await judged()).toBe('fail');
    expect(verdict()?.pending).toBeUndefined();
    await live('+++---+');
    expect(await judged()).toBe('fail');
    await live('+++---+-');
    expect(await judged()).toBe('fail');
  });

  test('says the same at every look of a day, and after a restart', async () => {
    start(byDay);
    await live('++--+');
    const states = new Set<string>();
    for (let at = now - DAY / 2 + 6 * 60_000; at < now; at += HOUR) {
      const later = now;
      now = at;
      states.add(await judged());
      now = later;
    }
    start(byDay);
    states.add(await judged());
    expect([...states]).toEqual(['fail']);
  });

  test('waits for what comes in late before a day is over', async () => {
    start(byDay);
    await live('++--+');
    now = MIDNIGHT + 4 * DAY + 4 * 60_000;
    expect(await judged()).toBe('pass');
    now = MIDNIGHT + 4 * DAY + 6 * 60_000;
    expect(await judged()).toBe('fail');
  });

  test('says at once when nothing is seen any more, and when it is seen again', async () => {
    start(byDay);
    await live('+++');
    now += 2 * HOUR;
    expect(await judged()).toBe('stale');
    await writeTraffic(store, 'v2', '2.3.1', GOOD, { from: now - 2 * HOUR - 1, to: now - 1 });
    expect(await judged()).toBe('pass');
  });

  test('has no data for a day that was not watched, and passes it over', async () => {
    start(byDay);
    await live('++.+');
    expect(await judged()).toBe('coverage');
    expect(verdict()?.sentence).toContain('watched for 0 % of 1 day, 90 % is needed');
    await live('++.+-');
    expect(await judged()).toBe('pass');
    await live('++.+--+');
    expect(await judged()).toBe('fail');
  });

  test('has no verdict before its first day has closed', async () => {
    start(byDay);
    await live('+');
    expect(await judged()).toBe('first-day');
    expect(verdict()?.sentence).toContain('no whole day of it has closed yet');
    await live('-+');
    // The first verdict waits for no second day.
    expect(await judged()).toBe('fail');
  });

  test('asks for as many whole days as its window', async () => {
    start(['error_rate < 1% over 7d']);
    await live('++++++');
    expect(await judged()).toBe('coverage');
    await live('+++++++-');
    expect(await judged()).toBe('pass');
    expect(verdict()?.actual).toMatchObject({ from: MIDNIGHT, to: MIDNIGHT + 7 * DAY, n: 7 * 24 * 1000 });
  });

  test('fails at once on what must never happen', async () => {
    start(['critical_failures = 0 over 7d']);
    await live('++++++++');
    const key = { product: PRODUCT, measure: 'critical_failures', item: 'v2', environment: 'production' };
    const series = { ...key, build: '', labels: {} };
    const counter = { ...series, id: seriesId(series) };
    const watch = async (from: number, to: number, value: number) => {
      const observations = [];
      for (let at = from; at < to; at += HOUR) {
        const end = Math.min(at + HOUR, to);
        observations.push({ ...key, at: end - 1, durationMs: end - at });
      }
      const counters = value === 0 ? [] : [{ series: counter, at: to - 1, value }];
      await store.write({ source: 'guard', id: `${from}`, counters, observations });
    };
    await watch(MIDNIGHT, now - HOUR, 0);
    expect(await judged()).toBe('pass');
    expect(verdict()?.sentence).toContain(
      '0 (up to 3.00 are to be expected in as many requests) against exactly 0',
    );
    await watch(now - HOUR, now, 1);
    expect(await judged()).toBe('fail');
  });

  test('holds for a time when it did at the close of each of its days', async () => {
    start(['error_rate < 1% over 24h for 3d']);
    await live('-++++');
    expect(await judged()).toBe('unproven');
    expect(verdict()).toMatchObject({ reason: 'held-too-short', outlook: { by: '2026-11-07' } });
    await live('-+++++');
    expect(await judged()).toBe('pass');
    // Another bad day: the two before it agreed that it passes, but it has not held all the time.
    await live('-+++++-+');
    expect(await judged()).toBe('unproven');
    expect(verdict()).toMatchObject({ reason: 'held-too-short', lean: 'pass', pending: { state: 'fail' } });
  });
});
