import type { Signal } from './signal.ts';

interface QuantileFamily {
  readonly name: string;
  readonly title: string;
  readonly of: string;
  readonly evaluation?: string;
  readonly aliases: readonly string[];
}

const FAMILIES: readonly QuantileFamily[] = [
  {
    name: 'latency',
    title: 'latency',
    of: 'request_duration',
    evaluation: 'latency',
    aliases: ['', 'response_time', 'request_latency', 'request_duration', 'response_latency'],
  },
  {
    name: 'time_to_first_token',
    title: 'time to first token',
    of: 'time_to_first_token',
    evaluation: 'time_to_first_token',
    aliases: ['ttft', 'first_token_latency', 'time_to_first_chunk'],
  },
  {
    name: 'time_per_output_token',
    title: 'time per output token',
    of: 'time_per_output_token',
    evaluation: 'time_per_output_token',
    aliases: ['tpot', 'inter_token_latency'],
  },
  {
    name: 'call_latency',
    title: 'model call latency',
    of: 'call_duration',
    aliases: ['model_latency', 'model_call_latency', 'call_duration', 'llm_latency'],
  },
];

const BY_ALIAS: ReadonlyMap<string, QuantileFamily> = new Map(
  FAMILIES.flatMap((family) => [family.name, ...family.aliases].map((alias) => [alias, family] as const)),
);

/** Percentile first or last: `p99_latency`, `latency_p99_9`, `95th_percentile_latency`, `median_latency`. */
const FIRST = /^(?:p(\d+)(?:[._](\d+))?|(\d+)(?:st|nd|rd|th)_percentile|(median))(?:_(.*))?$/;
const LAST = /^(.*?)_(?:p(\d+)(?:[._](\d+))?|(\d+)(?:st|nd|rd|th)_percentile|(median))$/;

/**
 * The signal of any percentile of a duration that Gateline knows, from a name in lower_snake_case: `latency_p99`, `p95_latency`, `p99`
 * (latency is meant), `ttft_p90`, `latency_p99_9` and `p999_latency` (99.9 %). Its own name has the percentile last.
 */
export function quantileSignal(name: string): Signal | undefined {
  const read = percentileLast(name) ?? percentileFirst(name);
  const family = read === undefined ? undefined : BY_ALIAS.get(read.family);
  if (read === undefined || family === undefined) return undefined;
  const percent = read.digits.replace('_', '.');
  const q = Number(`${percent}e-2`);
  const signal: Signal = {
    name: `${family.name}_p${read.digits}`,
    title: `p${percent} ${family.title}`,
    unit: 'seconds',
    family: 'latency',
    better: 'lower',
    formula: { kind: 'quantile', q, of: family.of },
    ...(family.evaluation === undefined
      ? {}
      : { evaluation: { metric: family.evaluation, reduce: 'quantile', q } }),
    scope: 'item',
  };
  return Object.freeze(signal);
}

/** What a name without a percentile most likely misses one for: `latency` → `latency_p99`. */
export function missingPercentile(name: string): string | undefined {
  const family = name === '' ? undefined : BY_ALIAS.get(name);
  return family === undefined ? undefined : `${family.name}_p99`;
}

interface Percentile {
  readonly family: string;
  /** `99` or `99_9`. */
  readonly digits: string;
}

function percentileLast(name: string): Percentile | undefined {
  const match = LAST.exec(name);
  if (match === null) return undefined;
  const [, family = '', whole, decimals, ordinal, median] = match;
  return percentile(family, median === undefined ? (whole ?? ordinal) : '50', decimals);
}

function percentileFirst(name: string): Percentile | undefined {
  const match = FIRST.exec(name);
  if (match === null) return undefined;
  const [, whole, decimals, ordinal, median, family = ''] = match;
  return percentile(family, median === undefined ? (whole ?? ordinal) : '50', decimals);
}

/** Digits behind a second nine are decimals, as in `p999`; neither 0 nor 100 is a percentile. */
function percentile(family: string, whole = '', decimals = ''): Percentile | undefined {
  if (decimals === '' && /^99\d+$/.test(whole)) return percentile(family, '99', whole.slice(2));
  if (whole.length > 2 || !(Number(whole) > 0)) return undefined;
  const tail = decimals.replace(/0+$/, '');
  return { family, digits: tail === '' ? String(Number(whole)) : `${Number(whole)}_${tail}` };
}
