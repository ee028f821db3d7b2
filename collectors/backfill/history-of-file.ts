import { compileWhere, type LabelConditions } from '../../core/measure/label-conditions.ts';
import type { SampleSorter } from '../../core/measure/sample-sorter.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { PROCESS_START_TIME } from '../cumulative/process-start.ts';
import { savedMemory } from '../cumulative/saved-memory.ts';
import { TARGET_INFO } from '../cumulative/target-info.ts';
import { type PulledFields, pricesOf, type SourceDeps } from '../source.ts';
import { sourceMapping } from '../source-mapping.ts';
import { backfillOpenMetrics } from './backfill-open-metrics.ts';
import { HistoryMonitor, type HistoryOptions, type HistoryReport } from './history.ts';
import { type OpenMetricsReading, readOpenMetricsFile } from './open-metrics-file.ts';
import { Sieve } from './sieve.ts';

/** A file in OpenMetrics. */
export interface HistoryFile {
  /** For messages. */
  readonly name: string;
  readonly bytes: number;
  chunks(): AsyncIterable<Uint8Array>;
}

export interface FileHistoryOptions extends HistoryOptions {
  /** How far back the first read of the source reaches, ms. Default: it begins with the present. */
  readonly lookback?: number;
  /** Only series with these labels, as the source asks a server for; what tells of their targets needs none. Absent: all. */
  readonly match?: LabelConditions;
}

/** What the import of a file brought. */
export interface FileHistoryReport extends HistoryReport {
  /** Samples of the file, mapped ones and all. */
  readonly mapped: number;
  readonly lines: number;
  /** Unix ms: from here on the source reads itself, and the file counts for nothing; absent where the file ends before. */
  readonly until?: number;
}

/** How much of the work the reading of the file is, before anything is written. */
const READING_SHARE = 0.3;

/**
 * Takes in a file in OpenMetrics as the past of a source that is pulled, by its mapping. What is there already is left out, and so is the
 * time that the source itself has read, or will read when it is started.
 *
 * @throws GatelineError `exposition-invalid` with every line that is wrong, before anything is taken in; what the store throws
 */
export async function importFileHistory(
  config: PulledFields,
  file: HistoryFile,
  sorter: SampleSorter,
  deps: SourceDeps,
  options: FileHistoryOptions,
): Promise<FileHistoryReport> {
  const { from, signal, onProgress } = options;
  const monitor = new HistoryMonitor();
  const prices = pricesOf(config, deps);
  const mapping = sourceMapping(config, { priced: prices !== undefined });
  const names = new Set([
    ...[...mapping.metrics, ...mapping.breakers].flatMap(({ metric }) => mappableNames(metric)),
    ...mapping.metrics.flatMap(({ unless = [] }) => unless),
    PROCESS_START_TIME,
    TARGET_INFO,
  ]);
  const read = await readOpenMetricsFile(file.chunks(), sorter, {
    name: file.name,
    signal,
    wants: (metric) => isWanted(names, metric),
    isMeant: seriesMeantBy(options.match),
    onProgress: (bytes) => onProgress?.((READING_SHARE * bytes) / Math.max(1, file.bytes), from),
  });
  const until = await ownTime(config, options.lookback ?? 0, deps);
  const window = {
    from: Math.max(options.from, read.span?.from ?? options.from),
    to: Math.min(options.to, until, read.span?.to ?? options.to),
  };
  const { product } = config;
  const sieve = new Sieve(deps.store, { product, ...window, leavesOutKnown: true });
  const source = {
    name: `${config.name} history ${read.hash}`,
    mapping,
    prices,
    countersRestartWithProcess: config.counters_restart_with_process,
  };
  await backfillOpenMetrics(
    source,
    read,
    sorter,
    { ...deps, store: sieve, monitor },
    {
      signal,
      onProgress: ({ at }) => onProgress?.(progressOf(at, window), at),
    },
  );
  signal.throwIfAborted();
  const { taken, leftOut } = sieve;
  const cut = (read.span?.to ?? 0) > until ? { until } : {};
  return { taken, leftOut, ...monitor.told(), mapped: read.samples, lines: read.lines, ...cut };
}

function progressOf(at: number, { from, to }: Pick<HistoryOptions, 'from' | 'to'>): number {
  const share = to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 1;
  return READING_SHARE + (1 - READING_SHARE) * share;
}

/** A mapped name, or one of a histogram's or a counter's parts. */
function isWanted(names: ReadonlySet<string>, metric: string): boolean {
  if (names.has(metric)) return true;
  const [, bare = ''] = /^(.+)_(?:total|bucket|sum|count|created|info)$/.exec(metric) ?? [];
  return names.has(bare);
}

/** As a server is asked: `match` may speak of labels that the start of a process and `target_info` do not have. */
function seriesMeantBy(match: LabelConditions = {}): NonNullable<OpenMetricsReading['isMeant']> {
  const matches = compileWhere(match);
  return ({ name, labels }) =>
    name === PROCESS_START_TIME || name === TARGET_INFO || matches({ ...labels, __name__: name });
}

/** From when on a source reads itself, or will, Unix ms. */
async function ownTime(
  config: PulledFields,
  lookback: number,
  { store, clock }: SourceDeps,
): Promise<number> {
  const [cursor, state] = await Promise.all([store.cursor(config.name), store.state(config.name)]);
  if (cursor !== undefined && Number.isFinite(Number(cursor))) return Number(cursor);
  const reads = [...savedMemory(state).targets.values()].flatMap(({ text }) => {
    const at = text === undefined ? Number.NaN : (JSON.parse(text) as { at?: number }).at;
    return typeof at === 'number' ? [at] : [];
  });
  if (reads.length > 0) return Math.max(...reads);
  // Its first read reaches back, and counts in full what began not long before that.
  return clock.now() - lookback - config.max_sample_age;
}
