import { z } from 'zod';
import { GatelineError } from '../../core/errors.ts';
import { placeInWords, readSecret, type SecretReader } from './secret-place.ts';

/**
 * How a source is signed in to. Secrets are named, never written: a file (read again at each request, so that a rotated token holds) or
 * a variable of the environment.
 */
export const authorizationSchema = z.union([
  z
    .strictObject({
      type: z.literal('bearer'),
      token_file: z.string().min(1).optional(),
      token_env: z.string().min(1).optional(),
    })
    .refine(({ token_file, token_env }) => (token_file === undefined) !== (token_env === undefined), {
      message: 'needs one of token_file and token_env',
    }),
  z
    .strictObject({
      type: z.literal('basic'),
      username: z.string().regex(/^[^:]+$/, 'a user name has no colon'),
      password_file: z.string().min(1).optional(),
      password_env: z.string().min(1).optional(),
    })
    .refine(
      ({ password_file, password_env }) => (password_file === undefined) !== (password_env === undefined),
      {
        message: 'needs one of password_file and password_env',
      },
    ),
]);

export type Authorization = z.infer<typeof authorizationSchema>;

/**
 * The value of the Authorization header; `undefined` when the source wants none.
 * @throws GatelineError `config-invalid` when the secret is not where the configuration says; the text names the place, never the secret
 */
export async function authorizationHeader(
  authorization: Authorization | undefined,
  secrets: SecretReader | undefined,
): Promise<string | undefined> {
  if (authorization === undefined) return undefined;
  if (authorization.type === 'bearer') return `Bearer ${await bearerToken(authorization, secrets)}`;
  const { username, password_file: file, password_env: env } = authorization;
  const password = await readSecret({ file, env }, secrets);
  const pair = Buffer.from(`${username}:${password}`, 'utf8');
  return `Basic ${pair.toString('base64')}`;
}

type Bearer = Extract<Authorization, { type: 'bearer' }>;

async function bearerToken(bearer: Bearer, secrets: SecretReader | undefined): Promise<string> {
  const place = { file: bearer.token_file, env: bearer.token_env };
  const token = await readSecret(place, secrets);
  // Refused here, before it gets into the text of an error of the HTTP client.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const where = placeInWords(place);
  throw new GatelineError('config-invalid', `The token in ${where} has characters that cannot be sent.`);
}
