import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { StateEntry } from '../../../core/ports.ts';
import type { ListedFile } from './list-files.ts';

/** A file that was taken, as it stood then. */
const recordSchema = z.object({
  size: z.number(),
  changedAt: z.number(),
  /** SHA-256 of its bytes. */
  hash: z.string(),
  /** Ids of its runs. */
  runs: z.array(z.string()),
});
export type TakenFile = z.infer<typeof recordSchema>;

const PREFIX = 'file ';

/** Which files of a folder were taken: remembered in the store with their runs, so that a restart reads none of them again. */
export class TakenFiles {
  readonly #files = new Map<string, TakenFile>();

  constructor(state: ReadonlyMap<string, string>) {
    for (const [key, value] of state) {
      if (!key.startsWith(PREFIX)) continue;
      const read = recordSchema.safeParse(parsed(value));
      if (read.success) this.#files.set(key.slice(PREFIX.length), read.data);
    }
  }

  get(path: string): TakenFile | undefined {
    return this.#files.get(path);
  }

  /** Whether a file is as it was when it was taken. */
  has({ path, size, changedAt }: ListedFile): boolean {
    const known = this.#files.get(path);
    return known !== undefined && known.size === size && known.changedAt === changedAt;
  }

  keep(path: string, file: TakenFile): void {
    this.#files.set(path, file);
  }

  /** Forgets what is not there any more. @returns what must be forgotten in the store */
  forgetAllBut(paths: ReadonlySet<string>): readonly StateEntry[] {
    const gone = [...this.#files.keys()].filter((path) => !paths.has(path));
    for (const path of gone) this.#files.delete(path);
    return gone.map((path) => ({ key: PREFIX + path, value: null }));
  }
}

/** A file as an entry of the collector's memory. */
export function entryOf(path: string, file: TakenFile): StateEntry {
  return { key: PREFIX + path, value: JSON.stringify(file) };
}

/** SHA-256 of the first bytes of a file. */
export async function hashOf(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk);
  return hash.digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
