import { link, open, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatelineError } from '../../core/errors.ts';

/**
 * Makes a large file, whole or not at all: it is written beside its place, and put there when it is done. A file that is there already is
 * left alone, unless it may be overwritten; then it is there until the new one takes its place.
 *
 * @param path absolute
 * @param write writes the draft, which is not there yet
 * @throws GatelineError `file-exists`, `folder-not-writable`, and what `write` throws
 */
export async function makeFile(
  path: string,
  { overwrite }: { readonly overwrite: boolean },
  write: (draft: string) => Promise<void>,
): Promise<void> {
  await checkPlace(path, overwrite);
  const draft = `${path}.${process.pid}.partial`;
  try {
    await write(draft);
    await intoPlace(draft, path, overwrite);
  } catch (error) {
    throw error instanceof GatelineError ? error : cannotWrite(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** What can be known beforehand is said before anything is done. */
async function checkPlace(path: string, overwrite: boolean): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new GatelineError('folder-not-writable', `There is no folder ${dirname(path)}; make it first.`);
  }
  const known = await stat(path).catch(() => undefined);
  if (known?.isDirectory()) {
    throw new GatelineError('file-exists', `${path} is a folder; name a file in it.`);
  }
  if (known !== undefined && !overwrite) throw existing(path);
}

/** A link is refused where a file is, however late that one came. */
async function intoPlace(draft: string, path: string, overwrite: boolean): Promise<void> {
  await sync(draft);
  if (overwrite) await rename(draft, path);
  else {
    try {
      await link(draft, path);
      await unlink(draft);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw existing(path);
      // A file system without hard links.
      await rename(draft, path);
    }
  }
  await sync(dirname(path));
}

/** Until a file or a folder's list of names is on the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function existing(path: string): GatelineError {
  return new GatelineError(
    'file-exists',
    `${path} is there already and is left alone; choose another name, or say --overwrite.`,
  );
}

function cannotWrite(path: string, cause: unknown): GatelineError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new GatelineError('folder-not-writable', `Cannot write ${path} (${code}).`, { cause });
}
