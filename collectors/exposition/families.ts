import type { MetricType, SampleRole } from './types.ts';

/** A family as far as one target's expositions have told; `unknown` until a TYPE line says more. */
export interface FamilyEntry {
  readonly name: string;
  type: MetricType;
  unit: string | undefined;
  /** A TYPE line has named it, in this body or an earlier one. */
  declared: boolean;
  /** Number of the last body in which it had a TYPE line, a HELP line, a sample; what comes twice or too late is seen by that. */
  typedIn: number;
  helpedIn: number;
  sampledIn: number;
  /** Number of the last body in which it was there at all. */
  presentIn: number;
}

const SUFFIXES: Readonly<Record<MetricType, Readonly<Record<string, SampleRole>>>> = {
  counter: { _total: 'value', _created: 'created' },
  gauge: {},
  histogram: { _bucket: 'bucket', _sum: 'sum', _count: 'count', _created: 'created' },
  gaugehistogram: { _bucket: 'bucket', _gsum: 'sum', _gcount: 'count' },
  summary: { _sum: 'sum', _count: 'count', _created: 'created' },
  info: { _info: 'value' },
  stateset: {},
  unknown: {},
};

const TYPES: ReadonlyMap<string, MetricType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['gaugehistogram', 'gaugehistogram'],
  ['summary', 'summary'],
  ['info', 'info'],
  ['stateset', 'stateset'],
  ['unknown', 'unknown'],
]);

/** `untyped` is the text format's word for `unknown`. */
export function metricType(word: string, openMetrics: boolean): MetricType | undefined {
  return TYPES.get(word) ?? (word === 'untyped' && !openMetrics ? 'unknown' : undefined);
}

/** Suffixes that samples of a family may have, and what they are then. */
export function suffixesOf(type: MetricType): Readonly<Record<string, SampleRole>> {
  return SUFFIXES[type];
}

/** The families of one target, found by the names of their samples. */
export class FamilyTable {
  readonly #families = new Map<string, FamilyEntry>();

  get size(): number {
    return this.#families.size;
  }

  values(): Iterable<FamilyEntry> {
    return this.#families.values();
  }

  named(name: string): FamilyEntry {
    let family = this.#families.get(name);
    if (family === undefined) {
      family = {
        name,
        type: 'unknown',
        unit: undefined,
        declared: false,
        typedIn: 0,
        helpedIn: 0,
        sampledIn: 0,
        presentIn: 0,
      };
      this.#families.set(name, family);
    }
    return family;
  }

  /**
   * The family that a sample belongs to: the declared one of its name, else the declared one whose type has its suffix, else one of its
   * own that nobody declared.
   */
  of(sample: string): { readonly family: FamilyEntry; readonly role: SampleRole } {
    const exact = this.#families.get(sample);
    const created = this.#createdOf(sample, exact);
    if (created !== undefined) return { family: created, role: 'created' };
    if (exact?.declared === true) return { family: exact, role: 'value' };
    const at = sample.lastIndexOf('_');
    const base = at > 0 ? this.#families.get(sample.slice(0, at)) : undefined;
    const role = base?.declared === true ? SUFFIXES[base.type][sample.slice(at)] : undefined;
    if (base !== undefined && role !== undefined) return { family: base, role };
    return { family: this.named(sample), role: 'value' };
  }

  /** prometheus_client for Python writes `x_created` into the text format as gauges of their own. */
  #createdOf(sample: string, exact: FamilyEntry | undefined): FamilyEntry | undefined {
    if (exact?.declared !== true || exact.type !== 'gauge' || !sample.endsWith('_created')) return undefined;
    const base = sample.slice(0, -'_created'.length);
    const family = [`${base}_total`, base].map((name) => this.#families.get(name)).find((f) => f?.declared);
    return family !== undefined && '_created' in SUFFIXES[family.type] ? family : undefined;
  }

  clear(): void {
    this.#families.clear();
  }
}
