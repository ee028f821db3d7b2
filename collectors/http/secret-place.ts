import { readFile } from 'node:fs/promises';
import { GatelineError } from '../../core/errors.ts';

/** Where secrets come from; handed in, because collectors do not read the environment. */
export interface SecretReader {
  env(name: string): string | undefined;
  file(path: string): Promise<string>;
}

/** @param env the variables that keys such as `token_env` may name */
export function createSecretReader(env: Readonly<Record<string, string | undefined>>): SecretReader {
  return { env: (name) => env[name], file: (path) => readFile(path, 'utf8') };
}

/** Where one secret is: in a file, or in a variable of the environment. */
export interface SecretPlace {
  readonly file?: string | undefined;
  readonly env?: string | undefined;
}

/**
 * The secret of a place, without blanks around it. A file is read again each time, so that a rotated secret holds.
 * @throws GatelineError `config-invalid` when it is not where the configuration says; the text names the place, never the secret
 */
export async function readSecret(place: SecretPlace, secrets: SecretReader | undefined): Promise<string> {
  const { file, env = '' } = place;
  const text =
    file === undefined ? secrets?.env(env) : await readNamedFile(file, 'The secret in the file', secrets);
  const trimmed = text?.trim() ?? '';
  if (trimmed !== '') return trimmed;
  throw new GatelineError('config-invalid', `There is no secret in ${placeInWords(place)}.`);
}

/** `the file secrets/token`, `the variable TOKEN`. */
export function placeInWords({ file, env }: SecretPlace): string {
  return file === undefined ? `the variable ${env}` : `the file ${file}`;
}

/**
 * A file that the configuration names.
 * @param what what it is, at the beginning of a sentence
 * @throws GatelineError `config-invalid` with the file's name
 */
export async function readNamedFile(
  path: string,
  what: string,
  secrets: SecretReader | undefined,
): Promise<string | undefined> {
  try {
    return await secrets?.file(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('config-invalid', `${what} ${path} cannot be read (${reason}).`);
  }
}
