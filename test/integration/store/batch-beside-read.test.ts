import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadRequest, ReadResult, WriteBatch } from '../../../core/ports.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Start of a span of 28 days. */
const T0 = 735 * 28 * 24 * HOUR;
const NOW = T0 + 5 * HOUR + 12 * MINUTE;

/** One call that counts and measures at once, some hours ago and just now. */
const batch: WriteBatch = {
  source: 'late and new',
  id: '1',
  counters: [
    { series: series('requests'), at: T0 + HOUR, value: 100 },
    { series: series('requests'), at: NOW - 6 * MINUTE, value: 1000 },
  ],
  gauges: [{ series: series('labeled_examples'), at: NOW - 6 * MINUTE, value: 7 }],
};

describe('a read of a part of the quarter hour that runs, beside the commit of a batch with late and new points', () => {
  let folder: string;
  let store: DuckdbStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-batch-'));
    store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    await store.write({
      source: 'fill',
      id: '1',
      counters: Array.from({ length: 312 }, (_, i) => ({
        series: series('requests'),
        at: T0 + (i + 1) * MINUTE,
        value: 1,
      })),
      gauges: [{ series: series('labeled_examples'), at: NOW, value: 5 }],
    });
    await store.maintain(NOW, new AbortController().signal);
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const request: ReadRequest = {
    product: PRODUCT,
    from: T0,
    to: NOW - 2 * MINUTE,
    select: [
      { measure: 'requests', kind: 'counter' },
      { measure: 'labeled_examples', kind: 'gauge' },
    ],
  };

  /** Increments, and the last value of the gauge. */
  function figures({ selections }: ReadResult) {
    const [counted, measured] = selections.map(({ groups }) => groups[0]);
    return [
      counted?.kind === 'counter' && counted.totals[0],
      measured?.kind === 'gauge' && measured.steps[0]?.last,
    ];
  }

  const NOTHING = [309, undefined];
  const ALL = [1409, 7];

  it('sees all of it or nothing, when the commit comes between what memory knows and what the tables say', async () => {
    expect(figures(await store.read(request))).toEqual(NOTHING);
    const { database } = store.ledger;
    const reads = Promise.withResolvers<void>();
    const holding = [database.reading(() => reads.promise), database.reading(() => reads.promise)];

    const read = store.read(request);
    // It has taken from memory by then, and waits for a connection to ask the tables.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.write(batch)).toBe('written');
    reads.resolve();

    expect(figures(await read)).toEqual(ALL);
    await Promise.all(holding);
  });

  it('sees all of it or nothing where a part of it is of a series that is new, while the read waits for what memory lacks', async () => {
    const { commits } = store.ledger;
    const turn = Promise.withResolvers<void>();
    const holding = commits.exclusively(() => turn.promise);
    const writing = store.write({
      ...batch,
      counters: [
        ...(batch.counters ?? []),
        { series: series('requests', { item: 'v3' }), at: T0, value: 10 },
      ],
    });
    // Memory holds nothing yet: it waits for its turn, which comes after the commit.
    const read = store.read(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    turn.resolve();
    await Promise.all([holding, writing]);
    expect([NOTHING, [1419, 7]]).toContainEqual(figures(await read));
  });

  it('sees all of it or nothing, whenever the commit comes', async () => {
    let expected = NOTHING;
    for (let i = 1; i <= 60; i += 1) {
      const before = expected;
      expected = [309 + 1100 * i, 7];
      const writing = store.write({ ...batch, id: String(i) });
      const seen: unknown[] = [];
      let isWritten = false;
      const reading = (async () => {
        while (!isWritten) seen.push(figures(await store.read(request)));
      })();
      expect(await writing).toBe('written');
      isWritten = true;
      await reading;
      for (const one of seen) expect([before, expected]).toContainEqual(one);
    }
    expect(figures(await store.read(request))).toEqual(expected);
  });
});
