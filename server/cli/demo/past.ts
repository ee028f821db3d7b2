import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backfillExpositions } from '../../../collectors/backfill/backfill-expositions.ts';
import { evaluationBatch } from '../../../collectors/evaluations/evaluation-batch.ts';
import {
  formatEvaluationProblem,
  readEvaluationFiles,
} from '../../../collectors/evaluations/read-evaluation-files.ts';
import type { SourceFields } from '../../../collectors/source.ts';
import { sourceMapping } from '../../../collectors/source-mapping.ts';
import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore } from '../../../core/ports.ts';
import { renderConfiguration } from '../../../examples/ticket-routing/configuration.ts';
import { history, scrapeTimes } from '../../../examples/ticket-routing/history.ts';
import { timelineFor } from '../../../examples/ticket-routing/timeline.ts';
import { parseConfig } from '../../config.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { SOURCE_TYPES } from '../../source-types.ts';
import type { Story, Stretch } from './story.ts';

/** Names of the sources that the past comes in by. */
const HISTORY = 'history';
const EVALUATIONS = 'evaluations';

const PRODUCT = 'ticket-routing';

/** One measure of each live source: its watch tells how long somebody looked. */
const WATCHED = ['requests', 'pipeline_records'];

/** Up to when the past is told, and up to when the live service was watched; Unix ms, absent when never. */
export async function knownUntil(
  store: MeasurementStore,
  now: number,
): Promise<{ toldUntil?: number; seenUntil?: number }> {
  const cursor = Number(await store.cursor(HISTORY));
  const select = WATCHED.map((measure) => ({ measure, kind: 'counter' as const }));
  const { selections } = await store.read({ product: PRODUCT, from: now - 1, to: now, select });
  const seen = selections.flatMap(({ lastObservedAt }) => lastObservedAt ?? []);
  return {
    ...(cursor > 0 ? { toldUntil: cursor } : {}),
    ...(seen.length > 0 ? { seenUntil: Math.max(...seen) } : {}),
  };
}

export interface TellingOptions {
  /** Told of each commit: the share that is done, 0…1, and the time that it has come to, Unix ms. */
  onProgress(done: number, at: number): void;
  /** Ends the telling after the commit under way. */
  readonly signal: AbortSignal;
}

/** Tells stretches of the past, scrape by scrape, through the code that scrapes. Goes on where an earlier telling was broken off. */
export async function tellPast(
  store: MeasurementStore,
  story: Story,
  untold: readonly Stretch[],
  { onProgress, signal }: TellingOptions,
): Promise<void> {
  const timeline = timelineFor(story.today, story.zone);
  const lengths = untold.map((stretch) => scrapeTimes(stretch).length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const source = { name: HISTORY, mapping: historyMapping() };
  const monitor = { count() {}, succeeded() {}, failed() {}, warned() {} };
  let before = 0;
  for (const [i, stretch] of untold.entries()) {
    if (signal.aborted) return;
    const scrapes = history({ timeline, seed: story.seed, ...stretch });
    await backfillExpositions(
      source,
      scrapes,
      { store, clock: wallClock, monitor },
      {
        signal,
        onProgress: ({ at, taken, skipped }) => onProgress((before + taken + skipped) / all, at),
      },
    );
    before += lengths[i] ?? 0;
  }
}

/** The past is read from /metrics alone: there everything is. */
function historyMapping() {
  const { config } = parseConfig('gateline.yaml', renderConfiguration('scrape'), {
    environment: {},
    sourceTypes: SOURCE_TYPES,
  });
  const source = config?.sources[0];
  if (source === undefined) throw new Error("The example's own configuration cannot be read.");
  return sourceMapping(source.settings as SourceFields);
}

/**
 * Takes in every evaluation run of a folder; one that is known changes nothing.
 *
 * @throws GatelineError `evaluation-invalid`
 */
export async function importEvaluations(store: MeasurementStore, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const paths = names.map((name) => join(folder, name));
  const files = await Promise.all(paths.map(async (name) => ({ name, text: await readFile(name, 'utf8') })));
  const { runs, problems } = await readEvaluationFiles(files, { now: wallClock.now() });
  const [problem] = problems;
  if (problem !== undefined) throw new GatelineError('evaluation-invalid', formatEvaluationProblem(problem));
  for (const run of runs) await store.write(evaluationBatch(EVALUATIONS, run));
}
