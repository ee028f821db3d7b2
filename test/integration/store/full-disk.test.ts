import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';

const MIB = 2 ** 20;

describe('a DuckDB store on a small disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-full-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses writes before the disk is full, serves reads, and goes on by itself when there is room', () => {
    const [full, wall, room] = run(16 * MIB);
    expect(full).toMatchObject({ code: 'store-full', status: { state: 'read-only' } });
    expect(full?.status.reason).toMatch(/nothing is written until there is room again/);
    expect(full?.freeBytes).toBeGreaterThan(8 * MIB);
    expect(full?.total).toBe(full?.acknowledged);
    expect(wall).toMatchObject({ code: 'store-full', freeBytes: 0, status: { state: 'read-only' } });
    expect(wall?.total).toBe(full?.acknowledged);
    expect(room).toMatchObject({ code: 'written', status: { state: 'ready' } });
    expect(room?.total).toBe(room?.acknowledged);
  });

  it('comes back by itself when the database has met the wall all the same', () => {
    const [full, wall, room] = run(0);
    // What was committed when the wall was met may not have been acknowledged, but nothing acknowledged is missing.
    expect(full?.code).toBe('store-unavailable');
    expect(wall?.total ?? 0).toBeGreaterThanOrEqual(full?.acknowledged ?? 0);
    expect(room).toMatchObject({ status: { state: 'ready' } });
    expect(room?.total ?? 0).toBeGreaterThanOrEqual(room?.acknowledged ?? 0);
    expect((room?.total ?? 0) - (room?.acknowledged ?? 0)).toBeLessThanOrEqual(20_000);
  });

  it('takes no part of an import either where there is no room', async () => {
    const store = await DuckdbStore.open({ file: join(folder, 'gateline.duckdb'), reserveBytes: 2 ** 60 });
    await expect(store.ledger.adopt({ source: 'import', id: '1' }, {})).rejects.toMatchObject({
      code: 'store-full',
    });
    await store.close();
  });

  interface Step {
    readonly step: string;
    readonly code: string;
    readonly acknowledged: number;
    readonly total?: number;
    readonly freeBytes: number;
    readonly status: { readonly state: string; readonly reason?: string };
  }

  /** Runs the process on a file system of 40 MiB, in a mount namespace of its own that ends with it. */
  function run(reserveBytes: number): Step[] {
    const program = join(import.meta.dirname, 'full-disk-process.ts');
    const script = `mount -t tmpfs -o size=40m tmpfs "$1" && exec "$2" "$3" "$1" "$4"`;
    const result = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, program, `${reserveBytes}`],
      { encoding: 'utf8', timeout: 100_000 },
    );
    expect(result.status, `${result.error ?? ''}${result.stderr}`).toBe(0);
    return result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Step);
  }
});
