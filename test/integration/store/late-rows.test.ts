import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { scalar } from '../../../server/store/duckdb/rows-of.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const QUARTER = 15 * 60_000;
const DAY = 24 * 3_600_000;
const T0 = Date.UTC(2026, 2, 2, 5);
/** Series of counters, and as many of gauges. */
const SERIES = 700;
const ROUTES = Array.from({ length: SERIES }, (_, route) => ({
  counter: series('requests', { labels: { route: String(route) } }),
  gauge: series('queue', { labels: { route: String(route) } }),
}));
const STEP = 15_000;
const COMMITS = 60;
const SELECT = [
  { measure: 'requests', kind: 'counter' as const },
  { measure: 'queue', kind: 'gauge' as const },
];

describe('a DuckDB store whose roll-ups reach further than its data', () => {
  let folder: string;
  let store: DuckdbStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-late-'));
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    await store.alignDays(PRODUCT, 'America/New_York');
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['by years, since a clock was ahead', 400 * DAY],
    ['by days', 3 * DAY],
  ])('%s: merges what comes one by one, and every read stays as it is', async (_, ahead) => {
    await rollUpUntil(T0 + ahead);
    for (let half = 1; half <= 2; half += 1) {
      for (let i = 0; i < COMMITS / 2; i += 1) await commit(half, i);
      const before = await read();
      const reading = new AbortController();
      const reads = readUntil(reading.signal);
      const housekeeping = store.maintain(T0 + ahead, new AbortController().signal);
      await Promise.all([housekeeping, store.write({ source: 'beside', id: `${half}`, state: [] })]);
      reading.abort();
      for (const answer of await reads) expect(answer).toEqual(before);
      expect(await read()).toEqual(before);
    }
    const total = COMMITS * SERIES;
    expect(totalsOf(await read())).toEqual([total]);
    const quarters = Math.ceil((COMMITS * STEP) / QUARTER) + 1;
    expect(await rowsOf('increment_quarters')).toBeLessThan(SERIES * quarters + 10);
    expect(await rowsOf('sample_quarters')).toBeLessThan(SERIES * quarters + 10);
    expect(await rowsOf('days')).toBeLessThan(SERIES + 10);
    await store.close();
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    expect(totalsOf(await read())).toEqual([total]);
  });

  it('merges days that were left by an earlier run', async () => {
    await rollUpUntil(T0 + 3 * DAY);
    for (let i = 0; i < 5; i += 1) await commit(1, i);
    expect(await rowsOf('days')).toBeGreaterThanOrEqual(5 * SERIES);
    await store.close();
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    const before = await read();
    await store.maintain(T0 + 3 * DAY, new AbortController().signal);
    expect(await rowsOf('days')).toBeLessThan(SERIES + 10);
    expect(await read()).toEqual(before);
  });

  async function rollUpUntil(at: number): Promise<void> {
    const point = (time: number) => ({ series: series('requests'), at: time, value: 1 });
    await store.write({ source: 'ahead', id: '1', counters: [T0 - 30 * DAY, at - QUARTER, at].map(point) });
    await store.maintain(at + DAY, new AbortController().signal);
    expect(store.ledger.marks.get('sealed-until')).toBe(at);
  }

  async function commit(half: number, i: number): Promise<void> {
    const at = T0 + ((half - 1) * (COMMITS / 2) + i) * STEP;
    await store.write({
      source: 'late',
      id: `${half} ${i}`,
      counters: ROUTES.map(({ counter }) => ({ series: counter, at, value: 1 })),
      gauges: ROUTES.map(({ gauge }, route) => ({ series: gauge, at, value: route + i })),
    });
  }

  async function read() {
    return await store.read({ product: PRODUCT, from: T0, to: T0 + DAY, select: SELECT });
  }

  async function readUntil(signal: AbortSignal) {
    const answers: Awaited<ReturnType<typeof read>>[] = [];
    while (!signal.aborted) answers.push(await read());
    return answers;
  }

  /** Of all tables of a family together. */
  async function rowsOf(family: string): Promise<number> {
    const { writer } = store.ledger.database;
    const found = await writer.runAndReadAll(
      `SELECT table_name FROM duckdb_tables() WHERE regexp_full_match(table_name, '${family}(_[0-9]+_[0-9]+)?')`,
    );
    let rows = 0;
    for (const [table] of found.getRows() as [string][]) {
      rows += await scalar(writer, `SELECT count(*) FROM ${table}`);
    }
    return rows;
  }
});

function totalsOf(answer: Awaited<ReturnType<DuckdbStore['read']>>): number[] {
  const group = answer.selections[0]?.groups[0];
  return group !== undefined && 'totals' in group ? [...group.totals] : [];
}
