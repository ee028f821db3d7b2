import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { SCHEMA_VERSION } from '../../../server/store/duckdb/schema.ts';
import { copyStoreFile, lookInto } from '../../../server/store/duckdb/store-file.ts';
import { answersOf, RAW_RETENTION_MS, sentAgain } from './schema/past.ts';

/** Every version that users may have a file of; each has one here, made by the code of its time (schema/make.ts). */
const VERSIONS = Array.from({ length: Math.max(2, SCHEMA_VERSION - 1) }, (_, i) => i + 1);
const YEAR_MS = 366 * 86_400_000;

describe.each(VERSIONS)('a data file of schema version %i', (version) => {
  let folder: string;
  let file: string;
  let store: DuckdbStore;
  const answers = JSON.parse(unpacked(version, 'answers.json').toString('utf8')) as unknown;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-schema-'));
    file = join(folder, 'gateline.duckdb');
    writeFileSync(file, unpacked(version, 'duckdb'));
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const open = async () => {
    store = await DuckdbStore.open({ file, rawRetentionMs: RAW_RETENTION_MS });
  };

  it('is brought up to date when it is opened, and answers as it did', async () => {
    expect((await lookInto(file)).schema).toBe(version);
    await open();
    expect(await answersOf(store, store.events)).toEqual(answers);
    await store.close();
    expect((await lookInto(file, { thoroughly: true })).schema).toBe(SCHEMA_VERSION);
    await open();
    expect(await answersOf(store, store.events)).toEqual(answers);
  });

  it('answers so after housekeeping too, knows what came before, and takes what comes', async () => {
    await open();
    const newest = newestOf(answers);
    await store.maintain(newest + 1, signal);
    expect(await answersOf(store, store.events)).toEqual(answers);
    expect(await store.write(sentAgain())).toBe('duplicate');
    expect(await store.write({ ...sentAgain(), id: 'another' })).toBe('written');
    await store.events.append([{ at: newest, product: 'desk', item: 'v1', type: 'verdict', data: {} }]);
    const [last] = await store.events.events({ product: 'desk', limit: 1 });
    expect(last?.sequence).toBe(31);
    await store.maintain(newest + YEAR_MS, signal);
    await store.close();
    await open();
    expect(await answersOf(store, store.events)).not.toEqual(answers);
    expect(store.status()).toEqual({ state: 'ready' });
  });
});

describe('a data file of schema version 3 in which more waits for InfluxDB than fits into memory', () => {
  it('is read through, as before it is restored, and copied', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-schema-'));
    const file = join(folder, 'gateline-influxdb.duckdb');
    writeFileSync(file, unpacked(3, 'spool.duckdb'));
    const instance = await DuckDBInstance.create(file, { memory_limit: '1GB' });
    const connection = await instance.connect();
    // 170 MB of bodies that cannot be packed.
    await connection.run(
      `INSERT INTO outbox SELECT 1000 + n, 5000, (SELECT string_agg(md5((n * 30000 + i)::VARCHAR), '') FROM range(26500) t(i)) FROM range(200) r(n)`,
    );
    connection.closeSync();
    instance.closeSync();
    expect(await lookInto(file, { thoroughly: true })).toMatchObject({
      schema: 3,
      influxDatabase: 'gateline',
    });
    const copy = join(folder, 'copy.duckdb');
    await copyStoreFile(file, copy);
    expect(await lookInto(copy, { thoroughly: true })).toMatchObject({ schema: 3 });
    rmSync(folder, { recursive: true });
  });
});

describe('a data file of a version to come', () => {
  it('is left alone, with one sentence that says what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-schema-'));
    const file = join(folder, 'gateline.duckdb');
    const store = await DuckdbStore.open({ file });
    await store.ledger.database.writer.run(`INSERT INTO schema_version VALUES (${SCHEMA_VERSION + 1})`);
    await store.close();
    const before = readFileSync(file);
    await expect(DuckdbStore.open({ file })).rejects.toMatchObject({
      code: 'store-schema-newer',
      message: `${file} was written by a newer Gateline (schema ${SCHEMA_VERSION + 1}; this one knows ${SCHEMA_VERSION}). Upgrade Gateline, or restore a backup made by this version.`,
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

function unpacked(version: number, kind: string): Buffer {
  return gunzipSync(readFileSync(join(import.meta.dirname, 'schema', `schema-${version}.${kind}.gz`)));
}

function newestOf(answers: unknown): number {
  const { reads } = answers as { reads: { whole: { to: number } } };
  return reads.whole.to;
}
