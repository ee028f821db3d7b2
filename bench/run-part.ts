import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part, PartResult } from './part.ts';
import type { PartMessage } from './part-message.ts';

/** What the processes of all parts have in common is compiled once: a part starts some, and each would take most of a second. */
const COMPILED = join(tmpdir(), 'gateline-bench-compiled');

/**
 * Runs a part in a process of its own, with a folder of its own.
 *
 * @throws Error when the process ends without a result; what it said on standard error has been shown
 */
export async function runPart(
  part: Part,
  quick: boolean,
  progress: (what: string) => void,
): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), `gateline-bench-${part.name}-`));
  try {
    return await fromProcess(part, folder, quick, progress);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function fromProcess(
  part: Part,
  folder: string,
  quick: boolean,
  progress: (what: string) => void,
): Promise<PartResult> {
  const child = fork(
    join(import.meta.dirname, 'part-process.ts'),
    [part.name, folder, quick ? 'quick' : 'full'],
    { env: { ...process.env, NODE_COMPILE_CACHE: COMPILED } },
  );
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  try {
    return await new Promise((resolve, reject) => {
      let result: PartResult | undefined;
      child.on('message', (message: PartMessage) => {
        if ('progress' in message) progress(message.progress);
        else result = message.result;
      });
      child.once('exit', (code, signal) => {
        if (result !== undefined && code === 0) resolve(result);
        else
          reject(new Error(`The part "${part.name}" ended with ${signal ?? `code ${code}`} and no result.`));
      });
    });
  } finally {
    process.removeListener('exit', end);
  }
}
