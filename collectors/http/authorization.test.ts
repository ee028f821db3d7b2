import { describe, expect, it } from 'vitest';
import { authorizationHeader, authorizationSchema } from './authorization.ts';
import { createSecretReader, type SecretReader } from './secret-place.ts';

const files: Readonly<Record<string, string>> = {
  '/run/token': 'sesame\n',
  '/run/empty': '\n',
  '/run/odd': 'a\nb',
};

const secrets: SecretReader = {
  ...createSecretReader({ TOKEN: 'from-env', EMPTY: '' }),
  file: async (path) => {
    const text = files[path];
    if (text !== undefined) return text;
    throw Object.assign(new Error('no such file, and this text must not be shown'), { code: 'ENOENT' });
  },
};

describe('the Authorization header', () => {
  it.each([
    [{ type: 'bearer', token_file: '/run/token' }, 'Bearer sesame'],
    [{ type: 'bearer', token_env: 'TOKEN' }, 'Bearer from-env'],
    [{ type: 'basic', username: 'reader', password_file: '/run/token' }, 'Basic cmVhZGVyOnNlc2FtZQ=='],
    [{ type: 'basic', username: 'reader', password_env: 'TOKEN' }, 'Basic cmVhZGVyOmZyb20tZW52'],
    [undefined, undefined],
  ] as const)('of %j is %s', async (authorization, header) => {
    expect(await authorizationHeader(authorization, secrets)).toBe(header);
  });

  it.each([
    [
      { type: 'bearer', token_file: '/run/none' },
      'The secret in the file /run/none cannot be read (ENOENT).',
    ],
    [{ type: 'bearer', token_file: '/run/empty' }, 'There is no secret in the file /run/empty.'],
    [{ type: 'bearer', token_env: 'EMPTY' }, 'There is no secret in the variable EMPTY.'],
    [
      { type: 'bearer', token_file: '/run/odd' },
      'The token in the file /run/odd has characters that cannot be sent.',
    ],
  ] as const)('of %j is an error that names the place and no secret', async (authorization, message) => {
    await expect(authorizationHeader(authorization, secrets)).rejects.toMatchObject({
      code: 'config-invalid',
      message,
    });
  });
});

describe('the configuration of a sign-in', () => {
  it.each([
    { type: 'bearer' },
    { type: 'bearer', token: 'sesame' },
    { type: 'bearer', token_file: 'a', token_env: 'b' },
    { type: 'basic', username: 'a:b', password_env: 'c' },
    { type: 'basic', username: 'a' },
    { type: 'digest', username: 'a', password_env: 'c' },
  ])('%j is refused', (value) => {
    expect(authorizationSchema.safeParse(value).success).toBe(false);
  });
});
