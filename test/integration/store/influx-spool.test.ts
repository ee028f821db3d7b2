import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { exportData } from '../../../server/store/duckdb/transfer/export-data.ts';
import { importData } from '../../../server/store/duckdb/transfer/import-data.ts';
import { InfluxStore } from '../../../server/store/influx/influx-store.ts';
import { Influxd } from '../../setup/influxd.ts';
import { LARGE_POINTS, largeBatch, largeTotal } from './large-batches.ts';
import { oneFile } from './one-file.ts';
import { arrivedTotal, WAITING_TOTAL, waitingBatch } from './schema/waiting.ts';

/** Small, so that several times as much is soon written. */
const MEMORY_LIMIT = '24MB';
const MEMORY_BYTES = 24e6;
/** An import sorts what it reads. */
const IMPORT_MEMORY_LIMIT = '32MB';
const IMPORT_MEMORY_BYTES = 32e6;

/** How a file was opened before. */
const BEFORE = { memory_limit: MEMORY_LIMIT, threads: '2', checkpoint_threshold: '4MB' };

describe('the spool in front of InfluxDB', () => {
  let folder: string;
  let file: string;
  let influxd: Influxd;
  let store: InfluxStore | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-spool-'));
    file = join(folder, 'gateline-influxdb.duckdb');
    influxd = await Influxd.start();
  });

  afterEach(async () => {
    await store?.close();
    store = undefined;
    await influxd.remove();
    rmSync(folder, { recursive: true });
  });

  const options = (memoryLimit = MEMORY_LIMIT) => ({
    file,
    influx: { url: influxd.url, database: 'gateline' },
    memoryLimit,
  });
  const open = async (memoryLimit?: string) => {
    store = await InfluxStore.open({ ...options(memoryLimit), clock: Date });
    return store;
  };
  const arrived = async (waits: InfluxStore) =>
    await expect.poll(async () => (await waits.usage()).spool?.points, { timeout: 60_000 }).toBe(0);

  it('takes several times as much as DuckDB may hold in memory, is copied, survives a kill, and all of it arrives once', async () => {
    await influxd.down();
    const acknowledged = await writeUntilKilled(options(), 32);
    let opened = await open();
    const { spool } = await opened.usage();
    expect(spool?.bytes).toBeGreaterThan(2 * MEMORY_BYTES);
    expect(spool?.points).toBeGreaterThanOrEqual(acknowledged * LARGE_POINTS);
    for (let i = 0; i < acknowledged; i += 1) expect(await opened.write(largeBatch(i))).toBe('duplicate');
    const copy = join(folder, 'copy.duckdb');
    await opened.backup(copy);
    await opened.write(largeBatch(acknowledged));
    await opened.close();

    await influxd.up();
    opened = await open();
    await arrived(opened);
    const batches = acknowledged + 1;
    expect(await largeTotal(opened, batches)).toBe(batches * LARGE_POINTS);
    await opened.close();

    // What has arrived may arrive again, out of the copy.
    file = copy;
    opened = await open();
    await arrived(opened);
    expect(await largeTotal(opened, batches)).toBe(batches * LARGE_POINTS);
  });

  it('takes in an import that is larger than what DuckDB may hold, with InfluxDB there and away', async () => {
    const embedded = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb') });
    const batches = 32;
    for (let i = 0; i < batches; i += 1) await embedded.write(largeBatch(i));
    const everything = join(folder, 'everything');
    mkdirSync(everything);
    const common = { now: Date.UTC(2026, 10, 23), signal: new AbortController().signal };
    await embedded.withLedger((from) =>
      exportData(from, {
        ...common,
        folder: everything,
        gateline: '0',
        store: 'duckdb',
        scope: {},
        onProgress: () => undefined,
      }),
    );
    await embedded.close();
    const take = async (opened: InfluxStore, onProgress: () => void = () => undefined) =>
      await opened.withLedger((to) => importData(to, { ...common, folder: everything, onProgress }));

    const there = await open(IMPORT_MEMORY_LIMIT);
    let most = 0;
    await take(there, () => {
      void there.usage().then(({ spool }) => {
        most = Math.max(most, spool?.bytes ?? 0);
      });
    });
    await arrived(there);
    expect(await largeTotal(there, batches)).toBe(batches * LARGE_POINTS);
    // It waits for InfluxDB instead of filling the disk.
    expect(most).toBeLessThan(45e6);
    await there.close();

    await influxd.down();
    file = join(folder, 'another.duckdb');
    const away = await open(IMPORT_MEMORY_LIMIT);
    await take(away);
    expect((await away.usage()).spool?.bytes).toBeGreaterThan(1.5 * IMPORT_MEMORY_BYTES);
    await away.close();
    await influxd.up();
    const back = await open(IMPORT_MEMORY_LIMIT);
    await arrived(back);
    expect(await largeTotal(back, batches)).toBe(batches * LARGE_POINTS);
  });

  it.each(['', 'that gave itself up for the bodies in it '])(
    'of an earlier schema %sis opened, and arrives',
    async (much) => {
      const packed = join(import.meta.dirname, 'schema', 'schema-3.spool.duckdb.gz');
      writeFileSync(file, gunzipSync(readFileSync(packed)));
      if (much !== '') await writeUntilGivenUp(file);
      const opened = await open();
      expect(await opened.write(waitingBatch(1))).toBe('duplicate');
      await arrived(opened);
      expect(await arrivedTotal(opened)).toBe(WAITING_TOTAL);
    },
  );
});

/** @returns how many batches were acknowledged */
async function writeUntilKilled(task: object, batches: number): Promise<number> {
  const program = await oneFile(join(import.meta.dirname, 'spool-process.ts'));
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let acknowledged = 0;
  for await (const _ of createInterface({ input: child.stdout })) {
    acknowledged += 1;
    if (acknowledged === batches) child.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

/**
 * What it was like before bodies were cut: points that wait are there over and over, in bodies of 850 kB, until a checkpoint fails, and every
 * one that is tried after.
 */
async function writeUntilGivenUp(file: string): Promise<void> {
  for (const attempts of [200, 1]) {
    const instance = await DuckDBInstance.create(file, BEFORE);
    const connection = await instance.connect();
    await expect(writeBodies(connection, attempts)).rejects.toThrow('the autocheckpoint failed');
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeBodies(connection: DuckDBConnection, times: number): Promise<void> {
  const found = await connection.runAndReadAll('SELECT body FROM outbox WHERE number = 1');
  const body = String(found.getRows()[0]?.[0]);
  const large = Array(Math.ceil(850_000 / body.length))
    .fill(body)
    .join('\n');
  const last = await connection.runAndReadAll('SELECT max(number)::INTEGER FROM outbox');
  for (let i = 1; i <= times; i += 1) {
    await connection.run('BEGIN');
    const appender = await connection.createAppender('outbox');
    appender.appendBigInt(BigInt(Number(last.getRows()[0]?.[0]) + i));
    appender.appendInteger(5_000);
    appender.appendVarchar(large);
    appender.endRow();
    appender.closeSync();
    await connection.run('COMMIT');
  }
}
