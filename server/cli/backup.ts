import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { GatelineError } from '../../core/errors.ts';
import { formatBytes } from '../../core/text/byte-text.ts';
import type { Config } from '../config.ts';
import { storeFile } from '../open-store.ts';
import { copyStoreFile, lookInto } from '../store/duckdb/store-file.ts';
import { backupFromServer } from './backup/from-server.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-code.ts';
import { makeFile } from './new-file.ts';
import { ownAddress } from './own-address.ts';
import { showProgress } from './progress.ts';
import { acceptedUrl } from './server-client.ts';
import { readConfig, type SharedOptions, withConfig } from './shared-options.ts';
import type { Terminal } from './terminal.ts';
import { hearStopWish, PROCESS_STOP } from './until-stopped.ts';

interface BackupOptions extends SharedOptions {
  readonly overwrite?: boolean;
  readonly server?: string;
}

const LOOK_EVERY_MS = 250;

/** `gateline backup FILE` */
export function backupCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('backup'))
    .description('Copy the store into one file, as it is now, while the server runs or not')
    .argument('<file>', 'what to write; it is there whole or not at all')
    .option('--overwrite', 'replace the file if it is there already')
    .option('--server <url>', 'ask this server (default: the one of the configuration, if it runs)')
    .addHelpText(
      'after',
      `
Examples:
  gateline backup backups/2026-11-23.duckdb
  gateline backup --server https://gateline.example.org nightly.duckdb --overwrite

A server that asks for tokens wants one of the role admin, in $GATELINE_TOKEN.
Put a backup back with: gateline restore FILE`,
    )
    .action(async (file: string, options: BackupOptions) => {
      using wish = hearStopWish(PROCESS_STOP);
      const path = resolve(terminal.cwd, file);
      const overwrite = options.overwrite ?? false;
      try {
        await makeFile(path, { overwrite }, (draft) => fill(draft, options, terminal, wish.signal));
      } catch (error) {
        if (!wish.signal.aborted) throw error;
        terminal.err('Interrupted; no backup was written.\n');
        return end(EXIT.interrupted);
      }
      terminal.out(await announcement(path));
    });
}

/** From the file itself when nobody has it open, from the server that has it otherwise. */
async function fill(
  draft: string,
  options: BackupOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  if (options.server !== undefined) {
    return await backupFromServer(acceptedUrl(options.server), draft, terminal, signal);
  }
  const config = await readConfig(options, terminal);
  try {
    await copyDirectly(config, draft, terminal, signal);
  } catch (error) {
    if (!(error instanceof GatelineError && error.code === 'store-locked')) throw error;
    await backupFromServer(ownAddress(config), draft, terminal, signal);
  }
}

async function copyDirectly(
  config: Config,
  draft: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const source = storeFile(config.store.kind, config.data);
  const known = await stat(source).catch(() => undefined);
  if (config.store.kind === 'memory' || known === undefined) {
    const why =
      config.store.kind === 'memory' ? 'The store is in memory' : `There is no store in ${config.data} yet`;
    throw new GatelineError('store-unavailable', `${why}; there is nothing to back up.`);
  }
  using progress = showProgress(terminal, 'Copying the store');
  const looking = setInterval(async () => {
    const { size = 0 } = (await stat(draft).catch(() => undefined)) ?? {};
    progress.show(Math.min(0.99, size / known.size), formatBytes(size));
  }, LOOK_EVERY_MS);
  try {
    await copyStoreFile(source, draft, signal);
  } finally {
    clearInterval(looking);
  }
}

async function announcement(path: string): Promise<string> {
  const { bytes, influxDatabase } = await lookInto(path);
  const lines = [`${path} (${formatBytes(bytes)}) holds the store as it was just now.`];
  if (influxDatabase !== undefined) {
    lines.push(
      `The numbers themselves are in the database ${influxDatabase} of InfluxDB: back that up as well, with InfluxDB's own means.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
