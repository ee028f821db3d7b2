import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { runDemo } from './demo/run-demo.ts';
import { port } from './shared-options.ts';
import { hearStopWish, PROCESS_STOP } from './until-stopped.ts';

interface GivenOptions {
  readonly port: number;
  readonly data: string;
  readonly fresh?: boolean;
  readonly verbose?: boolean;
  readonly historyDays: number;
}

/** `gateline demo` */
export function demoCommand({ terminal }: CommandContext): Command {
  return new Command('demo')
    .description('Show the example product: a year of history, and live traffic')
    .option('--port <port>', 'where the pages are', port, 4600)
    .option('--data <folder>', 'where everything that it makes is kept', './data/demo')
    .option('--fresh', 'begin anew: forget what an earlier demo made in that folder')
    .option('--verbose', 'show what is behind an error, and log at debug level')
    .addOption(new Option('--history-days <n>', 'days of history').argParser(days).default(365).hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  gateline demo
  gateline demo --port 8080 --data /tmp/gateline-demo
  gateline demo --fresh

It starts the service of examples/ticket-routing and a server that watches it. Ctrl-C stops both; the next start goes on from there.`,
    )
    .action(async (options: GivenOptions) => {
      using wish = hearStopWish(PROCESS_STOP);
      const { data, fresh = false, verbose = false } = options;
      await runDemo({ ...options, folder: resolve(terminal.cwd, data), fresh, verbose }, terminal, wish);
    });
}

function days(text: string): number {
  const value = Number(text);
  if (value >= 0.1 && value <= 365) return value;
  throw new InvalidArgumentError('Days of history are a number from 0.1 to 365.');
}
