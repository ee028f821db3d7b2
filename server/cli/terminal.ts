import type { Environment } from '../config.ts';

/** What a command may touch of the outside; a test gives its own. */
export interface Terminal {
  readonly cwd: string;
  readonly environment: Environment;
  /** Standard output is a terminal that somebody reads. */
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** The process's own. */
export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    environment: process.env,
    interactive: process.stdout.isTTY === true,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
}
