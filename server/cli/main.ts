import { EXIT } from './exit-code.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

/** Called by gateline.js under the right Node. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unheard);
  process.exitCode = await run(process.argv.slice(2), processTerminal());
}

function unheard({ code }: NodeJS.ErrnoException): void {
  // The terminal was closed: what is under way is still brought to its end.
  if (code === 'EIO') return;
  // `gateline validate | head` closes our output early: nobody reads on, and nothing is wrong.
  process.exit(code === 'EPIPE' ? EXIT.ok : EXIT.problem);
}
