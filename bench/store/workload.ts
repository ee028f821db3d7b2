import { Random } from './random.ts';

/**
 * The work of the bench: a service with 4 versions of a model, 24 measures of each (3 of them distributions of 30 buckets with their sums),
 * one point a minute. The same numbers go into every store.
 */
export const VERSIONS = ['v1', 'v2', 'v3', 'v4'] as const;

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
export const MINUTES_A_DAY = 1_440;

/** The first minute: a Monday at midnight, UTC. */
export const START = Date.UTC(2025, 10, 24);

/** When a minute's numbers are read: in its last second, so that days are made of whole minutes however a store cuts its windows. */
export function timeOf(minute: number): number {
  return START + minute * MINUTE_MS + 59_000;
}

export type MeasureKind = 'counter' | 'distribution' | 'gauge';

export interface WorkMeasure {
  readonly name: string;
  readonly kind: MeasureKind;
  /** Of a counter: how many a request brings; of a gauge: about where it is; of a distribution: the median of what it measures. */
  readonly level: number;
  /** Digits behind the point. */
  readonly digits: number;
}

const counter = (name: string, level: number, digits = 0): WorkMeasure => ({
  name,
  kind: 'counter',
  level,
  digits,
});
const distribution = (name: string, level: number): WorkMeasure => ({
  name,
  kind: 'distribution',
  level,
  digits: 3,
});
const gauge = (name: string, level: number): WorkMeasure => ({ name, kind: 'gauge', level, digits: 0 });

export const MEASURES: readonly WorkMeasure[] = [
  counter('requests', 1),
  counter('requests_failed', 0.004),
  counter('requests_contained', 0.62),
  counter('requests_escalated', 0.08),
  counter('fallbacks', 0.01),
  counter('calls', 1.4),
  counter('calls_failed', 0.02),
  counter('tokens_input', 850),
  counter('tokens_cached_input', 310),
  counter('tokens_output', 190),
  counter('tokens_reasoning_output', 60),
  counter('tokens_priced', 1_030),
  counter('tokens_unpriced', 10),
  counter('cost_usd', 0.0087, 6),
  counter('graded', 0.02),
  counter('graded_correct', 0.018),
  counter('graded_hallucinated', 0.0004),
  counter('suggestions_shown', 0.7),
  counter('suggestions_helpful', 0.45),
  distribution('request_duration', 0.8),
  distribution('time_to_first_token', 0.25),
  distribution('call_duration', 0.55),
  gauge('pipeline_lag', 40),
  gauge('labeled_examples', 6_000),
];

export const BUCKETS = 30;

/** Upper bounds of the buckets of a distribution, seconds; the last one is open. */
export const BOUNDS: readonly number[] = Array.from({ length: BUCKETS }, (_, i) =>
  i === BUCKETS - 1 ? Number.POSITIVE_INFINITY : Number((0.02 * 1.33 ** i).toPrecision(3)),
);

/** One number a minute. */
export interface Column {
  readonly version: string;
  readonly measure: WorkMeasure;
  /** Of a distribution: which bucket; `undefined` for its sum and for everything else. */
  readonly bucket?: number;
}

/** All columns, version by version, measure by measure; the buckets of a distribution before its sum. */
export const COLUMNS: readonly Column[] = VERSIONS.flatMap((version) =>
  MEASURES.flatMap((measure): Column[] => {
    const buckets = measure.kind === 'distribution' ? Array.from({ length: BUCKETS }, (_, i) => i) : [];
    return [...buckets.map((bucket) => ({ version, measure, bucket })), { version, measure }];
  }),
);

/** Fills the numbers of one minute into `into`, in the order of {@link COLUMNS}. The same minute always has the same numbers. */
export function fillMinute(minute: number, into: Float64Array): void {
  const random = new Random(minute * 2_654_435_761 + 97);
  let column = 0;
  for (let version = 0; version < VERSIONS.length; version += 1) {
    const requests = random.count(trafficAt(minute, version));
    for (const measure of MEASURES) column = fillMeasure(random, requests, version, measure, column, into);
  }
}

/** Requests a minute: a quiet night, a busy afternoon, quieter weekends; later versions take more. */
function trafficAt(minute: number, version: number): number {
  const hour = (minute / 60) % 24;
  const weekday = Math.floor(minute / MINUTES_A_DAY) % 7;
  const daily = 1 + 0.7 * Math.sin(((hour - 9) / 24) * 2 * Math.PI);
  return (150 + 150 * version) * daily * (weekday < 5 ? 1 : 0.5);
}

function fillMeasure(
  random: Random,
  requests: number,
  version: number,
  measure: WorkMeasure,
  column: number,
  into: Float64Array,
): number {
  if (measure.kind === 'distribution') {
    const shares = SHARES.get(measure.name)?.[version] as Float64Array;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      into[column + bucket] = random.count(requests * (shares[bucket] as number));
    }
    const mean = measure.level * 1.35 * (1 - 0.1 * version);
    into[column + BUCKETS] = rounded(requests * mean + Math.sqrt(requests) * random.normal(), measure.digits);
    return column + BUCKETS + 1;
  }
  into[column] = plainValue(random, requests, measure);
  return column + 1;
}

function plainValue(random: Random, requests: number, { name, kind, level, digits }: WorkMeasure): number {
  if (name === 'requests') return requests;
  if (kind === 'gauge') return rounded(level * (1 + 0.02 * random.normal()), digits);
  if (level < 2)
    return digits === 0 ? random.count(requests * level) : spread(random, requests * level, digits);
  return spread(random, requests * level, digits);
}

function spread(random: Random, mean: number, digits: number): number {
  return rounded(mean * (1 + 0.05 * random.normal()), digits);
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.max(0, Math.round(value * scale) / scale);
}

/** The share of each bucket, by measure and version: durations are lognormal, and later versions are faster. */
const SHARES: ReadonlyMap<string, readonly Float64Array[]> = new Map(
  MEASURES.filter((measure) => measure.kind === 'distribution').map((measure) => [
    measure.name,
    VERSIONS.map((_, version) => bucketShares(measure.level * (1 - 0.1 * version), 0.9)),
  ]),
);

function bucketShares(median: number, sigma: number): Float64Array {
  const upTo = BOUNDS.map((bound) => normalShare(Math.log(bound / median) / sigma));
  return Float64Array.from(upTo, (share, i) => share - (i === 0 ? 0 : (upTo[i - 1] as number)));
}

/** The standard normal distribution function (Abramowitz and Stegun 1964, 26.2.17: to 7.5e-8). */
function normalShare(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 1;
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return x > 0 ? 1 - tail : tail;
}
