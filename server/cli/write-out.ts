import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Writes what a command makes: to a file, whole or not at all, or to standard output.
 *
 * @param file as it was given; `undefined` or `-`: standard output
 * @throws GatelineError `folder-not-writable`
 */
export async function writeOut(file: string | undefined, text: string, terminal: Terminal): Promise<void> {
  if (file === undefined || file === '-') {
    terminal.out(text);
    return;
  }
  const path = resolve(terminal.cwd, file);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('folder-not-writable', `Cannot write ${path} (${code}).`, { cause });
  }
}
