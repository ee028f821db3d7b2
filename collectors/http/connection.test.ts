import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Connection, connectionFields } from './connection.ts';
import type { SecretReader } from './secret-place.ts';

const schema = z.strictObject(connectionFields);
const secrets: SecretReader = {
  env: (name) => ({ TENANT: ' team-a ', ODD: 'a\nb' })[name],
  file: async () => 'sesame\n',
};

function credentials(fields: object) {
  return new Connection(schema.parse(fields), secrets).credentials();
}

describe('the headers of a source', () => {
  it('are written out, or named by their place', async () => {
    const headers = { 'X-Scope-OrgID': { env: 'TENANT' }, 'X-Api-Key': { file: 'key' }, 'X-Plain': 'a b' };
    expect(await credentials({ headers })).toEqual({
      headers: { 'x-scope-orgid': 'team-a', 'x-api-key': 'sesame', 'x-plain': 'a b' },
    });
  });

  it('stand beside the sign-in', async () => {
    const authorization = { type: 'bearer', token_file: 'token' };
    expect(await credentials({ authorization })).toEqual({ authorization: 'Bearer sesame', headers: {} });
  });

  it.each([
    [{ 'X-A': { env: 'NONE' } }, 'There is no secret in the variable NONE.'],
    [
      { 'X-A': { env: 'ODD' } },
      'headers.X-A: the value in the variable ODD has characters that cannot be sent.',
    ],
  ])('%j are an error that names the place', async (headers, message) => {
    await expect(credentials({ headers })).rejects.toMatchObject({ code: 'config-invalid', message });
  });

  it.each([
    [{ Authorization: 'Bearer x' }, 'this header is not to be set here'],
    [{ Host: 'x' }, 'this header is not to be set here'],
    [{ 'a b': 'x' }, 'it is not the name of a header'],
    [{ 'X-A': 'x\r\ny: z' }, 'has characters that cannot be sent'],
    [{ 'X-A': { env: 'A', file: 'b' } }, 'Unrecognized key'],
  ])('%j are refused', (headers, message) => {
    expect(JSON.stringify(schema.safeParse({ headers }).error?.issues)).toContain(message);
  });
});
