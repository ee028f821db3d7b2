import { ENVIRONMENT, PRODUCT } from '../batches.ts';
import {
  type Asked,
  besideWindows,
  CRITERIA_COUNTERS,
  criteriaOf,
  criteriaWindows,
  distributionOf,
  QUARTER_MEASURE,
  QUARTER_VERSION,
  type Question,
  quantilesOf,
  type Window,
} from '../questions.ts';
import { BOUNDS, BUCKETS, DAY_MS, VERSIONS } from '../workload.ts';
import { bucketLabel } from './running-totals.ts';
import { getJson } from './server-process.ts';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

const SCOPE = `product="${PRODUCT}",environment="${ENVIRONMENT}"`;

/**
 * Asks a server of PromQL. Buckets are asked for once and the quantiles read from them here, which is quicker than asking for three quantiles;
 * what a page of several questions needs is asked for at once.
 */
export async function askPromql(url: string, question: Question, asked: Asked): Promise<readonly number[]> {
  if (question === 'quarter') return await quarter(url, asked);
  return question === 'year' ? await year(url, asked) : await criteria(url, asked.now);
}

async function quarter(url: string, { quarter: { from, to } }: Asked): Promise<number[]> {
  const selector = `${QUARTER_MEASURE}_bucket{${SCOPE},item="${QUARTER_VERSION}"}`;
  const series = await range(url, `sum by (le) (increase(${selector}[1d]))`, from, to);
  const byBucket = new Map(series.map(({ metric, values }) => [metric.le, valuesByDay(values, from, to)]));
  const days = (to - from) / DAY_MS;
  return quantilesOf(
    Array.from({ length: days }, (_, day) => {
      return distributionOf(countsOf((label) => byBucket.get(label)?.[day] ?? 0));
    }),
  );
}

async function year(url: string, { year: { from, to } }: Asked): Promise<number[]> {
  const total = (measure: string) => `sum by (item) (increase(${measure}_total{${SCOPE}}[1d]))`;
  const series = await range(url, `${total('cost_usd')} / ${total('requests')}`, from, to);
  const byVersion = new Map(series.map(({ metric, values }) => [metric.item, valuesByDay(values, from, to)]));
  return VERSIONS.flatMap((version) => Array.from(byVersion.get(version) ?? []));
}

async function criteria(url: string, now: number): Promise<number[]> {
  const [windows, beside] = [criteriaWindows(now), besideWindows(now)];
  const buckets = ({ from, to }: Window) =>
    instant(
      url,
      `sum by (item, le) (increase(${QUARTER_MEASURE}_bucket{${SCOPE}}[${(to - from) / 1_000}s]))`,
      to,
    );
  const counter = (name: string, { from, to }: Window) =>
    instant(url, `sum by (item) (increase(${name}_total{${SCOPE}}[${(to - from) / 1_000}s]))`, to);
  const [latency, counters] = await Promise.all([
    buckets(windows.closed),
    Promise.all(
      CRITERIA_COUNTERS.map(({ name, untilNow }) =>
        counter(name, untilNow ? windows.running : windows.closed),
      ),
    ),
    ...beside.flatMap((window) => [
      buckets(window),
      ...CRITERIA_COUNTERS.map(({ name }) => counter(name, window)),
    ]),
  ]);
  const totals = new Map(
    counters.flatMap((series, i) =>
      series.map((one) => [`${CRITERIA_COUNTERS[i]?.name} ${one.metric.item}`, Number(one.value?.[1])]),
    ),
  );
  const cells = new Map(
    latency.map(({ metric, value }) => [`${metric.item} ${metric.le}`, Number(value?.[1])]),
  );
  return criteriaOf(
    (version, counter) => totals.get(`${counter} ${version}`) ?? Number.NaN,
    (version) => countsOf((label) => cells.get(`${version} ${label}`) ?? 0),
  );
}

/** Counts of single buckets, from those of everything up to their ends. */
function countsOf(upTo: (label: string) => number): number[] {
  let below = 0;
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const all = upTo(bucketLabel(bucket, BOUNDS));
    const count = Math.max(0, all - below);
    below = Math.max(below, all);
    return count;
  });
}

/** One value a day; a day's value stands at its end. */
function valuesByDay(values: Series['values'], from: number, to: number): Float64Array {
  const days = new Float64Array((to - from) / DAY_MS).fill(Number.NaN);
  for (const [at, value] of values ?? []) days[Math.round((at * 1_000 - from) / DAY_MS) - 1] = Number(value);
  return days;
}

async function range(url: string, query: string, from: number, to: number): Promise<readonly Series[]> {
  const parameters = { query, start: String((from + DAY_MS) / 1_000), end: String(to / 1_000), step: '1d' };
  return seriesOf(await getJson(`${url}/api/v1/query_range?${new URLSearchParams(parameters)}`));
}

async function instant(url: string, query: string, at: number): Promise<readonly Series[]> {
  return seriesOf(
    await getJson(`${url}/api/v1/query?${new URLSearchParams({ query, time: String(at / 1_000) })}`),
  );
}

function seriesOf(answer: unknown): readonly Series[] {
  return (answer as { data: { result: readonly Series[] } }).data.result;
}
