import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { GatelineError } from '../../../core/errors.ts';
import { ownAddress } from '../own-address.ts';
import { addressOfServer, configIfThere, roadmapsOf } from '../roadmaps-of.ts';
import { ServerClient } from '../server-client.ts';
import { type SharedOptions, withConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import type { EvaluationDesk } from './desk.ts';
import { serverDesk } from './server-desk.ts';
import { storeDesk } from './store-desk.ts';

/** What every command about evaluation runs takes. */
export interface DeskOptions extends SharedOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly product?: string;
}

/** The options of a command about evaluation runs. */
export function withDesk(command: Command): Command {
  return withConfig(command)
    .option('--product <product>', 'the product, where there are several')
    .option(
      '--server <url>',
      'ask this server (default: $GATELINE_SERVER, then the one of the configuration if it runs, else its store)',
    )
    .option('--token-file <file>', 'where the token for the server stands (default: $GATELINE_TOKEN)');
}

/**
 * Where the runs are: at the server that was named; else in the store of the configuration, or at the server that has it open.
 *
 * @throws GatelineError `config-missing`, `config-invalid`, `roadmap-invalid`, `store-…`
 */
export async function openDesk(options: DeskOptions, terminal: Terminal): Promise<EvaluationDesk> {
  const token = await tokenOf(options, terminal);
  const named = options.server ?? terminal.environment.GATELINE_SERVER;
  if (named !== undefined && named !== '') return serverDesk(new ServerClient(named, token));
  const config = await configIfThere(options, terminal);
  if (config === undefined) return serverDesk(new ServerClient(addressOfServer(undefined), token));
  const atServer = () => serverDesk(new ServerClient(ownAddress(config), token));
  if (config.store.kind === 'memory') return atServer();
  try {
    return await storeDesk(config, await roadmapsOf([], options, terminal));
  } catch (error) {
    if (error instanceof GatelineError && error.code === 'store-locked') return atServer();
    throw error;
  }
}

async function tokenOf(
  { tokenFile }: DeskOptions,
  { cwd, environment }: Terminal,
): Promise<string | undefined> {
  if (tokenFile === undefined) return environment.GATELINE_TOKEN;
  try {
    return (await readFile(resolve(cwd, tokenFile), 'utf8')).trim();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('bad-request', `The token file ${tokenFile} cannot be read (${code}).`, {
      cause,
    });
  }
}

/** Does something at a desk, and closes it, whatever comes of it. */
export async function atDesk<T>(
  options: DeskOptions,
  terminal: Terminal,
  work: (desk: EvaluationDesk) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(options, terminal);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
