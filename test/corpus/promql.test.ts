import { afterAll, describe, expect, it } from 'vitest';
import { type Distribution, quantile, shareAtOrBelow } from '../../core/measure/distribution.ts';
import { increment, type StreamState } from '../../core/measure/increments.ts';
import { Corpus } from './corpus.ts';

interface Loaded {
  readonly series: string;
  readonly stepSeconds: number;
  readonly values: readonly (number | string | null)[];
}

interface Case {
  readonly line: number;
  readonly query: string;
  readonly evalAtSeconds: number;
  readonly load: readonly Loaded[];
  readonly expected: readonly { readonly labels: string; readonly value?: number | string }[];
}

interface Sample {
  readonly at: number;
  readonly value: number;
}

interface RawSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

const corpus = new Corpus('promql');
const load = (name: string) => (corpus.present ? corpus.json<readonly Case[]>(name) : []);
afterAll(() => corpus.report());

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Seconds; a bare number is seconds, too. */
function seconds(text: string): number {
  const [, number = '', unit = 's'] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit || 's'] ?? 1);
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function rawSeries({ series, stepSeconds, values }: Loaded): RawSeries[] {
  const numbers = values.map((value) => (value === null ? Number.NaN : Number(value)));
  const samples = numbers.flatMap((value, i) =>
    Number.isFinite(value) ? [{ at: i * stepSeconds, value }] : [],
  );
  const name = /^[\w:]+/.exec(series)?.[0] ?? '';
  // A series of native histograms has no numbers.
  return samples.length === values.length ? [{ name, labels: labelsOf(series), samples }] : [];
}

/** What our rules make of the samples of a window, (from, to], whose first one is only a baseline. */
function increments(samples: readonly Sample[]): { total: number; resets: number } {
  const context = { appearedSincePreviousRead: false, countedSince: Number.POSITIVE_INFINITY };
  let state: StreamState | undefined;
  let total = 0;
  let resets = 0;
  samples.forEach(({ at, value }, i) => {
    const result = increment(state, { at: at + 1, values: [value], monotonic: 1 }, context);
    state = result.state;
    if (i > 0) total += result.values?.[0] ?? 0;
    if (result.kind === 'reset') resets += 1;
  });
  return { total, resets };
}

function within({ samples }: RawSeries, from: number, to: number): readonly Sample[] {
  return samples.filter(({ at }) => at > from && at <= to);
}

/** Prometheus' extrapolation to the edges of the window (promql/functions.go, extrapolatedRate), on top of our increments. */
function increaseAsPrometheus(samples: readonly Sample[], from: number, to: number): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return undefined;
  const { total } = increments(samples);
  const sampled = last.at - first.at;
  const between = sampled / (samples.length - 1);
  const limit = between * 1.1;
  let start = first.at - from;
  let end = to - last.at;
  if (start >= limit) start = between / 2;
  if (total > 0 && first.value >= 0) start = Math.min(start, sampled * (first.value / total));
  if (end >= limit) end = between / 2;
  return total * ((sampled + start + end) / sampled);
}

function same(a: unknown, b: unknown): boolean {
  const [left, right] = [Number(a), Number(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) && Number.isNaN(right);
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left)) || Math.abs(left - right) < 1e-9;
}

function key(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** Whether what we compute for each label set is what is expected, and nothing is left over. */
function agrees(one: Case, computed: ReadonlyMap<string, number | undefined>): boolean {
  const found = [...computed].filter(([, value]) => value !== undefined);
  const known = new Map(one.expected.map(({ labels, value }) => [key(labelsOf(labels)), value]));
  return found.length === known.size && found.every(([labels, value]) => same(value, known.get(labels)));
}

const COUNTER_QUERY = /^(rate|increase|resets)\((\w+)(?:\{[^}]*\})?\[(\w+)\](?: offset (\w+))?\)$/;

function counterCase(one: Case): boolean | undefined {
  const [, how, name, window = '', offset = '0'] = COUNTER_QUERY.exec(one.query) ?? [];
  const all = one.load.flatMap(rawSeries).filter((series) => series.name === name);
  if (how === undefined || all.length === 0) return undefined;
  const to = one.evalAtSeconds - seconds(offset);
  const from = to - seconds(window);
  const computed = new Map<string, number | undefined>();
  for (const series of all) {
    const samples = within(series, from, to);
    const increase = increaseAsPrometheus(samples, from, to);
    const rate = increase === undefined ? undefined : increase / (to - from);
    const resets = samples.length === 0 ? undefined : increments(samples).resets;
    computed.set(key(series.labels), how === 'resets' ? resets : how === 'rate' ? rate : increase);
  }
  return agrees(one, computed);
}

const QUANTILE_QUERY =
  /^histogram_quantile\(([^,]+), (?:(?:sum|avg)\((rate\()?|(rate\()?)(\w+_bucket)(?:\[(\w+)\]\))?(?:\) by \(([^)]*)\))?\)$/;
const FRACTION_QUERY = /^histogram_fraction\((0|-Inf), ([\d.-]+), (\w+_bucket)\)$/;

/** The distributions that raw bucket series make, by the labels that stay. */
function distributions(
  all: readonly RawSeries[],
  by: readonly string[] | undefined,
  total: (series: RawSeries) => number | undefined,
): Map<string, Distribution> {
  const grouped = Map.groupBy(all, ({ labels: { le: _, ...labels } }) => {
    const kept =
      by === undefined
        ? labels
        : Object.fromEntries(by.filter((n) => n !== 'le').map((n) => [n, labels[n] ?? '']));
    return key(kept);
  });
  return new Map(
    [...grouped].flatMap(([labels, series]) => {
      const totals = new Map<number, number>();
      for (const one of series) {
        const bound = one.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(one.labels.le);
        totals.set(bound, (totals.get(bound) ?? 0) + (total(one) ?? 0));
      }
      const sorted = [...totals].sort(([a], [b]) => a - b);
      const cells = sorted.map(([upper, count], i) => {
        const [lower, below] = sorted[i - 1] ?? [Number.NEGATIVE_INFINITY, 0];
        return { lower, upper, count: count - below };
      });
      // Buckets that fall make no distribution of ours; Prometheus mends them.
      return cells.some((cell) => cell.count < 0) ? [] : [[labels, { cells }] as const];
    }),
  );
}

function atEnd(at: number): (series: RawSeries) => number | undefined {
  return ({ samples }) => samples.findLast((sample) => sample.at <= at && sample.at > at - 300)?.value;
}

function quantileCase(one: Case): boolean | undefined {
  const [, written = '', , , name, window, by] = QUANTILE_QUERY.exec(one.query) ?? [];
  const [dividend, divisor = '1'] = written.split('/');
  const q = Number(dividend) / Number(divisor);
  if (name === undefined || !(q > 0 && q <= 1)) return undefined;
  const all = one.load.flatMap(rawSeries).filter((series) => series.name === name);
  const at = one.evalAtSeconds;
  const total =
    window === undefined
      ? atEnd(at)
      : (series: RawSeries) => increments(within(series, at - seconds(window), at)).total;
  const found = distributions(all, by?.split(/,\s*/), total);
  if (found.size !== one.expected.length) return undefined;
  // Nothing observed is NaN there and nothing here.
  const computed = new Map(
    [...found].map(([labels, one]) => [labels, quantile(one, q)?.estimate ?? Number.NaN]),
  );
  return agrees(one, computed);
}

function fractionCase(one: Case): boolean | undefined {
  const [, from, to = '', name] = FRACTION_QUERY.exec(one.query) ?? [];
  if (name === undefined) return undefined;
  const all = one.load.flatMap(rawSeries).filter((series) => series.name === name);
  const found = distributions(all, undefined, atEnd(one.evalAtSeconds));
  const expected = new Map(one.expected.map(({ labels, value }) => [key(labelsOf(labels)), Number(value)]));
  const belowZero = [...found.values()].some(({ cells }) =>
    cells.some((cell) => cell.upper <= 0 && cell.count > 0),
  );
  if (found.size !== expected.size || (from === '0' && belowZero)) return undefined;
  return [...found].every(([labels, distribution]) => {
    const share = shareAtOrBelow(distribution, Number(to));
    const value = expected.get(labels) ?? Number.NaN;
    if (share === undefined) return Number.isNaN(value);
    return share.lower <= value + 1e-9 && value - 1e-9 <= share.upper;
  });
}

function disagreeing(cases: readonly Case[], judge: (one: Case) => boolean | undefined): string[] {
  return cases.flatMap((one) => {
    const verdict = judge(one);
    return verdict === undefined || corpus.judge(verdict) ? [] : [`line ${one.line}: ${one.query}`];
  });
}

describe("Prometheus' own tests of PromQL", () => {
  it('agree with our increments on resets, and on rates and increases once these are extrapolated as theirs are', () => {
    expect(disagreeing(load('cases_counters_functions.json'), counterCase)).toEqual([]);
  });

  it('agree with our estimate of quantiles of classic histograms', () => {
    expect(disagreeing(load('cases_classic_histogram.json'), quantileCase)).toEqual([]);
  });

  it('have their fractions of classic histograms within our bounds', () => {
    expect(disagreeing(load('cases_classic_histogram.json'), fractionCase)).toEqual([]);
  });
});
