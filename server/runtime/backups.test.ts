import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backups, type CopiedStore } from './backups.ts';

describe('backups that a server makes', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-backups-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const store = (over: Partial<CopiedStore> = {}): CopiedStore => ({
    backup: (file) => writeFile(file, 'content'),
    usage: async () => ({ bytes: 7 }),
    ...over,
  });

  it('are there as long as they are used, with what tells that they came whole', async () => {
    const backups = await Backups.in(folder, store());
    {
      await using backup = await backups.make();
      expect(await readFile(backup.path, 'utf8')).toBe('content');
      expect(backup).toMatchObject({
        bytes: 7,
        // printf content | sha256sum
        sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
      });
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('are made one at a time', async () => {
    const backups = await Backups.in(folder, store());
    const first = await backups.make();
    await expect(backups.make()).rejects.toMatchObject({ code: 'store-busy' });
    await first[Symbol.asyncDispose]();
    await (await backups.make())[Symbol.asyncDispose]();
  });

  it('are not begun where the disk has no room for one', async () => {
    const large = store({ usage: async () => ({ bytes: 1e18 }) });
    const backups = await Backups.in(folder, large);
    await expect(backups.make()).rejects.toMatchObject({
      code: 'store-full',
      message: expect.stringMatching(
        /^A backup needs up to \d+ MiB on the disk of .*, and \d+ MiB are left\./,
      ),
    });
  });

  it('leave nothing behind that fails, nor what an earlier process left', async () => {
    await writeFile(join(folder, 'backup-1-1.partial'), 'half');
    await writeFile(join(folder, 'backup-1-1.partial.wal'), 'half');
    await writeFile(join(folder, 'backup-of-mine.duckdb'), 'mine');
    const failing = store({
      backup: async (file) => {
        await writeFile(file, 'half');
        throw new Error('no');
      },
    });
    const backups = await Backups.in(folder, failing);
    await expect(backups.make()).rejects.toThrow('no');
    await expect(backups.make()).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(['backup-of-mine.duckdb']);
  });
});
