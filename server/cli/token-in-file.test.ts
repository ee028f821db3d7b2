import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenFile } from '../http/auth/token-file.ts';
import { tokenInFile } from './token-in-file.ts';

describe('a token in a file', () => {
  let folder: string;
  let tokens: TokenFile;
  let file: string;
  let now: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-token-'));
    now = Date.parse('2026-11-23T10:00:00Z');
    tokens = TokenFile.in(join(folder, 'data'), { now: () => now });
    file = join(folder, 'prometheus');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is alone there, without a newline, for its owner and a group', async () => {
    const { record, made } = await tokenInFile(tokens, file, { role: 'viewer', name: 'prometheus' });
    expect(made).toBe(true);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^gl_\w{8}_\w{50}$/);
    expect(tokens.find(text)).toEqual(record);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it('is kept as long as it is valid', async () => {
    const first = await tokenInFile(tokens, file, { role: 'viewer', lifetimeMs: 1_000 });
    const again = await tokenInFile(tokens, file, { role: 'viewer', lifetimeMs: 1_000 });
    expect(again).toEqual({ record: first.record, made: false });
    now += 2_000;
    const next = await tokenInFile(tokens, file, { role: 'viewer' });
    expect(next.made).toBe(true);
    expect(tokens.find(await readFile(file, 'utf8'))?.id).toBe(next.record.id);
  });

  it('takes the place of a token of another data folder', async () => {
    await tokenInFile(TokenFile.in(join(folder, 'other'), { now: () => now }), file, { role: 'viewer' });
    expect((await tokenInFile(tokens, file, { role: 'viewer' })).made).toBe(true);
  });

  it('leaves alone what is something else', async () => {
    await writeFile(file, 'a letter\n');
    await expect(tokenInFile(tokens, file, { role: 'viewer' })).rejects.toThrow(
      `${file} is there and holds no token of Gateline; it is left alone. Name another file.`,
    );
    expect(await readFile(file, 'utf8')).toBe('a letter\n');
    await rm(file);
    await tokenInFile(tokens, file, { role: 'ingest' });
    await expect(tokenInFile(tokens, file, { role: 'admin' })).rejects.toThrow(
      /with the role ingest, not admin/,
    );
    expect(tokens.list()).toHaveLength(1);
  });

  it('makes no token that it cannot write', async () => {
    await expect(tokenInFile(tokens, join(folder, 'no', 'where'), { role: 'viewer' })).rejects.toThrow(
      /Cannot write .*where \(ENOENT\)\./,
    );
    expect(tokens.list().every(({ revokedAt }) => revokedAt !== undefined)).toBe(true);
  });
});
