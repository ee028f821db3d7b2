import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { HistoryReport } from '../../../collectors/backfill/history.ts';
import { importFileHistory } from '../../../collectors/backfill/history-of-file.ts';
import { importServerHistory } from '../../../collectors/backfill/history-of-server.ts';
import type { PrometheusSource } from '../../../collectors/prometheus/schema.ts';
import type { PulledFields, SourceDeps } from '../../../collectors/source.ts';
import { GatelineError } from '../../../core/errors.ts';
import { beginningOf, endOf, isWrittenTime } from '../../../core/time/written-time.ts';
import type { ConfiguredSource } from '../../config/sources.ts';
import { prepareDataFolder } from '../../runtime/data-folder.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { DiskSorter } from '../../store/duckdb/sample-sorter.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { openStoreOf } from '../opened-store.ts';
import { type Progress, showProgress } from '../progress.ts';
import { readConfig, type SharedOptions, withConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import { hearStopWish, PROCESS_STOP } from '../until-stopped.ts';
import { historySource } from './history-source.ts';
import { historyWords } from './history-words.ts';
import { pullDeps } from './pull-deps.ts';
import { settle } from './settle.ts';

interface HistoryCommandOptions extends SharedOptions {
  readonly source: string;
  readonly from?: string;
  readonly to?: string;
  readonly file?: string;
}

/** `gateline import history` */
export function importHistoryCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('history'))
    .description('Take in the past of a source: from its Prometheus server, or from a file in OpenMetrics')
    .requiredOption('--source <name>', 'the source in gateline.yaml whose mapping and attribution hold')
    .option('--from <date>', 'a date such as 2026-06-01, or an instant such as 2026-06-01T08:00:00Z', time)
    .option('--to <date>', 'the last day, or an instant (default: now)', time)
    .option('--file <file>', 'a file in OpenMetrics with times, as promtool tsdb dump-openmetrics writes it')
    .addHelpText(
      'after',
      `
Examples:
  gateline import history --source prometheus --from 2026-06-01
  gateline import history --source service --file history.om

The server must be stopped: the data file is in use while it runs. What is there already is left out, so the command may be broken off and
begun again. Dates are days of the time zone under attribution.zone of the source, else of UTC.`,
    )
    .action(async (options: HistoryCommandOptions, command: Command) => {
      if (options.file === undefined && options.from === undefined)
        command.error("error: needs '--from <date>' to read from the server, or '--file <file>'");
      using wish = hearStopWish(PROCESS_STOP);
      try {
        const isWhole = await importHistory(options, terminal, wish.signal);
        if (!isWhole) end(EXIT.problem);
      } catch (error) {
        if (!wish.signal.aborted) throw error;
        terminal.err('Interrupted; the same command goes on from here.\n');
        end(EXIT.interrupted);
      }
    });
}

/** @returns whether everything that was wanted could be read */
async function importHistory(
  options: HistoryCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const config = await readConfig(options, terminal);
  const source = historySource(config.sources, options.source, options.file !== undefined);
  const window = windowOf(options, source);
  await prepareDataFolder(config.data);
  const store = await openStoreOf(config);
  try {
    const deps = await pullDeps(config, store);
    using progress = showProgress(terminal, 'Importing');
    const report = await take(
      { options, source, window, deps, data: config.data },
      terminal,
      progress,
      signal,
    );
    await settle(store, progress, signal);
    terminal.out(historyWords(report));
    for (const warning of report.warnings) terminal.err(`${warning}\n`);
    return report.warnings.length === 0;
  } finally {
    await store.close();
  }
}

interface Task {
  readonly options: HistoryCommandOptions;
  readonly source: ConfiguredSource;
  readonly window: { readonly from: number; readonly to: number };
  readonly deps: SourceDeps;
  /** The data folder. */
  readonly data: string;
}

async function take(
  { options, source, window, deps, data }: Task,
  terminal: Terminal,
  progress: Progress,
  signal: AbortSignal,
): Promise<HistoryReport> {
  const how = {
    ...window,
    signal,
    onProgress: (done: number, at: number) =>
      progress.show(
        0.98 * Math.min(1, Math.max(0, done)),
        at > 0 ? new Date(at).toISOString().slice(0, 16) : 'reading the file',
      ),
  };
  if (options.file === undefined) {
    return await importServerHistory(source.settings as PrometheusSource, deps, how);
  }
  const path = resolve(terminal.cwd, options.file);
  const file = {
    name: options.file,
    bytes: await sizeOf(path, options.file),
    chunks: () => createReadStream(path),
  };
  await using sorter = await DiskSorter.open(data);
  const settings = source.settings as PulledFields & Partial<PrometheusSource>;
  const { initial_lookback = 0, overlap, interval, match = {} } = settings;
  const lookback =
    source.type === 'prometheus' ? initial_lookback + (overlap ?? Math.max(60_000, 2 * interval)) : 0;
  return await importFileHistory(settings, file, sorter, deps, { ...how, lookback, match });
}

async function sizeOf(path: string, shown: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new GatelineError('bad-request', `${shown} is not there.`);
  if (!found.isFile()) throw new GatelineError('bad-request', `${shown} is no file.`);
  return found.size;
}

function windowOf({ from, to }: HistoryCommandOptions, { settings }: ConfiguredSource) {
  const zone = (settings as { attribution?: { zone?: string } }).attribution?.zone ?? 'UTC';
  const now = wallClock.now();
  const begin = from === undefined ? 0 : beginningOf(from, zone);
  const end = to === undefined ? now : Math.min(now, endOf(to, zone));
  if (begin < end) return { from: begin, to: end };
  throw new GatelineError(
    'bad-request',
    `There is no time between --from ${from ?? ''} and --to ${to ?? 'now'}.`,
  );
}

function time(text: string): string {
  if (isWrittenTime(text)) return text;
  throw new InvalidArgumentError(
    'A date such as 2026-06-01, or an instant such as 2026-06-01T08:00:00Z, was expected.',
  );
}
