import { constants, copyFile, link, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { GatelineError } from '../../core/errors.ts';
import { formatBytes } from '../../core/text/byte-text.ts';
import type { Config } from '../config.ts';
import { storeFile } from '../open-store.ts';
import { prepareDataFolder } from '../runtime/data-folder.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { copyStoreFile, lookInto, type StoreFileFacts } from '../store/duckdb/store-file.ts';
import type { CommandContext } from './command-context.ts';
import { sync } from './new-file.ts';
import { readConfig, type SharedOptions, withConfig } from './shared-options.ts';

interface RestoreOptions extends SharedOptions {
  readonly replace?: boolean;
}

/** `gateline restore FILE` */
export function restoreCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('restore'))
    .description('Put a backup in the place of the store, while the server is stopped')
    .argument('<file>', 'a backup, made by gateline backup')
    .option('--replace', 'set the store aside that is there now, under another name')
    .addHelpText(
      'after',
      `
Examples:
  gateline restore backups/2026-11-23.duckdb              into an empty data folder
  gateline restore backups/2026-11-23.duckdb --replace    keeps what was there, under another name`,
    )
    .action(async (file: string, options: RestoreOptions) => {
      const config = await readConfig(options, terminal);
      const backup = resolve(terminal.cwd, file);
      const place = storeFile(config.store.kind, config.data);
      const facts = await lookInto(backup, { thoroughly: true });
      makeSureOfKind(config, facts, backup);
      await prepareDataFolder(config.data);
      const aside = await restore(backup, place, options.replace ?? false);
      terminal.out(`${place} is what ${backup} holds (${formatBytes(facts.bytes)}).\n`);
      if (aside !== undefined)
        terminal.out(`What was there before is ${aside}; delete it when you are sure.\n`);
      if (facts.influxDatabase !== undefined) {
        terminal.out(
          `Its numbers are in the database ${facts.influxDatabase} of InfluxDB: restore that from its backup of the same time before the server starts.\n`,
        );
      }
    });
}

/** A store of the other kind has its numbers elsewhere, and would show none of them. */
function makeSureOfKind(
  { store: { kind } }: Config,
  { influxDatabase }: StoreFileFacts,
  backup: string,
): void {
  const own = influxDatabase === undefined ? 'duckdb' : 'influxdb';
  if (own === kind) return;
  throw new GatelineError(
    'config-invalid',
    `${backup} is of a store of the kind ${own}, but the configuration says ${kind}. Set store.kind to ${own}; the data are moved to another kind with gateline export data and gateline import data.`,
  );
}

/** @returns where the store is now that was there before */
async function restore(backup: string, place: string, replace: boolean): Promise<string | undefined> {
  const draft = `${place}.${process.pid}.partial`;
  const there = await same(place, backup);
  if (there === 'same') throw new GatelineError('bad-request', `${backup} is the store itself.`);
  if (there === 'other') {
    if (!replace) {
      throw new GatelineError(
        'file-exists',
        `There is a store already, ${place}; say --replace to set it aside, or choose another data: folder.`,
      );
    }
    await makeSureNobodyHasIt(place);
  }
  try {
    await copy(backup, draft);
    await sync(draft);
    await lookInto(draft);
    const aside = await setAside(place, there === 'other');
    await rename(draft, place);
    await sync(dirname(place));
    return aside;
  } catch (cause) {
    if (cause instanceof GatelineError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('folder-not-writable', `Cannot write ${place} (${code}); it is as it was.`, {
      cause,
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** A file that somebody copied by hand may have a log beside it, which belongs to it. */
async function copy(backup: string, draft: string): Promise<void> {
  const log = await stat(`${backup}.wal`).catch(() => undefined);
  if (log === undefined) await copyFile(backup, draft, constants.COPYFILE_FICLONE);
  else await copyStoreFile(backup, draft);
}

async function same(place: string, backup: string): Promise<'none' | 'same' | 'other'> {
  const [there, given] = await Promise.all([stat(place).catch(() => undefined), stat(backup)]);
  if (there === undefined) return 'none';
  return there.ino === given.ino && there.dev === given.dev ? 'same' : 'other';
}

/** What is wrong with the store otherwise may be the very reason to restore. @throws GatelineError `store-locked` */
async function makeSureNobodyHasIt(place: string): Promise<void> {
  try {
    await lookInto(place);
  } catch (error) {
    if (error instanceof GatelineError && error.code === 'store-locked') throw error;
  }
}

/**
 * Under a second name, so that there is a store at every moment. Its log, which must not be taken for the new one's, goes along; it may be
 * all that is left of a store that somebody removed.
 */
async function setAside(place: string, isThere: boolean): Promise<string | undefined> {
  const stamp = new Date(wallClock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = `${place}.before-${stamp}`;
  if ((await stat(`${place}.wal`).catch(() => undefined)) !== undefined) {
    await rename(`${place}.wal`, `${aside}.wal`);
  }
  if (!isThere) return undefined;
  // On a file system without hard links there is none for a moment.
  await link(place, aside).catch(() => rename(place, aside));
  return aside;
}
