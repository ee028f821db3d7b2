import type { MappedMeasure, Mapper } from '../../core/measure/mapper.ts';
import { bareName } from '../../core/measure/mapping.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { SeriesIdentity } from '../exposition/exposition-reader.ts';
import { parseValue } from '../exposition/numbers.ts';
import type { MetricType } from '../exposition/types.ts';
import type { BucketLayouts } from './bucket-layout.ts';
import type { CoveragePlan } from './coverage-plan.ts';
import type { FamilyMemory } from './family-memory.ts';
import { type Feeds, FeedsOverTime } from './feeds.ts';
import { HistogramForms } from './histogram-forms.ts';
import { HistogramStream } from './histogram-stream.ts';
import { mappableNames } from './mappable-names.ts';
import { fedSeries, type MeasureUses, measureUses } from './measure-use.ts';
import { NativeSlot } from './native/native-slot.ts';
import { NativeStream } from './native/native-stream.ts';
import { PROCESS_START_TIME, type ProcessStart, SeriesStart } from './process-start.ts';
import { SingleStream } from './single-stream.ts';
import type { Birth, Slot } from './slot.ts';
import { TARGET_INFO, TargetInfoSlot, type TargetInfos } from './target-info.ts';

export interface SlotFinderOptions {
  /** The target's own labels; they win over those of the series. */
  readonly labels: Labels;
  readonly mapper: Mapper;
  readonly layouts: BucketLayouts;
  readonly plan: CoveragePlan;
  /** What the target says of itself; its labels stand behind those of the series. */
  readonly infos: TargetInfos;
  /** `undefined` where counters do not restart with the process. */
  readonly start: ProcessStart | undefined;
  family(name: string): FamilyMemory;
}

/** Finds out what a raw series of a target is, and makes its stream if it is the first of it. */
export class SlotFinder {
  readonly #options: SlotFinderOptions;
  readonly #singles = new Map<string, SingleStream>();
  readonly #histograms = new Map<string, HistogramStream>();
  readonly #natives = new Map<string, NativeStream>();
  #births = new Map<string, Birth>();
  readonly #written: ReadonlySet<string>;

  constructor(options: SlotFinderOptions) {
    this.#options = options;
    this.#written = new Set(options.mapper.metricNames);
  }

  /** Whether any of a family's samples feeds anything. */
  wants(family: string): boolean {
    return mappableNames(family).some((name) => this.#options.mapper.wants(name));
  }

  slot(identity: SeriesIdentity): Slot | undefined {
    const { start, infos } = this.#options;
    const whole = { ...identity, labels: { ...identity.labels, ...this.#options.labels } };
    if (identity.name === TARGET_INFO) return new TargetInfoSlot(infos, whole.labels);
    if (identity.name === PROCESS_START_TIME && start !== undefined) return start;
    const { role, type } = identity;
    if (role === 'created') return this.#created(whole);
    if (role === 'value') return this.#single(whole, type);
    if (type === 'gaugehistogram') return this.#gaugeHistogram(whole);
    return type === 'histogram' ? this.#partOfHistogram(whole) : this.#single(whole, 'counter');
  }

  /** Where readings of a native histogram go; `undefined` when the mapping does not speak of it. */
  native(identity: SeriesIdentity): NativeSlot | undefined {
    const whole = { ...identity, labels: { ...identity.labels, ...this.#options.labels } };
    const stream = this.#options.mapper.wants(identity.name) ? this.#native(whole) : undefined;
    const part = (role: 'count' | 'sum') =>
      this.#single({ ...whole, name: `${identity.name}_${role}`, role }, 'counter');
    const [count, sum] = [part('count'), part('sum')];
    if (stream === undefined && count === undefined && sum === undefined) return undefined;
    return new NativeSlot(stream, count, sum);
  }

  /** Forgets streams that were last seen before this read. */
  forgetBefore(read: number): void {
    for (const all of [this.#singles, this.#histograms, this.#natives]) {
      for (const [key, { presentIn }] of all) if (presentIn < read) all.delete(key);
    }
    const kept = [this.#singles, this.#histograms, this.#natives].flatMap((all) => [...all.values()]);
    this.#births = new Map(kept.map(({ birth }) => [birth.key, birth]));
  }

  #partOfHistogram(identity: SeriesIdentity): Slot | undefined {
    const own = this.#single(identity, 'counter');
    if (identity.role === 'count' || !this.#options.mapper.wants(identity.family)) return own;
    const { le, ...labels } = identity.labels;
    const isBucket = identity.role === 'bucket';
    // A bucket up to minus infinity holds nothing that the next one does not hold as well.
    if (isBucket && !(boundOf(le) > Number.NEGATIVE_INFINITY)) return own;
    const stream = this.#histogram(identity.family, isBucket ? labels : identity.labels);
    const slot = isBucket ? stream.bucket(boundOf(le)) : stream.sum();
    return own === undefined
      ? slot
      : { stream: slot.stream, also: own, put: (v, moment) => slot.put(v, moment) };
  }

  #histogram(family: string, labels: Labels): HistogramStream {
    const key = streamKey(family, labels);
    let stream = this.#histograms.get(key);
    if (stream === undefined) {
      const home = this.#options.family(bareName(family));
      const feeds = this.#feeds({ name: family, family, labels }, family, 'histogram');
      const birth = this.#birth(family, labels);
      stream = new HistogramStream(home, key, birth, feeds, this.#options.layouts);
      home.add(stream);
      this.#histograms.set(key, stream);
      this.#join(family, labels);
    }
    return stream;
  }

  #native({ name, labels, type }: SeriesIdentity): NativeStream {
    const key = nativeKey(name, labels);
    let stream = this.#natives.get(key);
    if (stream === undefined) {
      const home = this.#options.family(bareName(name));
      const kind = type === 'gaugehistogram' ? type : 'histogram';
      const feeds = this.#feeds({ name, family: name, labels }, name, kind);
      stream = new NativeStream(home, key, this.#birth(name, labels), feeds);
      home.add(stream);
      this.#natives.set(key, stream);
      this.#join(name, labels);
    }
    return stream;
  }

  /** A histogram in both forms counts in one of them. */
  #join(family: string, labels: Labels): void {
    const classic = this.#histograms.get(streamKey(family, labels));
    const native = this.#natives.get(nativeKey(family, labels));
    if (classic === undefined || native === undefined) return;
    const forms = new HistogramForms(classic, native);
    classic.forms = forms;
    native.forms = forms;
  }

  #birth(family: string, labels: Labels): Birth {
    const key = streamKey(family, labels);
    let birth = this.#births.get(key);
    if (birth === undefined) {
      birth = { key, createdAt: undefined };
      this.#births.set(key, birth);
    }
    return birth;
  }

  /** Its buckets are gauges, which make no distribution; one sample of it stands for all, to be refused. */
  #gaugeHistogram(identity: SeriesIdentity): Slot | undefined {
    if (identity.role !== 'bucket' || Number.isFinite(boundOf(identity.labels.le))) return undefined;
    return this.#single({ ...identity, name: identity.family, role: 'value' }, 'gaugehistogram');
  }

  #single(identity: SeriesIdentity, type: MetricType): SingleStream | undefined {
    const name = this.#mappedName(identity, type);
    if (name === undefined) return undefined;
    const key = streamKey(name, identity.labels);
    const known = this.#singles.get(key);
    if (known !== undefined) return known;
    const home = this.#options.family(bareName(identity.family));
    const { le: _, ...ofFamily } = identity.labels;
    const birth = this.#birth(identity.family, identity.role === 'bucket' ? ofFamily : identity.labels);
    const stream = new SingleStream(home, key, birth, this.#feeds(identity, name, type));
    if (stream.cumulative) home.add(stream);
    this.#singles.set(key, stream);
    return stream;
  }

  /** @param mappedName the name that the mapping knows the series by */
  #feeds(
    { name, family, labels }: Pick<SeriesIdentity, 'name' | 'family' | 'labels'>,
    mappedName: string,
    type: MetricType,
  ): FeedsOverTime {
    const { mapper, infos } = this.#options;
    const measuresOf = new WeakMap<Feeds, readonly MappedMeasure[]>();
    return new FeedsOverTime({
      revision: (at) => infos.revision * (mapper.epochs + 1) + mapper.epochOf(at),
      find: (at) => {
        const { measures, breakers } = mapper.map(mappedName, { ...infos.of(labels), ...labels }, at);
        const feeds = { uses: measureUses(measures, type, name), breakers };
        measuresOf.set(feeds, measures);
        return feeds;
      },
      adopt: (feeds) => this.#own(family, measuresOf.get(feeds) ?? [], feeds.uses),
    });
  }

  /**
   * The name that the mapping knows it by: its own, or its family's. With or without `_total` is the same for a counter; a gauge
   * beside it (prom-client has nodejs_active_handles and nodejs_active_handles_total) is meant only when it is written out.
   */
  #mappedName({ name, family, role }: SeriesIdentity, type: MetricType): string | undefined {
    const names = role === 'value' ? [name, family] : [name];
    const eitherWay = type === 'counter' || type === 'unknown';
    return names.find((one) => this.#written.has(one) || (eitherWay && this.#options.mapper.wants(one)));
  }

  /** It may stand before the samples that it speaks of. */
  #created({ family, labels }: SeriesIdentity): Slot | undefined {
    return this.wants(family) ? new SeriesStart(this.#birth(family, labels)) : undefined;
  }

  #own(family: string, mapped: readonly MappedMeasure[], uses: MeasureUses): void {
    const { plan } = this.#options;
    const name = bareName(family);
    for (const { series } of [...uses.counters, ...uses.distributions]) plan.owns(name, series, false);
    for (const { series } of uses.gauges) plan.owns(name, series, true);
    const fed = new Set(fedSeries(uses));
    for (const { series } of mapped) if (!fed.has(series)) plan.refuses(name, series.measure);
  }
}

function boundOf(le: string | undefined): number {
  return parseValue(le ?? '') ?? Number.NaN;
}

function nativeKey(name: string, labels: Labels): string {
  return streamKey(`${name} (native)`, labels);
}

/** The same for a counter of either format, with `_total` and without. */
function streamKey(name: string, labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([bareName(name), ...sorted.flat()]);
}
