import { type Command, InvalidArgumentError } from 'commander';
import { type Config, loadConfig } from '../config.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import type { Terminal } from './terminal.ts';

export interface SharedOptions {
  readonly config?: string;
  readonly verbose?: boolean;
}

/** Every command that needs the configuration says so in the same words. */
export function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration (default: $GATELINE_CONFIG, then gateline.yaml)')
    .option('--verbose', 'show what is behind an error, and log at debug level');
}

/** @throws GatelineError `config-missing`, `config-invalid` */
export function readConfig(options: SharedOptions, { cwd, environment }: Terminal): Promise<Config> {
  return loadConfig({ file: options.config, cwd, environment, sourceTypes: SOURCE_TYPES });
}

/** A port number of the command line. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
