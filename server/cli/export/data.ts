import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { GatelineError } from '../../../core/errors.ts';
import { formatBytes } from '../../../core/text/byte-text.ts';
import { beginningOf, isWrittenTime } from '../../../core/time/written-time.ts';
import type { Config } from '../../config.ts';
import type { LedgerStoreOfKind } from '../../open-store.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { DuckdbStore } from '../../store/duckdb/duckdb-store.ts';
import { exportData } from '../../store/duckdb/transfer/export-data.ts';
import type { Manifest, Scope } from '../../store/duckdb/transfer/manifest.ts';
import { VERSION } from '../../version.ts';
import { backupFromServer } from '../backup/from-server.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openStoreOf } from '../opened-store.ts';
import { ownAddress } from '../own-address.ts';
import { showProgress } from '../progress.ts';
import { readConfig, type SharedOptions, withConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import { hearStopWish, PROCESS_STOP } from '../until-stopped.ts';

interface Options extends SharedOptions {
  readonly product?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

const QUARTER_HOUR_MS = 15 * 60_000;

/** `gateline export data FOLDER` */
export function exportDataCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('data'))
    .description('Everything that the store holds, as a folder of Parquet files')
    .argument('<folder>', 'what to make; it is there whole or not at all')
    .option('--product <id>', 'only this product; may be given several times', collected)
    .option('--from <time>', 'only from this day or instant on (UTC)', time)
    .option('--to <time>', 'only before this day or instant (UTC)', time)
    .addHelpText(
      'after',
      `
Examples:
  gateline export data everything
  gateline export data third-quarter --product ticket-routing --from 2026-07-01 --to 2026-10-01

Take it into another store with: gateline import data FOLDER
The files can be read by anything that knows Parquet; docs/operations.md says what is in them.`,
    )
    .action(async (folder: string, options: Options) => {
      using wish = hearStopWish(PROCESS_STOP);
      const path = resolve(terminal.cwd, folder);
      const config = await readConfig(options, terminal);
      const scope = scopeOf(options);
      try {
        const manifest = await madeFolder(path, (draft) =>
          exportTo(draft, config, scope, terminal, wish.signal),
        );
        terminal.out(announcement(path, manifest));
      } catch (error) {
        if (!wish.signal.aborted) throw error;
        terminal.err('Interrupted; nothing was written.\n');
        end(EXIT.interrupted);
      }
    });
}

function scopeOf({ product: products, from, to }: Options): Scope {
  if (from !== undefined && to !== undefined && from >= to) {
    throw new GatelineError('bad-request', '--from must be before --to.');
  }
  return { products, from, to };
}

async function exportTo(
  draft: string,
  config: Config,
  scope: Scope,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Manifest> {
  const copy = join(dirname(draft), `.${process.pid}.store.partial`);
  try {
    const store = await openedFor(config, copy, terminal, signal);
    try {
      using progress = showProgress(terminal, 'Exporting');
      return await store.withLedger((opened) =>
        exportData(opened, {
          folder: draft,
          scope,
          gateline: VERSION,
          store: config.store.kind === 'influxdb' ? 'influxdb' : 'duckdb',
          now: wallClock.now(),
          signal,
          onProgress: (done, detail) => progress.show(done, detail),
        }),
      );
    } finally {
      await store.close();
    }
  } finally {
    for (const left of [copy, `${copy}.wal`]) await rm(left, { force: true });
  }
}

/** The store itself when nobody has it; else, of the embedded one, a copy that its server makes. */
async function openedFor(
  config: Config,
  copy: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<LedgerStoreOfKind> {
  try {
    return await openStoreOf(config);
  } catch (error) {
    const held = error instanceof GatelineError && error.code === 'store-locked';
    if (!held || config.store.kind !== 'duckdb') throw error;
    await backupFromServer(ownAddress(config), copy, terminal, signal);
    return await DuckdbStore.open({ file: copy, rawRetentionMs: Number.MAX_SAFE_INTEGER });
  }
}

/** Makes a folder whole or not at all; one that is there already must be empty. */
async function madeFolder<T>(path: string, fill: (draft: string) => Promise<T>): Promise<T> {
  const known = await stat(path).catch(() => undefined);
  const empty = known?.isDirectory() === true && (await readdir(path)).length === 0;
  if (known !== undefined && !empty) {
    throw new GatelineError(
      'file-exists',
      `${path} is there already and is left alone; choose another name.`,
    );
  }
  const draft = `${path}.${process.pid}.partial`;
  try {
    await mkdir(draft, { recursive: true });
    const made = await fill(draft);
    if (empty) await rmdir(path);
    await rename(draft, path);
    return made;
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof GatelineError || syscall === undefined) throw cause;
    throw new GatelineError('folder-not-writable', `Cannot write ${path} (${code}).`, { cause });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function announcement(path: string, { files, products, from, to }: Manifest): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const lines = [
    `${path} holds ${rows.toLocaleString('en')} rows in ${files.length} files (${formatBytes(bytes)}).`,
  ];
  if (products !== undefined || from !== undefined || to !== undefined) {
    lines.push('It is a part of the store: what collectors remember is not in it.');
  }
  return `${lines.join('\n')}\n`;
}

function collected(product: string, before: readonly string[] = []): readonly string[] {
  return [...before, product];
}

/** Roll-ups cannot be cut elsewhere. */
function time(text: string): number {
  if (!isWrittenTime(text)) {
    throw new InvalidArgumentError('A time is written such as 2026-07-01, or 2026-07-01T06:30:00Z.');
  }
  const at = beginningOf(text, 'UTC');
  if (at % QUARTER_HOUR_MS === 0) return at;
  throw new InvalidArgumentError('A time is on a whole quarter of an hour, as roll-ups are.');
}
