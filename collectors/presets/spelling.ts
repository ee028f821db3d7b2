import type { ValueFrom } from '../../core/measure/label-value.ts';

/** What an instrument is, as far as its name in an exposition depends on it. */
export interface Instrument {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM, as the instrument says it; `''` for none. */
  readonly unit: string;
}

/** One way in which an exposition writes the names of OpenTelemetry. */
export interface Spelling {
  /** Of a metric; `_count` and `_sum` of a histogram stay at the end. */
  metric(name: string, instrument: Instrument): string;
  /** Of a label. */
  label(name: string): string;
}

/** Units as the translation writes them. @see OpenTelemetry, "Prometheus and OpenMetrics compatibility", and Prometheus' otlptranslator */
const UNITS: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  min: 'minutes',
  h: 'hours',
  d: 'days',
  By: 'bytes',
  '%': 'percent',
};

const PARTS = /_(?:count|sum)$/;

const asIs = (name: string) => name;
const escaped = (name: string) => name.replace(/[^a-zA-Z0-9_:]+/g, '_').replace(/_+/g, '_');

/** Every way that exporters, Collectors and Prometheus have of writing a name, each once. */
export const SPELLINGS: readonly Spelling[] = [
  { metric: (name, of) => withSuffixes(name, of, escaped), label: escaped },
  { metric: (name) => splitName(name, escaped), label: escaped },
  { metric: (name, of) => withSuffixes(name, of, asIs), label: asIs },
  { metric: asIs, label: asIs },
];

/** Where a value comes from when labels may be written in any of the ways. */
export function anySpelling(from: ValueFrom): ValueFrom {
  if (typeof from === 'string') return from;
  if (Array.isArray(from))
    return from.map((rule) => anySpelling(rule) as Exclude<ValueFrom, string | unknown[]>);
  if (from.label === undefined) return from;
  const names = [from.label].flat().flatMap((name) => SPELLINGS.map(({ label }) => label(name)));
  return { ...from, label: [...new Set(names)] };
}

function splitName(name: string, write: (name: string) => string): string {
  const [part = ''] = PARTS.exec(name) ?? [];
  return write(name.slice(0, name.length - part.length)) + part;
}

/** The unit stands once, and `_total` behind it; counters are known with and without that to us. */
function withSuffixes(name: string, { kind, unit }: Instrument, write: (name: string) => string): string {
  const [part = ''] = kind === 'histogram' ? (PARTS.exec(name) ?? []) : [];
  const base = write(name.slice(0, name.length - part.length));
  const suffix = unitSuffix(unit, kind);
  // Prometheus leaves the unit out where the name has it anywhere, exporters where it ends in it: the former is the name without suffixes.
  const carries = suffix === '' || base.endsWith(suffix);
  return `${base}${carries ? '' : `_${suffix}`}${part}`;
}

/** What stands in curly brackets is an annotation and no unit. */
function unitSuffix(unit: string, kind: Instrument['kind']): string {
  const bare = unit.replace(/\{[^}]*\}/g, '');
  if (bare === '1') return kind === 'gauge' ? 'ratio' : '';
  return UNITS[bare] ?? bare.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_+|_+$/g, '');
}
