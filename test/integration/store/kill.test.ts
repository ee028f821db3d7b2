import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Influxd } from '../../setup/influxd.ts';
import { KilledStore } from './killed-store.ts';
import { oneFile } from './one-file.ts';

describe('a store that is killed under load', () => {
  let folder: string;
  let file: string;
  let writer: string;

  beforeAll(async () => {
    writer = await oneFile(join(import.meta.dirname, 'writer-process.ts'));
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-kill-'));
    file = join(folder, 'gateline.duckdb');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds every acknowledged batch once and none in part, 50 times, in DuckDB', async () => {
    await killed(new KilledStore(writer, { file }), 50, 20);
  }, 600_000);

  it('holds every acknowledged batch once and none in part, 5 times, in front of InfluxDB', async () => {
    const influxd = await Influxd.start();
    try {
      await killed(new KilledStore(writer, { file, url: influxd.url }), 5, 25);
    } finally {
      await influxd.remove();
    }
  });
});

async function killed(store: KilledStore, times: number, mostBatches: number): Promise<void> {
  const random = generator(20_261_123);
  // One more: it looks at what the last kill left.
  for (let i = 0; i <= times; i += 1) await store.kill(Math.floor(random() * mostBatches), random() * 20);
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
