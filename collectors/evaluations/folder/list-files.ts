import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import type { PathFacts, PathPattern } from './path-pattern.ts';

/** A file of a folder as it stands now. */
export interface ListedFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly absolute: string;
  /** What its path says. */
  readonly facts: PathFacts;
  readonly size: number;
  /** Unix ms. */
  readonly changedAt: number;
}

export interface Listing {
  readonly files: readonly ListedFile[];
  /** There are more than are looked at. */
  readonly isCut: boolean;
}

/** Folders inside each other. */
const DEEPEST = 16;
/** What programs call a file while they write it. */
const UNFINISHED = /(?:~|\.(?:tmp|temp|part|partial|swp|crdownload|lock))$/i;

/**
 * The files below a folder whose paths are of a pattern, by name. What is hidden, and what by its name is still being written, is left
 * out; links to folders are not followed.
 *
 * @throws GatelineError `source-unreachable` when the folder cannot be read
 */
export async function listFiles(folder: string, pattern: PathPattern, most: number): Promise<Listing> {
  const files: ListedFile[] = [];
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await entriesOf(join(folder, next.path), next.path === '' ? folder : undefined);
    for (const entry of entries) {
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.name.startsWith('.') || UNFINISHED.test(entry.name)) continue;
      if (entry.isDirectory()) {
        if (next.depth < DEEPEST) waiting.push({ path, depth: next.depth + 1 });
        continue;
      }
      const facts = pattern.match(path);
      if (facts === undefined) continue;
      if (files.length >= most) return { files: byPath(files), isCut: true };
      const listed = await statOf(join(folder, path));
      if (listed !== undefined) files.push({ path, absolute: join(folder, path), facts, ...listed });
    }
  }
  return { files: byPath(files), isCut: false };
}

/** @param root set for the folder itself, which must be there; what goes away below it meanwhile is gone */
async function entriesOf(path: string, root: string | undefined) {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (root === undefined) return [];
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new GatelineError('source-unreachable', `The folder ${root} ${why}.`, { cause });
  }
}

/** Of what a link points to as well, as containers mount files. */
async function statOf(path: string): Promise<Pick<ListedFile, 'size' | 'changedAt'> | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { size: found.size, changedAt: Math.round(found.mtimeMs) } : undefined;
}

function byPath(files: readonly ListedFile[]): readonly ListedFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
