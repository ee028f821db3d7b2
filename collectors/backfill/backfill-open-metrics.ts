import type { NumberedSample, SampleSorter } from '../../core/measure/sample-sorter.ts';
import type { IntakeSession } from '../cumulative/intake.ts';
import type { SeriesIdentity } from '../exposition/exposition-reader.ts';
import { takeStored } from '../prometheus/stored-reads.ts';
import type { StoredSeries } from '../prometheus/stored-series.ts';
import type { IntakeDeps } from '../source.ts';
import {
  type BackfillOptions,
  type BackfillProgress,
  type BackfillSource,
  backfillIntake,
  breathe,
  takenUntil,
} from './backfill-source.ts';
import type { OpenMetricsFile } from './open-metrics-file.ts';

/** Samples of one batch. */
const BATCH_SAMPLES = 20_000;

/**
 * Takes in a file in OpenMetrics whose samples carry their times, as `promtool tsdb dump-openmetrics` writes it: series one after the
 * other, or readings one after the other. Samples of one target (`job` and `instance`) and one time count as one scrape. A second run
 * skips what an earlier one committed.
 *
 * @param file read before; its samples come from the sorter
 * @throws what the store throws
 */
export async function backfillOpenMetrics(
  source: BackfillSource,
  file: Pick<OpenMetricsFile, 'series'>,
  sorter: Pick<SampleSorter, 'sorted'>,
  deps: IntakeDeps,
  options: BackfillOptions = {},
): Promise<BackfillProgress> {
  const intake = backfillIntake(source, deps);
  const until = await takenUntil(intake);
  let progress: BackfillProgress = { at: until, taken: 0, skipped: 0 };
  for await (const batch of batchesOf(sorter.sorted())) {
    if (options.signal?.aborted === true) break;
    const wanted = batch.filter(({ at }) => at > until);
    const times = new Set(wanted.map(({ at }) => at)).size;
    const skipped = progress.skipped + new Set(batch.map(({ at }) => at)).size - times;
    progress = { ...progress, skipped };
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (first === undefined || last === undefined) continue;
    const id = `${first.at}-${last.at}-${wanted.length}`;
    await intake.commit({ id, cursor: String(last.at) }, (session) =>
      takeBatch(session, wanted, file.series),
    );
    progress = { at: last.at, taken: progress.taken + times, skipped };
    options.onProgress?.(progress);
    await breathe();
  }
  return progress;
}

/** Pieces that are not cut within one time. */
async function* batchesOf(
  pieces: AsyncIterable<readonly NumberedSample[]>,
): AsyncGenerator<readonly NumberedSample[]> {
  let batch: NumberedSample[] = [];
  for await (const piece of pieces) {
    for (const sample of piece) {
      if (batch.length >= BATCH_SAMPLES && sample.at !== batch.at(-1)?.at) {
        yield batch;
        batch = [];
      }
      batch.push(sample);
    }
  }
  if (batch.length > 0) yield batch;
}

function takeBatch(
  session: IntakeSession,
  samples: readonly NumberedSample[],
  series: readonly SeriesIdentity[],
): void {
  const open = new Map<number, { timesMs: number[]; values: number[] }>();
  for (const { series: number, at, value } of samples) {
    const columns = open.get(number) ?? { timesMs: [], values: [] };
    open.set(number, columns);
    columns.timesMs.push(at);
    columns.values.push(value);
  }
  const identities = new Map<StoredSeries, SeriesIdentity>();
  for (const [number, columns] of open) {
    const identity = series[number] as SeriesIdentity;
    const { name, labels } = identity;
    identities.set({ name, labels, ...columns, histograms: [], unreadable: 0 }, identity);
  }
  session.advance();
  takeStored(session, [...identities.keys()], {
    identityOf: (one) => identities.get(one) as SeriesIdentity,
  });
}
