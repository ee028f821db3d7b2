import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Influxd } from '../../setup/influxd.ts';
import { type SlowProxy, slowProxy } from './slow-influx.ts';

const T0 = Date.UTC(2026, 9, 1);
const QUARTER = 15 * 60_000;
const HOUR = 4 * QUARTER;
const NEVER = new AbortController().signal;
/** A step has four questions: together they take longer than commits are to wait for what takes no time ahead. */
const ANSWER_MS = 550;

describe('an InfluxDB that takes half a second to answer a question, while a point comes late at each', () => {
  let folder: string;
  let influxd: Influxd;
  let proxy: SlowProxy;
  let store: InfluxStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-late-'));
    influxd = await Influxd.start();
    proxy = await slowProxy(influxd.url);
    const influx = { url: proxy.url, database: 'gateline', timeoutMs: 600_000 };
    store = await InfluxStore.open({ file: join(folder, 'ledger.duckdb'), influx, clock: Date });
  });

  afterEach(async () => {
    await store.close();
    await proxy.close();
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  let written = 0;
  const write = async (quarters: readonly number[]) => {
    written += quarters.length;
    const counters = quarters.map((quarter) => ({
      series: series('requests'),
      at: T0 + quarter * QUARTER,
      value: 1,
    }));
    await store.write({ source: 'a', id: `${written}`, counters });
  };

  /** Housekeeping of the first hours, with late points in a quarter hour. */
  async function sealBeside(late: number, limit: number): Promise<{ questions: number }> {
    const writes: Promise<void>[] = [];
    proxy.before(async () => {
      writes.push(write([late]));
      await sleep(ANSWER_MS);
    });
    try {
      await store.maintain(T0 + limit * QUARTER + HOUR, NEVER);
    } finally {
      proxy.before(async () => {});
      await Promise.all(writes);
    }
    return { questions: writes.length };
  }

  async function expectSealed(until: number): Promise<void> {
    expect(store.ledger.marks.get('sealed-until')).toBe(T0 + until * QUARTER);
    const answer = await store.read({
      product: PRODUCT,
      from: T0,
      to: T0 + 24 * HOUR,
      select: [{ measure: 'requests', kind: 'counter' }],
    });
    expect(answer.selections[0]?.groups).toMatchObject([{ totals: Float64Array.of(written) }]);
  }

  it('makes roll-ups once of what nothing came into', async () => {
    written = 0;
    await write(Array.from({ length: 9 }, (_, quarter) => quarter));
    await store.maintain(T0 + 24 * HOUR, NEVER);
    await write(Array.from({ length: 8 }, (_, quarter) => 9 + quarter));
    // One before what is rolled up, and one after.
    expect(await sealBeside(2, 16)).toEqual({ questions: 4 });
    await expectSealed(16);
    await write([24]);
    expect(await sealBeside(24, 24)).toEqual({ questions: 4 });
    await expectSealed(24);
  });

  it('makes them in the end though something comes into them at every attempt', async () => {
    written = 0;
    await write([2, 3, 4]);
    await sealBeside(2, 4);
    await expectSealed(4);
  });

  it.each([
    ['', 0],
    [', and takes its time', 250],
  ])(
    'makes them in the end though InfluxDB refuses some of what comes into them all the time%s',
    {
      timeout: 240_000,
    },
    async (_, writesTakeMs) => {
      written = 0;
      await write([2, 3]);
      // Somebody else's point makes the field a text in this shard: ours, a number, is refused.
      const conflict = `raw_observed,series=x observed="text" ${T0}000000`;
      await fetch(`${influxd.url}/write?db=gateline`, { method: 'POST', body: conflict });
      proxy.slowWrites(writesTakeMs);
      const over = new AbortController();
      const late = writeUntil(over.signal, 2);
      const isSealed = () => store.ledger.marks.get('sealed-until') === T0 + 3 * QUARTER;
      // A round that has too little time, on a busy machine, leaves them for the next one.
      for (let round = 0; round < 15 && !isSealed(); round += 1) {
        await store.maintain(T0 + 3 * QUARTER + HOUR, NEVER).catch(() => undefined);
      }
      over.abort();
      proxy.slowWrites(0);
      await late;
      await expectSealed(3);
    },
  );

  /** Late points in a quarter hour, one commit after the other, each with one that is refused. */
  async function writeUntil(signal: AbortSignal, quarter: number): Promise<void> {
    const at = T0 + quarter * QUARTER;
    const watched = { product: PRODUCT, measure: 'requests', item: 'v1', environment: 'production' };
    while (!signal.aborted) {
      written += 1;
      const counters = [{ series: series('requests'), at, value: 1 }];
      const observations = [{ ...watched, at, durationMs: 1000 }];
      await store.write({ source: 'a', id: `${written}`, counters, observations });
      // Several for each question that the roll-up takes, and time for each to arrive.
      await sleep(ANSWER_MS / 4);
    }
  }
});
