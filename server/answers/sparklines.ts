import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import { DEFAULT_CONFIDENCE, DEFAULT_ENVIRONMENT } from '../../core/roadmap/grammar/defaults.ts';
import type { Item } from '../../core/roadmap/roadmap.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { dayBoundaries, startOfDay } from '../../core/time/calendar.ts';
import { readSteps } from '../evaluation/actuals.ts';
import { actualOf, eligibleRuns } from '../evaluation/evaluation-evidence.ts';
import type { RunLibrary } from '../evaluation/run-library.ts';
import type { Situation } from '../evaluation/situation.ts';
import type { Sparkline } from '../http/contract/overview.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 28;

/** The steps of a line: ascending boundaries, and how long each is drawn; a day of daylight saving is drawn as long as any other. */
export interface LineSteps {
  readonly boundaries: readonly number[];
  readonly stepMs: number;
}

/** A line to be drawn: a signal of an item in steps. */
export interface LineAsk {
  readonly item: Item | undefined;
  readonly signal: Signal;
  /** What narrows the signal: environment, labels, dataset. */
  readonly criterion: MeasuredCriterion | undefined;
  readonly evidence: 'production' | 'evaluation';
  readonly steps: LineSteps;
}

/** The last 28 calendar days up to an instant; a day that has just begun is left out, because few requests make a wild end of a line. */
export function lastFourWeeks(to: number, zone: string): LineSteps {
  const today = startOfDay(to, zone);
  // Two hours on, so that daylight saving does not lead into the day before.
  const from = startOfDay(today - (DAYS - 1) * DAY_MS + 2 * HOUR_MS, zone);
  const end = to - today < HOUR_MS ? today : to;
  return { boundaries: dayBoundaries(from, end, zone), stepMs: DAY_MS };
}

/** Lines in the order of the asks, production with one read for each distinct run of steps; `undefined` where there is nothing to draw. */
export async function readLines(
  { store, library }: { readonly store: MeasurementStore; readonly library: RunLibrary },
  situation: Situation,
  asks: readonly LineAsk[],
): Promise<readonly (Sparkline | undefined)[]> {
  const watched = asks.filter((ask) => ask.evidence === 'production');
  const [steps, evaluated] = await Promise.all([
    readSteps(store, situation.roadmap.product, watched.map(stepAsk)),
    Promise.all(
      asks.map((ask) => (ask.evidence === 'evaluation' ? runValues(library, situation, ask) : undefined)),
    ),
  ]);
  const byAsk = new Map(
    watched.map((ask, i) => [ask, (steps[i] ?? []).map(({ value }) => value ?? null)] as const),
  );
  return asks.map((ask, i) => lineOf(ask, evaluated[i] ?? byAsk.get(ask) ?? []));
}

function stepAsk({ item, signal, criterion, steps: { boundaries } }: LineAsk) {
  const { environment = DEFAULT_ENVIRONMENT, where = {} } = criterion ?? {};
  return { item, signal, environment, where, boundaries };
}

function lineOf(
  { steps: { boundaries, stepMs } }: LineAsk,
  values: readonly (number | null)[],
): Sparkline | undefined {
  const [from] = boundaries;
  return from === undefined || values.every((value) => value === null)
    ? undefined
    : { from, stepMs, values: [...values] };
}

/** An evaluation holds until the next one: each step shows the newest run that there was at its end. */
async function runValues(
  library: RunLibrary,
  situation: Situation,
  { item, signal, criterion, steps: { boundaries } }: LineAsk,
): Promise<readonly (number | null)[]> {
  const narrowed = criterion ?? ANY_RUN;
  const runs = await eligibleRuns(library, situation, narrowed, signal, item?.id ?? '');
  const shown = boundaries.slice(1).map((end) => runs.find((run) => run.at < end));
  const values = new Map<EvaluationRunSummary, number | undefined>();
  for (const run of new Set(shown)) {
    if (run !== undefined) {
      values.set(
        run,
        (await actualOf(library, signal, [run], { confidence: narrowed.confidence }, run.item))?.value,
      );
    }
  }
  return shown.map((run) => (run === undefined ? undefined : values.get(run)) ?? null);
}

const ANY_RUN = {
  evidence: { kind: 'evaluation' },
  environment: DEFAULT_ENVIRONMENT,
  defaults: ['environment'],
  confidence: DEFAULT_CONFIDENCE,
} as const;
