import type { EvaluationRun } from '../../../../core/measure/evaluation.ts';
import { type Series, seriesId } from '../../../../core/measure/series.ts';
import type { EventLog, MeasurementStore, Observation, WriteBatch } from '../../../../core/ports.ts';
import { dayBoundaries } from '../../../../core/time/calendar.ts';

/**
 * A small past with something of every kind, and the questions that are asked of it. It uses what every version of the store has had, so
 * that an old version can be run with it: see make.ts.
 */

const PRODUCT = 'desk';
const ZONE = 'America/New_York';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Start of a span of four weeks. */
const T0 = 737 * 28 * DAY;
const DAYS = 100;
const END = T0 + DAYS * DAY;
/** Raw data of the first spans have expired. */
export const RAW_RETENTION_MS = 30 * DAY;

function series(measure: string, item: string, labels: Record<string, string> = {}): Series {
  const key = { product: PRODUCT, measure, item, build: `${item}.0`, environment: 'production', labels };
  return { ...key, id: seriesId(key) };
}

const HOSTILE = { route: `new\nline, "quotes", back\\slash 🚦 '; DROP TABLE series; --` };
const BOUNDS = [0, 0.5, 1, 2, Number.POSITIVE_INFINITY];

/** Writes the past, day by day, with housekeeping in between as a server does it. */
export async function writePast(store: MeasurementStore, events: EventLog): Promise<void> {
  await store.alignDays(PRODUCT, ZONE);
  for (let day = 0; day < DAYS; day += 1) {
    await store.write(dayBatch(day));
    if (day % 10 === 9) await store.maintain(T0 + (day + 1) * DAY, new AbortController().signal);
  }
  await store.write(late());
  await store.write({ source: 'evaluations', id: 'run-1', evaluations: [run('run-1'), run('run-2')] });
  await store.retractEvaluation(PRODUCT, 'run-2', { at: END, by: 'an editor', why: 'the wrong dataset' });
  for (let i = 0; i < 30; i += 1) {
    const about = { at: T0 + i * DAY, product: PRODUCT, item: i % 2 === 0 ? 'v1' : 'v2' };
    await events.append([{ ...about, type: 'verdict', data: { state: i % 3 === 0 ? 'pass' : 'fail', i } }]);
  }
}

function dayBatch(day: number): WriteBatch {
  const times = Array.from({ length: 8 }, (_, i) => T0 + day * DAY + i * 3 * HOUR + (day % 7) * 60_000);
  const items = day < 50 ? ['v1'] : ['v1', 'v2'];
  return {
    source: 'service',
    id: `day ${day}`,
    counters: items.flatMap((item) =>
      times.flatMap((at, i) => [
        { series: series('requests', item), at, value: day + i },
        { series: series('requests', item, HOSTILE), at, value: 1 },
        { series: series('cost_usd', item), at, value: (day + i) / 8 },
      ]),
    ),
    distributions: items.flatMap((item) =>
      times.map((at, i) => ({
        series: series('request_duration', item),
        at,
        cells: BOUNDS.slice(1).map((upper, k) => ({ lower: BOUNDS[k] as number, upper, count: (i + k) % 4 })),
        ...(i === 3 ? {} : { sum: i / 4 }),
      })),
    ),
    gauges: times.map((at, i) => ({ series: series('backlog', ''), at, value: (day % 5) - i })),
    observations: items.flatMap((item) =>
      times.flatMap((at) =>
        ['requests', 'cost_usd', 'request_duration'].map(
          (measure): Observation => ({
            product: PRODUCT,
            measure,
            item,
            environment: 'production',
            at,
            durationMs: 2 * HOUR,
          }),
        ),
      ),
    ),
    breakers: [
      {
        product: PRODUCT,
        breaker: 'model',
        item: 'v1',
        environment: 'production',
        at: times[1] as number,
        state: 'open',
      },
      {
        product: PRODUCT,
        breaker: 'model',
        item: 'v1',
        environment: 'production',
        at: times[2] as number,
        state: 'closed',
      },
    ].filter(() => day % 20 === 3) as NonNullable<WriteBatch['breakers']>,
    state: [
      { key: `last ${day % 4}`, value: `${day}` },
      { key: 'gone', value: day === DAYS - 1 ? null : 'yes' },
    ],
    cursor: `${day}`,
  };
}

/** Into what is rolled up, into what has expired, and into raw data. */
function late(): WriteBatch {
  const at = [T0 + DAY + 1, T0 + 60 * DAY + 1, T0 + 95 * DAY + 1];
  return {
    source: 'late',
    id: '1',
    counters: at.map((one) => ({ series: series('requests', 'v1'), at: one, value: 1000 })),
    gauges: at.map((one) => ({ series: series('backlog', ''), at: one, value: 77 })),
  };
}

function run(id: string): EvaluationRun {
  return {
    id,
    product: PRODUCT,
    item: 'v2',
    build: 'v2.0',
    environment: 'staging',
    dataset: 'golden',
    revision: 'r1',
    judge: 'exact-match',
    judgeVersion: '1',
    author: 'ci',
    at: T0 + 70 * DAY,
    metrics: { accuracy: 'outcome', score: 'score' },
    items: Array.from({ length: 12 }, (_, i) => ({
      id: `item ${i}`,
      cluster: `cluster ${i % 5}`,
      values: { accuracy: i % 3 === 0 ? 0 : 1, score: i / 10 },
      ...(i === 7 ? { error: 'timed out' } : {}),
    })),
  };
}

/** What a store that holds the past answers, as JSON. */
export async function answersOf(store: MeasurementStore, events: EventLog): Promise<unknown> {
  const select = [
    { measure: 'requests', kind: 'counter', by: ['item', 'label:route'] },
    { measure: 'cost_usd', kind: 'counter', items: ['v2'] },
    { measure: 'request_duration', kind: 'distribution', by: ['build'] },
    { measure: 'backlog', kind: 'gauge' },
  ] as const;
  const windows = {
    days: dayBoundaries(T0 - 5 * HOUR, END, ZONE),
    whole: [T0, END],
    'free edges, raw': [T0 + 90 * DAY + 12_345, T0 + 96 * DAY + 54_321],
    'free edges, expired': [T0 + 3 * DAY + 12_345, T0 + 20 * DAY + 54_321],
    hours: Array.from({ length: 49 }, (_, i) => T0 + 54 * DAY + i * HOUR),
  };
  const reads: Record<string, unknown> = {};
  for (const [name, boundaries] of Object.entries(windows)) {
    const from = boundaries[0] as number;
    const to = boundaries.at(-1) as number;
    const answer = await store.read({ product: PRODUCT, from, to, boundaries, select });
    reads[name] = { ...answer, selections: answer.selections.map(sorted) };
  }
  const runs = await store.evaluationRuns({ product: PRODUCT, includeRetracted: true });
  const answers = {
    reads,
    series: (await store.series(PRODUCT)).map(({ series: one, kind }) => `${kind} ${one.id}`).sort(),
    breakers: await store.breakers(PRODUCT, T0 + 50 * DAY, END),
    runs,
    items: await store.evaluationItems(PRODUCT, 'run-1'),
    events: await events.events({ product: PRODUCT, item: 'v1', limit: 10 }),
    state: [...(await store.state('service'))].sort(),
    cursor: await store.cursor('service'),
  };
  return JSON.parse(JSON.stringify(answers, plain));
}

/** The last day's batch once more. */
export function sentAgain(): WriteBatch {
  return dayBatch(DAYS - 1);
}

/** Groups come in no order of their own. */
function sorted<S extends { readonly groups: readonly { readonly key: readonly string[] }[] }>(
  selection: S,
): S {
  const groups = selection.groups.toSorted((a, b) =>
    JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1,
  );
  return { ...selection, groups };
}

/** What JSON would lose. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return [...value];
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}
