import type { MeasureKind } from '../ports.ts';
import { isTokenMeasure } from '../price/token-measures.ts';
import { labelTime, type UnreadableTime } from '../time/label-time.ts';
import { type BreakerMapping, type BreakerReading, compileReading } from './breaker-mapping.ts';
import { compileWhere, labelOf } from './label-conditions.ts';
import { compileValue, type LabelValue, type ValueFrom } from './label-value.ts';
import {
  bareName,
  COMPARED,
  EXCLUDED,
  type MetricMapping,
  MODEL_LABEL,
  type SourceMapping,
  TIER_LABEL,
} from './mapping.ts';
import { type Labels, type Series, SeriesInterner } from './series.ts';

/** One measure that a raw series feeds. */
export interface MappedMeasure {
  readonly series: Series;
  /** What the mapping demands; absent: what the source declares. */
  readonly kind: MeasureKind | undefined;
  readonly scale: number;
  /** Bare names of metrics of which none may be at the target, or this one is the same a second time. */
  readonly unless: readonly string[];
  /** When it happened, where the source tells; absent: at the time of the sample. */
  readonly countsAt?: number | UnreadableTime;
}

/** One breaker that a raw series tells about. */
export interface MappedBreaker {
  readonly breaker: string;
  readonly item: string;
  readonly environment: string;
  readonly read: BreakerReading;
  /** It closes by itself so long after it opened, ms. */
  readonly closesAfterMs?: number;
}

export interface Mapped {
  readonly measures: readonly MappedMeasure[];
  readonly breakers: readonly MappedBreaker[];
  /** It matched a metric mapping, but no item was found for it. */
  readonly unattributed: boolean;
  /** It is traffic that counts for nothing. */
  readonly excluded: boolean;
}

const DEFAULT_ENVIRONMENT = 'production';

/** The parts of a mapping, compiled once. */
type Condition = (labels: Labels) => boolean;

interface CompiledMetric {
  readonly mapping: MetricMapping;
  readonly matches: Condition;
  readonly keep: readonly string[];
  readonly labels: readonly (readonly [name: string, value: LabelValue])[];
  readonly unless: readonly string[];
  readonly countsAt: LabelValue | undefined;
}

interface CompiledBreaker {
  readonly matches: Condition;
  readonly name: LabelValue;
  readonly reading: (labels: Labels) => BreakerReading | undefined;
  readonly closesAfterMs: number | undefined;
}

/** Whom a raw series, a span or a log record belongs to. */
export interface Owner {
  readonly item: string;
  readonly build: string;
  readonly environment: string;
}

/**
 * Compiles a source's mapping into a function from raw metric name and labels to what it feeds. Costly enough to be called once for
 * each raw series and remembered by the caller, for as long as {@link epochOf} gives the same number; the answer's series are interned.
 */
export class Mapper {
  readonly #mapping: SourceMapping;
  readonly #metrics: ReadonlyMap<string, readonly CompiledMetric[]>;
  readonly #breakers: ReadonlyMap<string, readonly CompiledBreaker[]>;
  readonly #item: LabelValue;
  readonly #build: LabelValue;
  readonly #environment: LabelValue;
  readonly #excludes: readonly Condition[];
  /** Ascending. */
  #turns: readonly number[] = [];
  readonly interner: SeriesInterner;

  constructor(mapping: SourceMapping) {
    this.#mapping = mapping;
    const { item, build, environment } = mapping.attribution;
    this.#item = this.#value(item);
    this.#build = this.#value(build);
    this.#environment = this.#value(environment);
    this.#metrics = compileByName(mapping.metrics, (metric) => this.#compileMetric(metric));
    this.#breakers = compileByName(mapping.breakers, (breaker) => this.#compileBreaker(breaker));
    this.#excludes = (mapping.exclude ?? []).map(compileWhere);
    this.interner = new SeriesInterner({ maxLabelSets: mapping.maxLabelSets });
  }

  /** Names that any mapping wants, as written; everything else a collector may skip unread. */
  get metricNames(): readonly string[] {
    const names = [...this.#mapping.metrics, ...this.#mapping.breakers].map((mapping) => mapping.metric);
    return [...new Set(names)];
  }

  /** Bare names of metrics that keep others from counting where they are there. */
  get mutingNames(): ReadonlySet<string> {
    return new Set(this.#mapping.metrics.flatMap(({ unless = [] }) => unless.map(bareName)));
  }

  wants(metric: string): boolean {
    const name = bareName(metric);
    return this.#metrics.has(name) || this.#breakers.has(name);
  }

  /** Measures that a metric feeds, whatever its labels. */
  measuresOf(metric: string): readonly string[] {
    return (this.#metrics.get(bareName(metric)) ?? []).map(({ mapping }) => mapping.measure);
  }

  /** How many stretches of time there are. */
  get epochs(): number {
    return this.#turns.length + 1;
  }

  /** The stretch of time that `at` (Unix ms) lies in: within one, what a series feeds does not change by the dates of rules. */
  epochOf(at: number): number {
    let epoch = 0;
    while (epoch < this.#turns.length && at >= (this.#turns[epoch] as number)) epoch += 1;
    return epoch;
  }

  /** Whether items are told by labels, so that two things of one source may belong to different ones. */
  get attributesItems(): boolean {
    const { item } = this.#mapping.attribution;
    return item !== undefined && typeof item !== 'string';
  }

  /** Whom something with these labels belongs to; its item is `''` when no rule finds one. @param at Unix ms */
  owner(labels: Labels, at = Number.MAX_SAFE_INTEGER): Owner {
    return {
      item: this.#item.of(labels, at) ?? '',
      build: this.#build.of(labels, at) ?? '',
      environment: this.#environment.of(labels, at) ?? DEFAULT_ENVIRONMENT,
    };
  }

  /** @param at Unix ms; absent: after every date of a rule */
  map(metric: string, labels: Labels, at = Number.MAX_SAFE_INTEGER): Mapped {
    const name = bareName(metric);
    const excluded = this.#excludes.some((matches) => matches(labels));
    const owner = this.owner(labels, at);
    const measures = this.#measures(name, labels, at, excluded ? { ...owner, environment: EXCLUDED } : owner);
    return {
      measures,
      breakers: this.#breakersOf(name, labels, at, owner),
      unattributed: measures.length > 0 && owner.item === '' && !excluded,
      excluded: measures.length > 0 && excluded,
    };
  }

  #measures(name: string, labels: Labels, at: number, owner: Owner): readonly MappedMeasure[] {
    const measures: MappedMeasure[] = [];
    for (const compiled of this.#metrics.get(name) ?? []) {
      const { mapping, matches, unless, countsAt } = compiled;
      const taken = measures.some((known) => known.series.measure === mapping.measure);
      if (taken || !matches(labels)) continue;
      const when = countsAt?.of(labels, at);
      measures.push({
        series: this.#series(compiled, labels, at, owner),
        kind: mapping.kind,
        scale: mapping.scale ?? 1,
        unless,
        ...(when === undefined ? {} : { countsAt: labelTime(when, this.#zone) }),
      });
    }
    return measures;
  }

  #series({ mapping, keep, labels: own }: CompiledMetric, labels: Labels, at: number, owner: Owner): Series {
    const { measure } = mapping;
    const kept = keptLabels(keep, labels);
    for (const [name, value] of own) {
      const text = value.of(labels, at);
      if (text !== undefined) kept[name] = text;
    }
    const { product } = this.#mapping;
    if (!this.#isCompared(measure)) {
      return this.interner.intern({ product, measure, ...owner, labels: kept });
    }
    const source = this.#mapping.compare?.source ?? '';
    const beside = { ...kept, source, environment: owner.environment };
    return this.interner.intern({ product, measure, ...owner, environment: COMPARED, labels: beside });
  }

  #isCompared(measure: string): boolean {
    const measures = this.#mapping.compare?.measures ?? [];
    return measures === 'all' || measures.includes(measure);
  }

  #breakersOf(name: string, labels: Labels, at: number, owner: Owner): readonly MappedBreaker[] {
    const breakers: MappedBreaker[] = [];
    for (const { matches, reading, name: called, closesAfterMs } of this.#breakers.get(name) ?? []) {
      if (!matches(labels)) continue;
      const read = reading(labels);
      const breaker = called.of(labels, at);
      if (read === undefined || !breaker) continue;
      const { item, environment } = owner;
      const closing = closesAfterMs === undefined ? {} : { closesAfterMs };
      breakers.push({ breaker, item, environment, read, ...closing });
    }
    return breakers;
  }

  #compileMetric(mapping: MetricMapping): CompiledMetric {
    const { keep = [], labels = {}, pricing } = this.#mapping;
    const priced = pricing !== undefined && isTokenMeasure(mapping.measure);
    const own = {
      ...labels,
      ...(priced ? { [MODEL_LABEL]: pricing.model, [TIER_LABEL]: pricing.tier } : {}),
      ...mapping.labels,
    };
    return {
      mapping,
      matches: compileWhere(mapping.where),
      keep: [...new Set([...keep, ...(mapping.keep ?? [])])],
      labels: Object.entries(own).flatMap(([name, from]) =>
        from === undefined ? [] : [[name, this.#value(from)] as const],
      ),
      unless: (mapping.unless ?? []).map(bareName),
      countsAt: mapping.counts_at === undefined ? undefined : this.#value(mapping.counts_at),
    };
  }

  #compileBreaker(breaker: BreakerMapping): CompiledBreaker {
    return {
      matches: compileWhere(breaker.where),
      name: this.#value(breaker.name),
      reading: compileReading(breaker),
      closesAfterMs: breaker.closesAfterMs,
    };
  }

  #value(from: ValueFrom | undefined): LabelValue {
    const value = compileValue(from, this.#zone);
    if (value.turns.length > 0) {
      this.#turns = [...new Set([...this.#turns, ...value.turns])].sort((a, b) => a - b);
    }
    return value;
  }

  get #zone(): string {
    return this.#mapping.attribution.zone ?? 'UTC';
  }
}

function compileByName<M extends { readonly metric: string }, C>(
  mappings: readonly M[],
  compileOne: (mapping: M) => C,
): ReadonlyMap<string, readonly C[]> {
  const byName = new Map<string, C[]>();
  for (const mapping of mappings) {
    const name = bareName(mapping.metric);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [compileOne(mapping)]);
    else known.push(compileOne(mapping));
  }
  return byName;
}

function keptLabels(keep: readonly string[], labels: Labels): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of keep) {
    const value = labelOf(labels, name);
    if (value !== '') kept[name] = value;
  }
  return kept;
}
