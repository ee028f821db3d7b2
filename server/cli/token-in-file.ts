import { rm, writeFile } from 'node:fs/promises';
import { GatelineError } from '../../core/errors.ts';
import { readIfThere } from '../http/auth/private-file.ts';
import { tokenId } from '../http/auth/token.ts';
import type { NewTokenOptions, TokenFile, TokenRecord } from '../http/auth/token-file.ts';

/** Its owner writes it, and a group may read it: a Prometheus or a Collector that runs as somebody else. */
const OWNER_AND_GROUP = 0o640;

/**
 * Sees to it that a file holds a valid token of a role, for a machine that reads its secret from a file. One that is there and valid is
 * kept, so that this may run at every start; one that is over, or of another data folder, is replaced. The file has the token alone, without
 * a newline, since not everybody who reads such a file takes one off.
 *
 * @param path absolute
 * @throws GatelineError `file-exists` when the file holds something else, `folder-not-writable`, `tokens-invalid`
 */
export async function tokenInFile(
  tokens: TokenFile,
  path: string,
  wanted: NewTokenOptions,
): Promise<{ readonly record: TokenRecord; readonly made: boolean }> {
  const held = await heldIn(path);
  const known = held === undefined ? undefined : tokens.find(held);
  if (known !== undefined && known.role !== wanted.role) {
    throw new GatelineError(
      'file-exists',
      `${path} holds the token ${known.id} with the role ${known.role}, not ${wanted.role}; name another file, or delete this one.`,
    );
  }
  if (known !== undefined) return { record: known, made: false };
  const { token, record } = await tokens.create(wanted);
  try {
    await rm(path, { force: true });
    await writeFile(path, token, { mode: OWNER_AND_GROUP, flag: 'wx' });
  } catch (cause) {
    await tokens.revoke(record.id);
    throw new GatelineError('folder-not-writable', `Cannot write ${path} (${codeOf(cause)}).`, { cause });
  }
  return { record, made: true };
}

async function heldIn(path: string): Promise<string | undefined> {
  let text: string | undefined;
  try {
    text = (await readIfThere(path))?.trim();
  } catch (cause) {
    throw new GatelineError('file-exists', `Cannot read ${path} (${codeOf(cause)}); name another file.`, {
      cause,
    });
  }
  if (text === undefined || text === '' || tokenId(text) !== undefined) return text;
  throw new GatelineError(
    'file-exists',
    `${path} is there and holds no token of Gateline; it is left alone. Name another file.`,
  );
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown error';
}
