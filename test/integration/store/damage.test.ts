import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatelineError } from '../../../core/errors.ts';
import { Database } from '../../../server/store/duckdb/database.ts';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { scalar } from '../../../server/store/duckdb/rows-of.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { PRODUCT, series } from '../../contract/history.ts';
import { Child } from '../child-process.ts';

const T0 = Date.UTC(2026, 9, 1);
const POINTS = 60_000;
const GATELINE = resolve(import.meta.dirname, '../../../server/cli/gateline.js');

it('an InfluxDB store over a damaged file opens all the same, and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-damage-'));
  const options = {
    file: join(folder, 'ledger.duckdb'),
    // Nobody listens there.
    influx: { url: 'http://127.0.0.1:9', database: 'gateline' },
    clock: Date,
  };
  await (await InfluxStore.open(options)).close();
  damage(options.file, 0);
  const store = await InfluxStore.open(options);
  expect(store.status()).toMatchObject({
    state: 'unavailable',
    reason: expect.stringMatching(/gateline backup/),
  });
  await store.close();
  rmSync(folder, { recursive: true });
});

it('an InfluxDB store that cannot read all of its file sends nothing of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-damage-'));
  const paths: string[] = [];
  const influx = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(503).end());
  });
  await new Promise<void>((done) => influx.listen(0, '127.0.0.1', done));
  const options = {
    file: join(folder, 'ledger.duckdb'),
    influx: { url: `http://127.0.0.1:${(influx.address() as AddressInfo).port}`, database: 'gateline' },
    clock: Date,
  };
  const before = await InfluxStore.open(options);
  await before.write({ source: 's', id: '1', counters: [{ series: series('requests'), at: T0, value: 1 }] });
  await before.close();
  damage(options.file, await placeOfPositions(options.file));
  paths.length = 0;
  const store = await InfluxStore.open(options);
  expect(store.status().state).toBe('unavailable');
  // It is opened again and again.
  await expect.poll(() => paths.length, { timeout: 10_000 }).toBeGreaterThan(3);
  await store.close();
  expect(paths.filter((path) => path.startsWith('/write'))).toEqual([]);
  influx.closeAllConnections();
  await new Promise((done) => influx.close(done));
  rmSync(folder, { recursive: true });
});

it('a command that meets a damaged file says so in one sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-damage-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'gateline.yaml'), 'listen: 127.0.0.1:4600\n');
  writeFileSync(join(folder, 'data/gateline.duckdb'), '');
  await using child = new Child([GATELINE, 'export', 'data', 'out'], { cwd: folder });
  expect(await child.exit()).toBe(69);
  expect(child.err).toMatch(
    /^A part of .*gateline\.duckdb cannot be read \(.*gateline backup", in its place\.\n$/,
  );
  rmSync(folder, { recursive: true });
});

describe('a DuckDB store over a damaged file', () => {
  let folder: string;
  let file: string;
  let good: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-damage-'));
    file = join(folder, 'gateline.duckdb');
    good = join(folder, 'good.duckdb');
    const store = await DuckdbStore.open({ file: good });
    for (let i = 0; i < POINTS / 10_000; i += 1) {
      await store.write({
        source: 'load',
        id: `${i}`,
        counters: Array.from({ length: 10_000 }, (_, k) => ({
          series: series('requests', { labels: { route: `${k % 100}` } }),
          at: T0 + i * 60_000 + k,
          value: Math.random(),
        })),
      });
    }
    await store.close();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('says so, serves what can be read, writes nothing, wherever the damage is', async () => {
    const size = statSync(good).size;
    const seen = new Set<string>();
    for (const share of [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9]) {
      copyFileSync(good, file);
      damage(file, Math.floor(size * share));
      seen.add(await use(file));
    }
    for (const share of [0.001, 0.5, 0.99]) {
      copyFileSync(good, file);
      truncateSync(file, Math.floor(size * share));
      expect(await use(file)).toBe('noticed');
    }
    // The headers, data and lists of the file were all hit: it was noticed at the start, at a read, or nothing of ours was hit.
    expect(seen).toContain('noticed');
  });

  it('opens a file that was put in the place of a damaged one', async () => {
    copyFileSync(good, file);
    damage(file, 0);
    const store = await DuckdbStore.open({ file });
    expect(store.status()).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(/gateline backup/),
    });
    await expect(store.read(whole)).rejects.toMatchObject({ code: 'store-unavailable' });
    copyFileSync(good, file);
    await expect.poll(() => store.status().state, { timeout: 10_000 }).toBe('ready');
    expect((await store.read(whole)).selections).toHaveLength(1);
    await store.close();
  });

  const whole = {
    product: PRODUCT,
    from: T0,
    to: T0 + 3_600_000,
    boundaries: [T0, T0 + 1, T0 + 3_600_000],
    select: [{ measure: 'requests', kind: 'counter' as const }],
  };

  async function use(path: string): Promise<'noticed' | 'unharmed'> {
    const store = await DuckdbStore.open({ file: path });
    try {
      if (store.status().state === 'unavailable') return 'noticed';
      const failed = await store.read(whole).then(
        () => undefined,
        (error: GatelineError) => error,
      );
      if (failed === undefined) return 'unharmed';
      expect(failed.code).toBe('store-unavailable');
      const state = store.status();
      expect(['read-only', 'unavailable']).toContain(state.state);
      await expect(store.write({ source: 'a', id: 'x', counters: [] })).rejects.toThrow();
      return 'noticed';
    } finally {
      await store.close();
    }
  }
});

/** Lets so many positions gather that they have blocks of their own. @returns where one of those begins in the file */
async function placeOfPositions(file: string): Promise<number> {
  const database = await Database.open({ file, memoryLimit: '96MB', threads: 2 });
  await database.writer.run(
    'INSERT INTO positions SELECT 0, hash(i) % 1_000_000_000 FROM range(300_000) t(i)',
  );
  await database.writer.run('CHECKPOINT');
  const block = await scalar(
    database.writer,
    "SELECT min(block_id) FROM pragma_storage_info('positions') WHERE persistent AND column_name = 'ts' AND compression <> 'Constant'",
  );
  database.close();
  return FILE_HEADERS_BYTES + block * BLOCK_BYTES;
}

/** https://duckdb.org/docs/stable/internals/storage */
const FILE_HEADERS_BYTES = 3 * 4096;
const BLOCK_BYTES = 256 * 1024;

/** Overwrites 16 KiB. */
function damage(path: string, at: number): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(16_384, 0xa5), 0, 16_384, at);
  closeSync(handle);
}
