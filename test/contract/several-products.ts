import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Series, seriesId } from '../../core/measure/series.ts';
import type { MeasurementStore, ReadRequest, StoreUsage, WriteBatch } from '../../core/ports.ts';
import { dayBoundaries, monthBoundaries } from '../../core/time/calendar.ts';
import type { StoreUnderTest } from './measurement-store.ts';
import { compareRead, expectedRead } from './oracle.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Clocks of Lord Howe change within the time that is written about, and so do those of New York. */
const FROM = Date.UTC(2026, 2, 1);
const TO = FROM + 50 * DAY;

const PRODUCTS = ['routing', "o'ther\n🚦", '__proto__'] as const;
const ZONES = [
  'Asia/Kathmandu',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'UTC',
] as const;

/** What is done to a store. */
type Action =
  | { readonly do: 'write'; readonly batch: WriteBatch }
  | { readonly do: 'align'; readonly product: string; readonly zone: string }
  | { readonly do: 'maintain'; readonly now: number }
  | { readonly do: 'reopen' };

/**
 * Products side by side, each read by the days of a zone of its own that may change at any time, between writes, housekeeping and starts: no
 * answer hangs on any of it, and what is kept is told without contradicting itself.
 */
export function severalProductsContract(under: StoreUnderTest): void {
  describe(`several products in the measurement store ${under.name}`, () => {
    it('agree with a plain computation, whatever zones they are aligned to, and when', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(actions(under.reopen !== undefined), { minLength: 2, maxLength: 10 }),
          fc.array(requests, { minLength: 2, maxLength: 6 }),
          async (history, asked) => {
            let store = await under.open();
            const kept: WriteBatch[] = [];
            try {
              for (const [i, action] of history.entries()) {
                if (action.do === 'reopen') store = (await under.reopen?.(store)) ?? store;
                else await take(store, action, kept);
                const request = asked[i % asked.length] as ReadRequest;
                compareRead(await store.read(request), expectedRead(kept, request));
                expectSound(await store.usage({ sizes: i % 2 === 0 }));
              }
              await store.maintain(TO + DAY, new AbortController().signal);
              store = (await under.reopen?.(store)) ?? store;
              for (const request of asked) {
                compareRead(await store.read(request), expectedRead(kept, request));
              }
              const usage = await store.usage({ sizes: true });
              expectSound(usage);
              const hasNumbers = kept.some(({ counters = [] }) => counters.length > 0);
              const numbers = usage.kinds.filter(({ isNumbers }) => isNumbers);
              if (hasNumbers) expect(numbers.some(({ rows }) => rows === undefined || rows > 0)).toBe(true);
            } finally {
              await store.close();
            }
          },
        ),
        { numRuns: under.runs, seed: 20_261_201 },
      );
    });
  });
}

async function take(
  store: MeasurementStore,
  action: Exclude<Action, { do: 'reopen' }>,
  kept: WriteBatch[],
): Promise<void> {
  if (action.do === 'align') await store.alignDays(action.product, action.zone);
  else if (action.do === 'maintain') await store.maintain(action.now, new AbortController().signal);
  else {
    const isKnown = kept.some(({ source, id }) => source === action.batch.source && id === action.batch.id);
    expect(await store.write(action.batch)).toBe(isKnown ? 'duplicate' : 'written');
    if (!isKnown) kept.push(action.batch);
  }
}

/** Each kind once, no size below nothing, and all kinds together not larger than the whole. */
function expectSound({ bytes, kinds }: StoreUsage): void {
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
  for (const kind of kinds) {
    expect(kind.rows ?? 0).toBeGreaterThanOrEqual(0);
    expect(kind.bytes ?? 0).toBeGreaterThanOrEqual(0);
  }
  expect(kinds.reduce((sum, kind) => sum + (kind.bytes ?? 0), 0)).toBeLessThanOrEqual(bytes);
}

const product = fc.constantFrom(...PRODUCTS);
const zone = fc.constantFrom(...ZONES);
const item = fc.constantFrom('', 'v2');
const at = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: FROM, max: TO }) },
  // The first and the last millisecond of a day of some zone.
  {
    weight: 1,
    arbitrary: fc
      .record({ near: fc.integer({ min: FROM, max: TO - 2 * DAY }), zone, before: fc.boolean() })
      .map((one) => (dayBoundaries(one.near, one.near + 2 * DAY, one.zone)[1] as number) - +one.before),
  },
);

const key = fc.record({
  product,
  item,
  build: fc.constantFrom('', '1'),
  environment: fc.constantFrom('production', 'staging'),
});

function seriesOf(measure: string, own: Pick<Series, 'product' | 'item' | 'build' | 'environment'>): Series {
  const whole = { ...own, measure, labels: {} };
  return { ...whole, id: seriesId(whole) };
}

const counters = fc
  .record({ own: key, at, value: fc.integer({ min: 0, max: 99 }) })
  .map(({ own, ...point }) => ({ ...point, series: seriesOf('requests', own) }));
const gauges = fc
  .record({ own: key, at, value: fc.integer({ min: -9, max: 9 }) })
  .map(({ own, ...point }) => ({ ...point, series: seriesOf('labeled_examples', own) }));
const distributions = fc
  .record({
    own: key,
    at,
    cells: fc.array(
      fc.record({
        lower: fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0),
        upper: fc.constantFrom(1, 2 ** 0.5, Number.POSITIVE_INFINITY),
        count: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength: 3 },
    ),
    sum: fc.integer({ min: -9, max: 9 }),
  })
  .map(({ own, ...point }) => ({ ...point, series: seriesOf('request_duration', own) }));
const observations = fc.record({
  product,
  item,
  measure: fc.constantFrom('requests', 'labeled_examples', 'request_duration'),
  environment: fc.constantFrom('production', 'staging'),
  at,
  durationMs: fc.integer({ min: 1, max: MINUTE }),
});

const writes = fc
  .record({
    source: fc.constantFrom('prometheus', 'otlp'),
    id: fc.constantFrom('1', '2', '3', '4', '5'),
    counters: fc.array(counters, { maxLength: 20 }),
    gauges: fc.array(gauges, { maxLength: 6 }),
    distributions: fc.array(distributions, { maxLength: 6 }),
    observations: fc.array(observations, { maxLength: 6 }),
  })
  .map((batch): Action => ({ do: 'write', batch }));

function actions(mayReopen: boolean): fc.Arbitrary<Action> {
  const align = fc.record({ product, zone }).map((one): Action => ({ do: 'align', ...one }));
  // By a clock that may be wrong by years.
  const now = fc.oneof(at, fc.constantFrom(TO + DAY, TO + 3_650 * DAY, FROM - 3_650 * DAY));
  const maintain = now.map((one): Action => ({ do: 'maintain', now: one }));
  const reopen = { weight: mayReopen ? 1 : 0, arbitrary: fc.constant<Action>({ do: 'reopen' }) };
  return fc.oneof(
    { weight: 5, arbitrary: writes },
    { weight: 3, arbitrary: align },
    { weight: 3, arbitrary: maintain },
    reopen,
  );
}

const requests = fc
  .record({
    product,
    zone,
    near: at,
    days: fc.integer({ min: 1, max: 60 }),
    steps: fc.constantFrom('whole days', 'days', 'months', 'one'),
    split: fc.boolean(),
  })
  .map(({ product: own, zone: read, near, days, steps, split }): ReadRequest => {
    const to = near + days * DAY;
    const boundaries =
      steps === 'one'
        ? [near, to]
        : steps === 'months'
          ? monthBoundaries(near, to, read)
          : steps === 'days'
            ? dayBoundaries(near, to, read)
            : dayBoundaries(near, to + 2 * DAY, read).slice(1, -1);
    return {
      product: own,
      from: boundaries[0] as number,
      to: boundaries.at(-1) as number,
      boundaries,
      select: [
        { measure: 'requests', kind: 'counter', ...(split ? { by: ['item', 'build'] as const } : {}) },
        { measure: 'labeled_examples', kind: 'gauge', ...(split ? { by: ['environment'] as const } : {}) },
        { measure: 'request_duration', kind: 'distribution', items: ['v2'] },
      ],
    };
  });
