import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Start of a span of 28 days. */
const T0 = 735 * 28 * DAY;
const DAYS = 60;

describe('a read that is planned before raw data expire and looks for them afterwards', () => {
  let folder: string;
  let store: DuckdbStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-expiry-'));
    store = await open(400);
    await store.write({
      source: 'fill',
      id: '1',
      counters: Array.from({ length: DAYS * 144 }, (_, i) => ({
        series: series('requests'),
        at: T0 + i * 10 * MINUTE,
        value: 1,
      })),
    });
    await store.maintain(T0 + DAYS * DAY, new AbortController().signal);
    await store.close();
    store = await open(10);
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function open(days: number) {
    return await DuckdbStore.open({
      file: join(folder, 'gateline.duckdb'),
      rawRetentionMs: days * DAY,
    });
  }

  it.each([
    ['its edges', []],
    ['its steps', [T0 + DAY + 3 * MINUTE, T0 + 2 * DAY + 3 * MINUTE]],
  ])('takes whole quarter hours for %s, and says so', async (_, inner) => {
    const from = T0 + 25 * MINUTE;
    const to = T0 + 3 * DAY + 35 * MINUTE;
    const { ledger } = store;
    const commits = Promise.withResolvers<void>();
    const reads = Promise.withResolvers<void>();
    const holding = [
      ledger.commits.exclusively(() => commits.promise),
      ledger.database.reading(() => reads.promise),
      ledger.database.reading(() => reads.promise),
    ];
    const expired = store.withLedger(({ numbers }) => numbers.expire(T0 + DAYS * DAY));
    const read = store.read({
      product: PRODUCT,
      from,
      to,
      boundaries: [from, ...inner, to],
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    // The read has planned by then, and waits for its turn.
    await new Promise((resolve) => setTimeout(resolve, 20));
    commits.resolve();
    await expect.poll(() => ledger.marks.get('raw-since')).toBe(T0 + 28 * DAY);
    reads.resolve();

    await Promise.all([...holding, expired]);
    const { selections, ...window } = await read;
    expect(window).toEqual({ from: T0 + 15 * MINUTE, to: T0 + 3 * DAY + 45 * MINUTE, alignedToMs: 900_000 });
    const group = selections[0]?.groups[0];
    const totals = group?.kind === 'counter' ? [...group.totals] : [];
    expect(totals.reduce((sum, total) => sum + total)).toBe(3 * 144 + 3);
  });
});
