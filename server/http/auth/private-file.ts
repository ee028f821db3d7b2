import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatelineError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';

const OWNER_ONLY = 0o600;

/** Writes a file that only its owner may read, whole or not at all: a reader sees the old text or the new one. */
export async function writePrivately(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'wx', OWNER_ONLY);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new GatelineError('folder-not-writable', `Cannot write ${file}: ${reason(cause)}.`, { cause });
  }
}

/** The text of a file; `undefined` when there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const LOCK_TRIES = 40;
const LOCK_WAIT_MS = 50;
/** Older than this, a lock was left behind by a process that is gone. */
const LOCK_STALE_MS = 10_000;

/** Runs `work` while no other process changes `file`, so that two changes at once do not lose one. */
export async function whileLocked<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await takeLock(lock, clock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, clock: Clock): Promise<void> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new GatelineError('folder-not-writable', `Cannot make ${dirname(lock)}: ${reason(cause)}.`, {
      cause,
    });
  });
  for (let attempt = 0; attempt < LOCK_TRIES; attempt += 1) {
    try {
      const handle = await open(lock, 'wx', OWNER_ONLY);
      return await handle.close();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new GatelineError('folder-not-writable', `Cannot write ${lock}: ${reason(cause)}.`, { cause });
      }
      const since = (await stat(lock).catch(() => undefined))?.mtimeMs ?? clock.now();
      if (clock.now() - since > LOCK_STALE_MS) await rm(lock, { force: true });
      else await sleep(LOCK_WAIT_MS);
    }
  }
  throw new GatelineError('folder-not-writable', `Another process holds ${lock}; try again in a moment.`);
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  return error instanceof Error ? error.message : String(error);
}
