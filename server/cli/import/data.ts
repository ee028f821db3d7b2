import { resolve } from 'node:path';
import { Command } from 'commander';
import type { LedgerStoreOfKind } from '../../open-store.ts';
import { prepareDataFolder } from '../../runtime/data-folder.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { type ImportReport, importData } from '../../store/duckdb/transfer/import-data.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openStoreOf } from '../opened-store.ts';
import { showProgress } from '../progress.ts';
import { readConfig, type SharedOptions, withConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import { hearStopWish, PROCESS_STOP } from '../until-stopped.ts';
import { settle } from './settle.ts';

/** `gateline import data FOLDER` */
export function importDataCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('data'))
    .description('Take a folder of gateline export data into the store, while the server is stopped')
    .argument('<folder>', 'written by gateline export data')
    .addHelpText(
      'after',
      `
Examples:
  gateline import data everything

It may be broken off and begun again: it goes on where it was. What was taken in once changes nothing when it comes again.`,
    )
    .action(async (folder: string, options: SharedOptions) => {
      using wish = hearStopWish(PROCESS_STOP);
      const config = await readConfig(options, terminal);
      await prepareDataFolder(config.data);
      const store = await openStoreOf(config);
      try {
        const report = await takeIn(store, resolve(terminal.cwd, folder), terminal, wish.signal);
        terminal.out(announcement(report));
      } catch (error) {
        if (!wish.signal.aborted) throw error;
        terminal.err('Interrupted; the same command goes on from here.\n');
        end(EXIT.interrupted);
      } finally {
        await store.close();
      }
    });
}

async function takeIn(
  store: LedgerStoreOfKind,
  folder: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ImportReport> {
  using progress = showProgress(terminal, 'Importing');
  const report = await store.withLedger((opened) =>
    importData(opened, {
      folder,
      now: wallClock.now(),
      signal,
      onProgress: (done, detail) => progress.show(0.99 * done, detail),
    }),
  );
  await settle(store, progress, signal);
  return report;
}

function announcement({ manifest, taken, known }: ImportReport): string {
  const when = new Date(manifest.at).toISOString().slice(0, 16).replace('T', ' ');
  const what = `the export of ${when} UTC`;
  if (taken === 0) return `All of ${what} was here already; nothing was changed.\n`;
  const rows = manifest.files.reduce((sum, file) => sum + file.rows, 0).toLocaleString('en');
  const before = known === 0 ? '' : `, of which a part was here already`;
  return `The store holds ${what} now: ${rows} rows${before}.\n`;
}
