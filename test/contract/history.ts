import fc from 'fast-check';
import type { BucketCount } from '../../core/measure/distribution.ts';
import { type Series, seriesId } from '../../core/measure/series.ts';
import type {
  CounterPoint,
  DistributionPoint,
  GaugePoint,
  MeasurementStore,
  Observation,
  WriteBatch,
} from '../../core/ports.ts';

export const PRODUCT = 'ticket-routing';

const QUARTER_HOUR = 15 * 60_000;
const DAY = 86_400_000;

export function series(measure: string, over: Partial<Omit<Series, 'id' | 'measure'>> = {}): Series {
  const key = {
    product: PRODUCT,
    measure,
    item: 'v2',
    build: '2.3.1',
    environment: 'production',
    labels: {},
    ...over,
  };
  return { ...key, id: seriesId(key) };
}

const explicit: readonly (readonly [number, number])[] = [
  [Number.NEGATIVE_INFINITY, 0.1],
  [0.1, 0.5],
  [0.5, 1],
  [1, 2],
  [2, 5],
  [5, Number.POSITIVE_INFINITY],
];
/** (2^(k/2), 2^((k+1)/2)]: exponential buckets of scale 1. */
const exponential = Array.from(
  { length: 8 },
  (_, k) => [2 ** (k / 2), 2 ** ((k + 1) / 2)] as const,
) as readonly (readonly [number, number])[];

/** Names and labels that a careless adapter would take for its own syntax. */
export const HOSTILE_TEXTS = [
  `new\nline`,
  'com,ma',
  'eq=ual',
  'sp ace',
  `quo"te`,
  `apos'trophe`,
  'back\\slash',
  'trailing\\',
  'emoji 🚦',
  'tab\there',
  '',
  ' ',
  "'; DROP TABLE series; --",
] as const;

const items = ['', 'v1', 'v2'] as const;

/** Random points in [from, to); values are integers or halves, whose sums are exact in every order. */
export function batches(from: number, to: number): fc.Arbitrary<WriteBatch[]> {
  const at = fc.integer({ min: from, max: to - 1 });
  // Several of one instant, in one batch and in several; and those that begin and end a quarter hour or a day.
  const middle = from + Math.floor((to - from) / 2);
  const edges = [0, QUARTER_HOUR, DAY].flatMap((ms) => {
    const edge = ms === 0 ? middle : middle - (middle % ms);
    return [edge - 1, edge].filter((one) => one >= from && one < to);
  });
  const crowdedAt = fc.oneof(
    { weight: 3, arbitrary: at },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  );
  const key = fc.record({
    item: fc.constantFrom(...items),
    build: fc.constantFrom('', '1.0', '2.0'),
    environment: fc.constantFrom('production', 'staging'),
    labels: fc.oneof(
      fc.constant({}),
      fc.record({
        route: fc.constantFrom('fast', 'capable', ...HOSTILE_TEXTS.filter((text) => text !== '')),
      }),
    ),
  });
  const counter = fc
    .record({ key, at: crowdedAt, value: fc.integer({ min: 0, max: 1000 }) })
    .map(({ key: own, ...point }): CounterPoint => ({ ...point, series: series('requests', own) }));
  const gauge = fc
    .record({ key, at, value: fc.integer({ min: -50, max: 50 }) })
    .map(({ key: own, ...point }): GaugePoint => ({ ...point, series: series('labeled_examples', own) }));
  const cells = fc
    .array(fc.tuple(fc.constantFrom(...explicit, ...exponential), fc.integer({ min: 0, max: 9 })), {
      maxLength: 6,
    })
    .map((drawn): BucketCount[] => drawn.map(([[lower, upper], count]) => ({ lower, upper, count })));
  const distribution = fc
    .record({
      key,
      at: crowdedAt,
      cells,
      sum: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
    })
    .map(({ key: own, sum, ...point }): DistributionPoint => {
      const bare = { ...point, series: series('request_duration', own) };
      return sum === undefined ? bare : { ...bare, sum };
    });
  const observation = fc.record({
    product: fc.constant(PRODUCT),
    measure: fc.constantFrom('requests', 'request_duration', 'labeled_examples'),
    item: fc.constantFrom(...items),
    environment: fc.constantFrom('production', 'staging'),
    at: crowdedAt,
    durationMs: fc.integer({ min: 1, max: 60_000 }),
  }) as fc.Arbitrary<Observation>;
  const batch = fc.record({
    source: fc.constantFrom('prometheus', 'otlp'),
    id: fc.string({ minLength: 1, maxLength: 2 }),
    counters: fc.array(counter, { maxLength: 12 }),
    gauges: fc.array(gauge, { maxLength: 4 }),
    distributions: fc.array(distribution, { maxLength: 4 }),
    observations: fc.array(observation, { maxLength: 4 }),
  }) as fc.Arbitrary<WriteBatch>;
  return fc.array(batch, { minLength: 1, maxLength: 8 });
}

/**
 * Writes a history, rolling up in the middle when asked, and gives back the batches that counted.
 *
 * @param check called after every write with what has counted so far
 */
export async function writeAll(
  store: MeasurementStore,
  history: readonly WriteBatch[],
  sealAt: number | undefined,
  check: (kept: readonly WriteBatch[]) => Promise<void> = async () => {},
): Promise<WriteBatch[]> {
  const kept: WriteBatch[] = [];
  for (const [i, batch] of history.entries()) {
    if ((await store.write(batch)) === 'written') kept.push(batch);
    if (i === 1 && sealAt !== undefined) await store.maintain(sealAt, new AbortController().signal);
    await check(kept);
  }
  return kept;
}
