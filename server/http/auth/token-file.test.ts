import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSecret, newToken, sameHash, tokenId } from './token.ts';
import { TokenFile } from './token-file.ts';

const clock = { at: Date.UTC(2026, 10, 23), now: () => clock.at };

describe('a new token', () => {
  it('is recognisable, and so long that nobody guesses it', () => {
    const { token, id, hash } = newToken();
    expect(token).toMatch(/^gl_[0-9a-z]{8}_[0-9a-z]{50}$/);
    expect(tokenId(token)).toBe(id);
    expect(hash).toBe(hashSecret(token));
  });

  it('is never made twice', () => {
    const made = Array.from({ length: 1_000 }, () => newToken());
    expect(new Set(made.map((one) => one.token)).size).toBe(1_000);
    expect(new Set(made.map((one) => one.id)).size).toBe(1_000);
  });

  it.each([
    '',
    'gl_',
    'gl_12345678_short',
    `gl_1234567_${'a'.repeat(50)}`,
    `GL_12345678_${'a'.repeat(50)}`,
    `gl_12345678_${'a'.repeat(51)}`,
  ])('is not %j', (text) => {
    expect(tokenId(text)).toBeUndefined();
  });

  it('compares only with the very same', () => {
    expect(sameHash(hashSecret('a'), hashSecret('a'))).toBe(true);
    expect(sameHash(hashSecret('a'), hashSecret('b'))).toBe(false);
    expect(sameHash('', '')).toBe(false);
    expect(sameHash(hashSecret('a'), 'zz')).toBe(false);
  });
});

describe('the file of tokens', () => {
  let folder: string;
  let tokens: TokenFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-tokens-'));
    tokens = TokenFile.in(folder, clock);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is for its owner only, and leaves nothing else behind', async () => {
    await tokens.create({ role: 'viewer' });
    await tokens.create({ role: 'admin' });
    expect((await stat(tokens.file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['tokens.json']);
  });

  it('knows a token by its hash alone', async () => {
    const { token, record } = await tokens.create({ role: 'editor', name: 'team' });
    expect(tokens.find(token)).toEqual(record);
    expect(await readFile(tokens.file, 'utf8')).not.toContain(token);
    expect(tokens.find(token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')))).toBeUndefined();
  });

  it('loses none of many that are made at once, by several processes', async () => {
    const others = [TokenFile.in(folder, clock), TokenFile.in(folder, clock)];
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => (others[i % 2] ?? tokens).create({ role: 'viewer' })),
    );
    expect(tokens.list()).toHaveLength(12);
  });

  it('sees at once what another process has changed', async () => {
    const { token, record } = await TokenFile.in(folder, clock).create({ role: 'viewer' });
    expect(tokens.find(token)?.role).toBe('viewer');
    await TokenFile.in(folder, clock).revoke(record.id);
    expect(tokens.find(token)).toBeUndefined();
    expect(tokens.list()[0]?.revokedAt).toBe(clock.at);
  });

  it('revokes a token once', async () => {
    const { record } = await tokens.create({ role: 'viewer' });
    expect((await tokens.revoke(record.id))?.id).toBe(record.id);
    expect(await tokens.revoke(record.id)).toBeUndefined();
    expect(await tokens.revoke('nosuchid')).toBeUndefined();
  });

  it('lets nobody in when it is damaged', async () => {
    const { token } = await tokens.create({ role: 'viewer' });
    await writeFile(tokens.file, '{"version": 1, "tokens": [');
    expect(() => tokens.find(token)).toThrow(expect.objectContaining({ code: 'tokens-invalid' }));
    expect(() => tokens.exist()).toThrow(expect.objectContaining({ code: 'tokens-invalid' }));
  });

  it('takes over a lock that a dead process has left', async () => {
    await writeFile(`${tokens.file}.lock`, '');
    const old = new Date(clock.at - 60_000);
    await utimes(`${tokens.file}.lock`, old, old);
    expect((await tokens.create({ role: 'viewer' })).record.role).toBe('viewer');
  });

  it('says so when its folder is a file', async () => {
    const inside = TokenFile.in(join(tokens.file, 'sub'), clock);
    await writeFile(tokens.file, '{}');
    await expect(inside.create({ role: 'viewer' })).rejects.toMatchObject({ code: 'folder-not-writable' });
  });
});
