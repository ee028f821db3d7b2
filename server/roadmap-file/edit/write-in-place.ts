import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { revisionOf } from '../read-roadmap-text.ts';

/** What became of an attempt to change a file. */
export type WriteOutcome =
  | { readonly kind: 'written' }
  /** Somebody else changed it meanwhile; nothing was written. */
  | { readonly kind: 'changed' }
  /** It cannot be changed from here, in words. */
  | { readonly kind: 'read-only'; readonly reason: string };

/** The bits of a file's mode by which anybody may write to it. */
const ANYBODY_WRITES = 0o222;

/**
 * Puts a new text in the place of a file's, whole or not at all: readers see the old one or the new one, also after a loss of power. Owner and
 * mode stay, a link is followed. A file that nobody may write to is left alone, whoever asks: for the superuser, too, it is meant to be read.
 *
 * @param revision of the text that the new one was made from
 */
export async function writeInPlace(file: string, text: string, revision: string): Promise<WriteOutcome> {
  let draft: string | undefined;
  try {
    const target = await realpath(file);
    const reason = await whyReadOnly(target);
    if (reason !== undefined) return { kind: 'read-only', reason };
    draft = `${target}.${randomBytes(4).toString('hex')}.tmp`;
    await writeDraft(draft, text, target);
    if (revisionOf(await readFile(target)) !== revision) return { kind: 'changed' };
    await rename(draft, target);
    draft = undefined;
    await syncFolder(dirname(target));
    return { kind: 'written' };
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    return { kind: 'read-only', reason };
  } finally {
    if (draft !== undefined) await rm(draft, { force: true });
  }
}

async function whyReadOnly(file: string): Promise<string | undefined> {
  for (const [path, what] of [
    [file, 'the file'],
    [dirname(file), 'its folder'],
  ] as const) {
    const { mode } = await stat(path);
    if ((mode & ANYBODY_WRITES) === 0) return `${what} is read-only`;
    const may = await access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!may) return `this server may not write to ${what}`;
  }
  return undefined;
}

async function writeDraft(draft: string, text: string, like: string): Promise<void> {
  const { mode, uid, gid } = await stat(like);
  const handle = await open(draft, 'wx', mode & 0o777);
  try {
    await handle.chmod(mode & 0o777);
    // Only the superuser may give files away; for everybody else they are ours already, or stay so.
    await handle.chown(uid, gid).catch(() => undefined);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'its file system is read-only',
  EACCES: 'this server may not write there',
  EPERM: 'this server may not write there',
  EBUSY: 'the file is mounted by itself, so that it cannot be replaced as a whole',
  EXDEV: 'the file is mounted by itself, so that it cannot be replaced as a whole',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk is full',
};
