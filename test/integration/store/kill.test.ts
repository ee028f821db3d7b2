import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { Influxd } from '../../setup/influxd.ts';
import { KilledStore } from './killed-store.ts';

describe('a store that is killed under load', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-kill-'));
    file = join(folder, 'gateline.duckdb');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds every acknowledged batch once and none in part, 50 times, in DuckDB', async () => {
    const store = new KilledStore(() => DuckdbStore.open({ file }), [file]);
    await killed(store, 50, 20);
  }, 600_000);

  it('holds every acknowledged batch once and none in part, 5 times, in front of InfluxDB', async () => {
    const influxd = await Influxd.start();
    try {
      const influx = { url: influxd.url, database: 'gateline' };
      const open = () => InfluxStore.open({ file, influx, clock: Date });
      await killed(new KilledStore(open, [file, influxd.url]), 5, 25);
    } finally {
      await influxd.remove();
    }
  });
});

async function killed(store: KilledStore, times: number, mostBatches: number): Promise<void> {
  const random = generator(20_261_123);
  for (let i = 0; i < times; i += 1) await store.kill(Math.floor(random() * mostBatches), random() * 20);
  expect(store.acknowledged.size).toBeGreaterThan(times);
  // The usual one: the machine may have other work now and then.
  expect(store.usualStart).toBeLessThan(2_000);
  process.stdout.write(
    `Start after a kill: ${store.usualStart.toFixed(0)} ms as a rule, ${Math.max(...store.starts).toFixed(0)} ms at most.\n`,
  );
}

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
