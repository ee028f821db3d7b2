import { Command } from 'commander';
import { startGateline } from '../main.ts';
import type { CommandContext } from './command-context.ts';
import { port, readConfig, type SharedOptions, withConfig } from './shared-options.ts';
import { PROCESS_STOP, untilStopped } from './until-stopped.ts';

interface ServeOptions extends SharedOptions {
  readonly port?: number;
}

/** `gateline serve` */
export function serveCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('serve'))
    .description('Start the server: collect, judge, and show')
    .option('--port <port>', 'listen on this port instead of the configured one', port)
    .addHelpText(
      'after',
      `
Examples:
  gateline serve
  gateline serve --config /etc/gateline/gateline.yaml --port 8080

Ctrl-C stops it in order; a second one at once.`,
    )
    .action(async (options: ServeOptions) => {
      const config = await readConfig(options, terminal);
      const running = await startGateline(config, {
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.verbose ? { logLevel: 'debug' } : {}),
        readableLog: terminal.interactive,
        logSink: { write: terminal.out },
      });
      await untilStopped(() => running.close(), PROCESS_STOP);
    });
}
