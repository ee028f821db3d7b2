import type { Changeable } from '../changeable.ts';
import { type DecisionLevels, evenLevels } from '../gate/levels.ts';
import type { Actual } from '../gate/verdict.ts';
import { straddlingBucket } from '../measure/distribution.ts';
import { UNBOUNDED } from '../statistics/interval.ts';
import { asDrawn, drawnOf } from './drawn.ts';
import { type SignalAnswers, SignalReadings } from './readings.ts';
import { isSample, type SampledOptions, sampledBounds, sampledShareAt } from './sampled.ts';
import type { Signal } from './signal.ts';
import { boundsWithUnseen, type Seen, shareAtWithUnseen } from './unseen.ts';
import { type SignalValue, signalValue } from './value.ts';

/** What an actual is asked for with. */
export interface ActualOptions {
  /** Half-open, Unix ms: the window that was answered. */
  readonly from: number;
  readonly to: number;
  /** Id of the item that it is for; `''` for the product. */
  readonly item: string;
  /** One value of the scope's `each` label. */
  readonly each?: string | undefined;
  /** A latency threshold, in the signal's unit: the share at or under it is told, and the bucket that it falls into. */
  readonly target?: number | undefined;
  /**
   * For a sampled signal, whose bounds are an interval. A number: one-sided, for a single look. Levels: for a verdict, which holds at
   * whichever look it is taken. Default 95 %.
   */
  readonly confidence?: number | DecisionLevels;
}

/** What production shows, and which measures it lacks for it. */
export interface ProductionReading {
  readonly actual: Actual;
  /** Measures that were never seen in the scope; the signal has no value without them. */
  readonly unseen: readonly string[];
}

/** Readings arrive some time after what they tell of: a window's last minutes do not count as unwatched. */
export const COLLECTION_LAG_MS = 5 * 60_000;

const DEFAULT_CONFIDENCE = 0.95;

/** What was chosen by what happened says nothing of the rest. */
const OF_UNKNOWN_SAMPLES: ActualBounds = { ...UNBOUNDED, boundsKind: 'interval' };

/** The signal's value over a whole window, out of answers that have one step. */
export function productionActual(answers: SignalAnswers, options: ActualOptions): ProductionReading {
  return readActual(new SignalReadings(answers), options);
}

/** As {@link productionActual}, of answers that are read by others, too. */
export function readActual(readings: SignalReadings, options: ActualOptions): ProductionReading {
  return actualOfStep(readings, 0, options);
}

/** As {@link productionActual}, for every value of the scope's `each` label. */
export function productionActualsByLabel(
  answers: SignalAnswers,
  options: ActualOptions,
): readonly { readonly value: string; readonly reading: ProductionReading }[] {
  const readings = new SignalReadings(answers);
  return readings.eachValues().map((value) => ({
    value,
    reading: actualOfStep(readings, 0, { ...options, each: value }),
  }));
}

/** One step of a chart. */
export interface StepActual {
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** `undefined`: nothing was watched, or nothing happened; a gap. */
  readonly value: number | undefined;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly n: number;
  /** Share of the step in which it was watched, 0…1. */
  readonly coverage: number;
}

/** The signal's value in every step of its answers; `boundaries` are those of the read. */
export function actualsPerStep(answers: SignalAnswers, boundaries: readonly number[]): readonly StepActual[] {
  const readings = new SignalReadings(answers);
  return boundaries.slice(0, -1).map((from, step) => {
    const to = boundaries[step + 1] as number;
    const { value, lower, upper, n, coverage } = actualOfStep(readings, step, { from, to, item: '' }).actual;
    const gap = value === undefined || (coverage === 0 && n === 0 && value === 0);
    return gap
      ? { from, to, value: undefined, lower: undefined, upper: undefined, n, coverage }
      : { from, to, value, lower, upper, n, coverage };
  });
}

function actualOfStep(readings: SignalReadings, step: number, options: ActualOptions): ProductionReading {
  const { signal, scope } = readings;
  const read = signalValue(readings, step, options.each);
  const drawn = drawnOf(readings, step, options.each);
  const value = drawn === undefined ? read : asDrawn(read, drawn);
  const watched = readings.watched(step);
  const { unseen } = watched;
  const observedAt = unseen.length > 0 ? undefined : watched.observedAt;
  const coverage = coverageOf(watched.observedMs, options, observedAt);
  const gradedShare = gradedShareOf(readings, read, step, options.each);
  const pricedShare = pricedShareOf(readings, step, options.each);
  const look = drawn !== undefined || isSample(signal, gradedShare) ? lookOf(options) : undefined;
  const isUnknown = drawn?.sampling === 'unknown';
  const bounds = isUnknown ? OF_UNKNOWN_SAMPLES : boundsOf(signal, value, { coverage, pricedShare }, look);
  // Made and then filled, which takes half as long as parts that may be there: an evaluation makes many of them.
  const actual: Changeable<Actual> = {
    signal: signal.name,
    item: options.item,
    evidence: 'production',
    environment: scope.environment,
    value: value.value,
    lower: bounds.lower,
    upper: bounds.upper,
    boundsKind: bounds.boundsKind,
    n: value.n,
    from: options.from,
    to: options.to,
    coverage,
    observedAt,
    builds: buildShares(readings, step, options.each),
  };
  if (bounds.method !== undefined) actual.method = bounds.method;
  if (bounds.levels !== undefined) actual.levels = bounds.levels;
  if (value.events !== undefined) actual.events = value.events;
  if (pricedShare !== undefined) actual.pricedShare = pricedShare;
  if (gradedShare !== undefined) actual.gradedShare = gradedShare;
  if (drawn !== undefined) actual.sampling = drawn.sampling;
  if (!isUnknown) tellAtTarget(actual, readings, value, options.target, look);
  return { actual, unseen };
}

function lookOf({ confidence = DEFAULT_CONFIDENCE, target }: ActualOptions): SampledOptions {
  return typeof confidence === 'number'
    ? { levels: evenLevels(confidence), looks: 'once', target }
    : { levels: confidence, looks: 'again and again', target };
}

type ActualBounds = Pick<Actual, 'lower' | 'upper' | 'boundsKind' | 'method' | 'levels'>;

/** A graded sample says something of the answers that nobody graded: an interval, not a census. */
function boundsOf(
  signal: Signal,
  value: SignalValue,
  seen: Seen,
  look: SampledOptions | undefined,
): ActualBounds {
  if (look === undefined) {
    const { lower, upper } = boundsWithUnseen(signal, value, seen);
    return { lower, upper, boundsKind: 'measurement', method: 'census' };
  }
  const { bounds, method } = sampledBounds(signal, value, look);
  const known = { lower: bounds.lower, upper: bounds.upper, boundsKind: 'interval' } as const;
  const { lower, upper } = look.levels;
  return method === undefined ? known : { ...known, method, levels: { lower, upper } };
}

/** Watched time over the window's, of the measure that was watched least. */
function coverageOf(observedMs: number, { from, to }: ActualOptions, observedAt: number | undefined): number {
  if (observedAt === undefined) return 0;
  const lag = Math.min(COLLECTION_LAG_MS, (to - from) / 2);
  const expected = Math.min(to, Math.max(observedAt, to - lag)) - from;
  return expected > 0 ? Math.min(1, observedMs / expected) : 0;
}

function gradedShareOf(
  readings: SignalReadings,
  value: SignalValue,
  step: number,
  each?: string,
): number | undefined {
  const { population } = readings.signal;
  if (population === undefined || readings.lastObservedAt(population) === undefined) return undefined;
  const all = readings.counter(population, step, each);
  return all > 0 ? Math.min(1, value.n / all) : undefined;
}

function pricedShareOf(readings: SignalReadings, step: number, each?: string): number | undefined {
  const { pricing } = readings.signal;
  if (pricing === undefined) return undefined;
  const priced = readings.counter(pricing.total, step, each);
  const all = priced + readings.counter(pricing.unpriced, step, each);
  return all > 0 ? priced / all : undefined;
}

function buildShares(readings: SignalReadings, step: number, each?: string): Actual['builds'] {
  const there = readings.builds(step, each);
  const only = there[0];
  if (there.length === 1 && only !== undefined)
    return only.count > 0 ? [{ build: only.build, share: 1 }] : [];
  const builds = there.filter(({ count }) => count > 0);
  const all = builds.reduce((sum, { count }) => sum + count, 0);
  return builds
    .map(({ build, count }) => ({ build, share: count / all }))
    .sort((a, b) => b.share - a.share || (a.build < b.build ? -1 : 1));
}

/** Of a quantile: the share at or under the target, and the bucket that the target falls into. */
function tellAtTarget(
  actual: Changeable<Actual>,
  readings: SignalReadings,
  value: SignalValue,
  target: number | undefined,
  look: SampledOptions | undefined,
): void {
  if (target === undefined || readings.signal.formula.kind !== 'quantile' || value.distribution === undefined)
    return;
  const seen = shareAtWithUnseen(value, target, actual.coverage);
  const share = look === undefined ? seen : sampledShareAt(seen, value.n, look);
  const bucket = straddlingBucket(value.distribution, target);
  if (bucket !== undefined) actual.bucket = { lower: bucket.lower, upper: bucket.upper };
  if (share !== undefined) actual.shareAtTarget = share;
}
