import { GatelineError } from '../../core/errors.ts';
import { redactAnywhere } from '../redaction.ts';
import type { Terminal } from './terminal.ts';

/** Says what went wrong: one sentence, and with `verbose` what is behind it. */
export function tellFailure(error: unknown, terminal: Terminal, verbose: boolean): void {
  const known = error instanceof GatelineError;
  const sentence = known ? error.message : `Something went wrong: ${(error as Error).message}`;
  terminal.err(`${redactAnywhere(sentence)}\n`);
  if (verbose) terminal.err(`${redactAnywhere(traceOf(error))}\n`);
  else if (!known) terminal.err('Run the command again with --verbose to see where.\n');
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
