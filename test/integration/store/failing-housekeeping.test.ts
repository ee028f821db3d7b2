import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WriteBatch } from '../../../core/ports.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { scalar } from '../../../server/store/duckdb/rows-of.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTES = 1440;
/** Start of a span of 28 days. */
const T0 = 735 * 28 * DAY;
const NEVER = new AbortController().signal;
const OUT_OF_MEMORY = 'Out of Memory Error: could not allocate block of size 256.0 KiB';

describe('housekeeping of a DuckDB store that fails half way', () => {
  let folder: string;
  let store: DuckdbStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-failing-'));
    await open();
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function open() {
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb'), rawRetentionMs: 400 * DAY });
  }

  /** Statements fail as those do that the memory limit hits. */
  function failing(fails: (sql: string) => boolean): void {
    const run = DuckDBConnection.prototype.run;
    vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(async function (
      this: DuckDBConnection,
      sql,
      ...rest
    ) {
      if (fails(sql)) throw new Error(OUT_OF_MEMORY);
      return await run.call(this, sql, ...rest);
    });
  }

  /** A point a minute of each series over a day. */
  function day(number: number, seriesCount: number): WriteBatch {
    const labelled = Array.from({ length: seriesCount }, (_, i) =>
      series('requests', { labels: { route: `${i}` } }),
    );
    const counters = labelled.flatMap((one) =>
      Array.from({ length: MINUTES }, (_, i) => ({
        series: one,
        at: T0 + number * DAY + i * 60_000,
        value: 1,
      })),
    );
    return { source: 'fill', id: `${number}`, counters };
  }

  /** What raw data say of the first day: steps that no quarter hour fits. */
  async function ofFirstDay(): Promise<number> {
    const boundaries = [T0, T0 + 8 * HOUR + 1, T0 + 16 * HOUR + 1, T0 + DAY];
    const answer = await store.read({
      product: PRODUCT,
      from: T0,
      to: T0 + DAY,
      boundaries,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    const group = answer.selections[0]?.groups[0];
    return group?.kind === 'counter' ? group.totals.reduce((sum, total) => sum + total) : Number.NaN;
  }

  it.each([
    ['is taken back', true],
    ['is taken back in the next round, where that fails as well', false],
  ])('counts nothing twice: what a packing that fails has packed %s', async (_, canTakeBack) => {
    // More than one step of a packing takes.
    const seriesCount = 120;
    await store.write(day(0, seriesCount));
    await store.write({
      source: 'now',
      id: '1',
      counters: [{ series: series('other'), at: T0 + 2 * DAY, value: 1 }],
    });
    expect(await ofFirstDay()).toBe(seriesCount * MINUTES);

    let steps = 0;
    failing((sql) => {
      if (sql.includes('ORDER BY cell, ts')) {
        steps += 1;
        return steps > 1;
      }
      return canTakeBack ? false : /DELETE FROM \w+_chunks/.test(sql);
    });
    await expect(store.maintain(T0 + 2 * DAY + HOUR, NEVER)).rejects.toThrow('Out of Memory');
    expect(steps).toBe(2);
    vi.restoreAllMocks();
    expect(await ofFirstDay()).toBe(seriesCount * MINUTES);

    await store.maintain(T0 + 2 * DAY + HOUR, NEVER);
    expect(await ofFirstDay()).toBe(seriesCount * MINUTES);
    await store.close();
    await open();
    expect(await ofFirstDay()).toBe(seriesCount * MINUTES);
  });

  it('goes on with the rest of its work', async () => {
    await store.write(day(0, 1));
    const { ledger } = store;
    const rest = [vi.spyOn(ledger, 'compactStates'), vi.spyOn(ledger, 'forgetBatches')];
    failing((sql) => sql.includes('INSERT INTO increment_quarters'));
    await expect(store.maintain(T0 + DAY, NEVER)).rejects.toThrow('Out of Memory');
    for (const one of rest) expect(one).toHaveBeenCalledOnce();
  });

  it('merges days in the next round that could not be merged', async () => {
    const routes = Array.from({ length: 700 }, (_, i) => series('requests', { labels: { route: `${i}` } }));
    const points = (at: number) => routes.map((one) => ({ series: one, at, value: 1 }));
    await store.alignDays(PRODUCT, 'UTC');
    const counters = [T0, T0 + DAY, T0 + DAY + HOUR].flatMap(points);
    await store.write({ source: 'first', id: '1', counters });
    await store.maintain(T0 + 2 * DAY, NEVER);
    // So many that merging them pays.
    for (let i = 0; i < 40; i += 1) {
      await store.write({ source: 'late', id: `${i}`, counters: points(T0 + i * 1000) });
    }
    const days = async () => scalar(store.ledger.database.writer, 'SELECT count(*) FROM days');
    failing((sql) => sql.includes('merged_days'));
    await expect(store.maintain(T0 + 2 * DAY, NEVER)).rejects.toThrow('Out of Memory');
    expect(await days()).toBe(41 * routes.length);
    vi.restoreAllMocks();
    await store.maintain(T0 + 2 * DAY, NEVER);
    expect(await days()).toBe(routes.length);
  });

  it('leaves no copy of a table behind that could not be sorted', async () => {
    for (let number = 0; number < 30; number += 1) await store.write(day(number, 1));
    let copies = 0;
    failing((sql) => {
      const isCopy = /INSERT INTO increment_quarters_\d+_\d+ SELECT .* FROM increment_quarters_/.test(sql);
      if (isCopy) copies += 1;
      return isCopy;
    });
    const tables = async () =>
      [...(await store.ledger.database.rowCounts()).keys()].filter((name) =>
        name.startsWith('increment_quarters_'),
      );
    for (let round = 1; round <= 3; round += 1) {
      await expect(store.maintain(T0 + 30 * DAY + HOUR, NEVER)).rejects.toThrow('Out of Memory');
      expect(copies).toBe(round);
      expect(await tables()).toHaveLength(2);
    }
    vi.restoreAllMocks();
    await store.maintain(T0 + 30 * DAY + HOUR, NEVER);
    expect(await tables()).toHaveLength(2);
    expect(await ofFirstDay()).toBe(MINUTES);
  });
});
