import { createReadStream } from 'node:fs';
import { fault } from '../fault.ts';

/**
 * The bytes of a file on disk; it is opened when they are asked for.
 *
 * @throws FileFaults (while they are read) when it cannot be read
 */
export async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw fault(`This file cannot be read: ${REASONS[code] ?? code}.`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  EACCES: 'nobody may',
};
