import { GatelineError } from '../../core/errors.ts';
import { Mapper } from '../../core/measure/mapper.ts';
import { TARGET_INFO } from '../cumulative/target-info.ts';
import { Connection } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { type Call, PrometheusApi, TooMuch } from '../prometheus/api.ts';
import { MetricTypes } from '../prometheus/metric-types.ts';
import { type PrometheusSource, serverUrls } from '../prometheus/schema.ts';
import { selector, storedNames } from '../prometheus/selector.ts';
import type { StoredSeries } from '../prometheus/stored-series.ts';
import { sourceMapping } from '../source-mapping.ts';
import { LOOK } from './limits.ts';
import type { LookDeps } from './look-deps.ts';
import type { Shown, ShownSeries, ShownTarget } from './shown.ts';

/** Asks the servers of a source which metrics there are, and one of them what the mapped ones stand at. */
export async function lookAtPrometheus(source: PrometheusSource, deps: LookDeps): Promise<Shown> {
  const limits = {
    timeoutMs: Math.min(source.timeout, LOOK.timeoutMs),
    maxBytes: Math.min(source.max_body, LOOK.maxBytes),
    maxRedirects: source.max_redirects,
  };
  const credentials = await new Connection(source, deps.secrets).credentials();
  const call = { credentials, signal: deps.signal };
  const looks = await Promise.all(
    serverUrls(source).map(async (url) => {
      const api = new PrometheusApi({ url, limits, maxSamples: LOOK.maxSamples });
      return { address: shownUrl(url), ...(await lookAt(api, source, deps.now, call)) };
    }),
  );
  // Replicas see the same: the first that answers speaks for all.
  const first = looks.find(({ names }) => names !== undefined);
  return {
    asked: looks.map(({ address, trouble }) => ({ address, ...(trouble === undefined ? {} : { trouble }) })),
    leftOut: 0,
    targets: first?.targets ?? [],
    names: first?.names ?? [],
  };
}

interface Look {
  readonly trouble?: string;
  readonly names?: readonly string[];
  readonly targets?: readonly ShownTarget[];
}

async function lookAt(api: PrometheusApi, source: PrometheusSource, now: number, call: Call): Promise<Look> {
  try {
    const names = await api.names(source.match, { from: now - LOOK.lookbackMs, to: now }, call);
    const { metricNames } = new Mapper(sourceMapping(source));
    const there = new Set(names);
    const wanted = [...new Set([...metricNames.flatMap(storedNames), TARGET_INFO])].filter((name) =>
      there.has(name),
    );
    const types = new MetricTypes(metricNames);
    await types.refresh(now, (metric) => api.types(metric, call));
    const series = await stored(api, source, wanted, now, call);
    return { names: familiesOf(names), targets: targetsOf(series, source, types) };
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    return { trouble: error.message };
  }
}

/** What is too much at once is asked for in parts. */
async function stored(
  api: PrometheusApi,
  source: PrometheusSource,
  names: readonly string[],
  now: number,
  call: Call,
): Promise<readonly StoredSeries[]> {
  if (names.length === 0) return [];
  try {
    const wanted = selector(names, source.match);
    return (await api.samples(wanted, now - LOOK.lookbackMs, now, call)).series;
  } catch (error) {
    if (!(error instanceof TooMuch) || names.length < 2) throw error;
    const half = Math.ceil(names.length / 2);
    const one = await stored(api, source, names.slice(0, half), now, call);
    return [...one, ...(await stored(api, source, names.slice(half), now, call))];
  }
}

function targetsOf(
  all: readonly StoredSeries[],
  { replica_label: replica }: PrometheusSource,
  types: MetricTypes,
): readonly ShownTarget[] {
  const targets = new Map<string, Map<string, ShownSeries>>();
  for (const one of all) {
    const { [replica ?? '']: _, ...labels } = one.labels;
    const value = newestOf(one);
    if (value === undefined) continue;
    const instance = labels.instance ?? '';
    const series = targets.get(instance) ?? new Map<string, ShownSeries>();
    targets.set(instance, series);
    const identity = types.identityOf({ name: one.name, labels });
    // Of two replicas the first.
    const key = JSON.stringify([one.name, labels]);
    if (!series.has(key)) series.set(key, { ...identity, ...value });
  }
  return [...targets].map(([instance, series]) => ({
    instance,
    series: [...series.values()],
    families: [...new Set([...series.values()].map(({ family }) => family))],
  }));
}

/** The newest sample; `undefined` where there is none that counts. */
function newestOf({ values, histograms }: StoredSeries): Pick<ShownSeries, 'value' | 'isNative'> | undefined {
  const native = histograms.at(-1);
  if (native !== undefined) return { value: native.histogram.count, isNative: true };
  const value = values.at(-1);
  return value === undefined || Number.isNaN(value) ? undefined : { value };
}

/** Names of stored series as those of families: parts of histograms and summaries are one. */
function familiesOf(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  const families = names.map((name) => {
    const base = /^(.+)_(?:bucket|sum|count)$/.exec(name)?.[1];
    const isPart = base !== undefined && all.has(`${base}_count`) && all.has(`${base}_sum`);
    return isPart ? base : name;
  });
  return [...new Set(families)];
}
