import { dirname, resolve } from 'node:path';
import { createSecretReader, type SecretReader } from '../collectors/http/secret-place.ts';
import type { Config } from './config.ts';
import type { Redaction } from './redaction.ts';

/** What sources and the store sign in with. Whatever is read becomes known to the log, which then never repeats it. */
export function secretsOf(
  { environment, file }: Pick<Config, 'environment' | 'file'>,
  redaction: Redaction,
): SecretReader {
  const reader = createSecretReader(environment);
  const learnt = (secret: string) => {
    redaction.learn(secret.trim());
    return secret;
  };
  return {
    env: (name) => {
      const secret = reader.env(name);
      return secret === undefined ? undefined : learnt(secret);
    },
    file: async (path) => learnt(await reader.file(resolve(dirname(file), path))),
  };
}
