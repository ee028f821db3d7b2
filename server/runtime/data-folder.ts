import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatelineError } from '../../core/errors.ts';

/**
 * Makes the data folder, readable by its owner only, and sees to it that files can be written there.
 *
 * @param chosenBy how to choose another, for the error
 * @throws GatelineError `folder-not-writable`
 */
export async function prepareDataFolder(folder: string, chosenBy = 'data: in gateline.yaml'): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(folder, chosenBy, cause);
  }
}

/** With its parents. Node's own recursive mkdir never ends where a folder cannot be made but its parent is there (/proc). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

/** What keeps us from writing to a folder, in one sentence. */
export function notWritable(folder: string, chosenBy: string, cause: unknown): GatelineError {
  const message = `Cannot write to the data folder ${folder} (${reason(cause)}); choose another with ${chosenBy}, or give this user the right to it.`;
  return new GatelineError('folder-not-writable', message, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
};

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (code || String(error));
}
