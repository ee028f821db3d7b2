import type { Mapper } from '../../core/measure/mapper.ts';
import { bareName } from '../../core/measure/mapping.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { StateEntry } from '../../core/ports.ts';
import type { ReaderOptions, SeriesIdentity } from '../exposition/exposition-reader.ts';
import { ExpositionReader } from '../exposition/exposition-reader.ts';
import type { SampleBuffer } from '../exposition/sample-buffer.ts';
import type { BatchDraft } from './batch-draft.ts';
import type { BreakerWatch } from './breaker-watch.ts';
import type { BucketLayouts } from './bucket-layout.ts';
import type { CoverageBook } from './coverage.ts';
import { CoveragePlan } from './coverage-plan.ts';
import { FamilyMemory, type Trust } from './family-memory.ts';
import { mappableNames } from './mappable-names.ts';
import { momentsOf } from './moments.ts';
import type { NativeHistogram } from './native/native-histogram.ts';
import type { NativeSlot } from './native/native-slot.ts';
import { ProcessStart } from './process-start.ts';
import { type SavedTarget, targetKey } from './saved-memory.ts';
import type { Moment, Settling, Slot, Stream } from './slot.ts';
import { SlotFinder } from './slot-finder.ts';
import { TargetInfos } from './target-info.ts';

/** What the targets of one source share. */
export interface SourceMemory {
  readonly mapper: Mapper;
  readonly layouts: BucketLayouts;
  readonly coverage: CoverageBook;
  readonly breakers: BreakerWatch;
  readonly rules: IntakeRules;
  /** Names the mapping: what was said of families under another one does not hold. */
  readonly mappingHash: string;
}

/** How samples of a source are taken. */
export interface IntakeRules {
  /** Samples older than this are refused; infinite for history. */
  readonly maxSampleAgeMs: number;
  /** A counter that began at most this long before its first sample is counted in full. */
  readonly startCreditMs: number;
  readonly countersRestartWithProcess: boolean;
  /** Longest stretch between two samples of a gauge that counts as watched. */
  readonly gaugeReachMs: number;
  /** With more new streams than this, those that are not there any more are forgotten at once. Default: 50,000. */
  readonly mostNewStreams?: number;
  /** What labels say to have happened longer ago than this is refused. */
  readonly maxLabelAgeMs: number;
}

/** Samples may be this far ahead of our clock: clocks differ, but not by more. */
const MAX_AHEAD_MS = 5 * 60_000;

/** A native histogram as one read shows it. */
export interface NativeReading {
  readonly slot: NativeSlot;
  readonly histogram: NativeHistogram;
}

/** One read of a target: an exposition, or what a server has of one scrape. */
export interface TargetRead {
  /** Time of the read, and of the samples that do not carry their own. Unix ms. */
  readonly at: number;
  readonly samples: SampleBuffer<Slot>;
  /** Native histograms, at the time of the read. */
  readonly natives?: readonly NativeReading[];
  /** Families that are known to be there, with or without samples. */
  readonly families: readonly string[];
  /** The source gives samples again that we have. */
  readonly rereads: boolean;
  /** Which of several observers of the target saw this. */
  readonly observer?: string | undefined;
}

/** Who saw a target last, and since when it has been that one; Unix ms. */
export interface TargetObserver {
  readonly name: string | undefined;
  readonly since: number;
}

interface TargetRecord {
  readonly at: number;
  readonly start: number | null;
  readonly mapping: string;
  readonly families: readonly string[];
  readonly observer?: readonly [name: string, since: number];
}

let stamps = 0;

/** One target of a source: its families, the last point of each of its streams, when it was read last. */
export class TargetMemory {
  readonly name: string;
  readonly #shared: SourceMemory;
  readonly #trust: Trust = { appearances: false };
  readonly #families = new Map<string, FamilyMemory>();
  readonly #shards: ReadonlyMap<string, readonly (string | undefined)[]>;
  readonly #presentBefore: ReadonlySet<string>;
  readonly #start: ProcessStart;
  readonly #plan: CoveragePlan;
  readonly #infos = new TargetInfos();
  readonly #slots: SlotFinder;
  readonly #readers = new Map<string, ExpositionReader<Slot>>();
  #readNumber = 0;
  #readAt: number | undefined;
  #observer: TargetObserver | undefined;
  #mapping: string | undefined;

  /** @param labels of the target, which its series get on top of their own */
  constructor(name: string, labels: Labels, shared: SourceMemory, saved: SavedTarget) {
    this.name = name;
    this.#shared = shared;
    this.#shards = saved.shards;
    const record = saved.text === undefined ? undefined : (JSON.parse(saved.text) as TargetRecord);
    this.#readAt = record?.at;
    this.#mapping = record?.mapping;
    if (record?.observer !== undefined) {
      const [name, since] = record.observer;
      this.#observer = { name, since };
    }
    this.#presentBefore = new Set(record?.families);
    this.#start = new ProcessStart(record?.start ?? undefined);
    this.#plan = new CoveragePlan(shared.mapper, shared.coverage);
    this.#slots = this.#newSlots(labels);
    for (const family of saved.shards.keys()) this.#family(family);
  }

  /** When it was last read, Unix ms. */
  get readAt(): number | undefined {
    return this.#readAt;
  }

  /** Who made the last read; `undefined` where there is only one who can. */
  get observer(): TargetObserver | undefined {
    return this.#observer;
  }

  get streamCount(): number {
    let count = 0;
    for (const family of this.#families.values()) count += family.size;
    return count;
  }

  /** Where samples of a raw series go; `undefined` when the mapping does not speak of it. */
  slot(identity: SeriesIdentity): Slot | undefined {
    return this.#slots.slot(identity);
  }

  /** Where a native histogram goes; `undefined` when the mapping does not speak of it. */
  nativeSlot(identity: SeriesIdentity): NativeSlot | undefined {
    return this.#slots.native(identity);
  }

  /** The reader of its expositions, which remembers their lines. */
  reader(options: Omit<ReaderOptions<Slot>, 'resolve'>): ExpositionReader<Slot> {
    const key = `${options.format} ${options.maxSamples}`;
    let reader = this.#readers.get(key);
    if (reader === undefined) {
      reader = new ExpositionReader({ ...options, resolve: (identity) => this.slot(identity) });
      this.#readers.set(key, reader);
    }
    return reader;
  }

  /** Takes one read in. @param now our clock, Unix ms */
  take(read: TargetRead, now: number, draft: BatchDraft): void {
    const size = read.samples.size + (read.natives?.length ?? 0);
    // What is of no time says nothing of the time between reads either.
    if (!this.#isTimely(read.at, size, now, draft)) return;
    draft.changedMemory = true;
    const late = this.#readAt !== undefined && read.at <= this.#readAt;
    if (!late) this.#begin(read);
    this.#trust.appearances =
      !late && this.#readAt !== undefined && this.#mapping === this.#shared.mappingHash;
    let resetAtUnknownTime = false;
    const started = this.#start.startedAt;
    for (const moment of momentsOf(read)) {
      if (!this.#isTimely(moment.at, moment.size, now, draft)) continue;
      const settling = this.#settle(read, moment, draft);
      resetAtUnknownTime ||= settling.resetAtUnknownTime;
    }
    // What comes late says when the process had begun then, not now.
    if (late) this.#start.startedAt = started;
    else this.#end(read.at, resetAtUnknownTime, draft);
    if (!late && read.observer !== this.#observer?.name) {
      this.#observer = { name: read.observer, since: read.at };
    }
  }

  /** Forgets streams that were not there at any read since that one. @returns how many they were, by family */
  forgetBefore(read: number): ReadonlyMap<string, number> {
    const forgotten = new Map<string, number>();
    for (const family of this.#families.values()) {
      const count = family.forgetBefore(read);
      if (count > 0) forgotten.set(family.name, count);
    }
    this.#slots.forgetBefore(read);
    // They know slots of what was forgotten.
    this.#readers.clear();
    return forgotten;
  }

  get readNumber(): number {
    return this.#readNumber;
  }

  save(): StateEntry[] {
    if (this.#readAt === undefined) return [];
    const families = [...this.#families.values()];
    const present = families.filter((family) => family.isPresentIn(this.#readNumber));
    const record: TargetRecord = {
      at: this.#readAt,
      start: this.#start.startedAt ?? null,
      mapping: this.#shared.mappingHash,
      families: present.map((family) => family.name),
      ...(this.#observer?.name === undefined
        ? {}
        : { observer: [this.#observer.name, this.#observer.since] }),
    };
    const entry = { key: targetKey(this.name), value: JSON.stringify(record) };
    return [entry, ...families.flatMap((family) => family.save(this.name, this.#readNumber))];
  }

  /** Keys of everything that is committed of it. */
  stateKeys(): string[] {
    return [
      targetKey(this.name),
      ...[...this.#families.values()].flatMap((family) => family.stateKeys(this.name)),
    ];
  }

  #newSlots(labels: Labels): SlotFinder {
    const { mapper, layouts, rules } = this.#shared;
    return new SlotFinder({
      labels,
      mapper,
      layouts,
      plan: this.#plan,
      infos: this.#infos,
      start: rules.countersRestartWithProcess ? this.#start : undefined,
      family: (name) => this.#family(name),
    });
  }

  #family(name: string): FamilyMemory {
    let family = this.#families.get(name);
    if (family === undefined) {
      const presentIn = this.#presentBefore.has(name) ? 0 : undefined;
      family = new FamilyMemory(name, this.#trust, this.#shards.get(name) ?? [], presentIn);
      this.#families.set(name, family);
    }
    return family;
  }

  #begin({ samples, natives = [], families }: TargetRead): void {
    this.#readNumber += 1;
    for (const name of families)
      if (this.#slots.wants(name)) this.#family(bareName(name)).seen(this.#readNumber);
    for (let i = 0; i < samples.size; i += 1) {
      for (let slot = samples.series[i]; slot !== undefined; slot = slot.also) {
        slot.stream?.home.streamSeen(slot.stream, this.#readNumber);
      }
    }
    for (const { slot } of natives) {
      for (const stream of slot.streams) stream.home.streamSeen(stream, this.#readNumber);
    }
  }

  #isTimely(at: number, samples: number, now: number, draft: BatchDraft): boolean {
    const { maxSampleAgeMs } = this.#shared.rules;
    if (!(Number.isSafeInteger(at) && at > 0)) draft.tally.reject('not a time', samples);
    else if (at > now + MAX_AHEAD_MS) draft.tally.reject('more than 5 min ahead', samples);
    else if (at < now - maxSampleAgeMs) draft.tally.reject('older than max_sample_age', samples);
    else return true;
    return false;
  }

  #settle(
    { at, samples, natives = [], rereads }: TargetRead,
    moment: { readonly at: number; readonly size: number; index(i: number): number },
    draft: BatchDraft,
  ): Settling {
    stamps += 1;
    const now: Moment = { stamp: stamps, touched: [], draft };
    for (let i = 0; i < moment.size; i += 1) {
      const sample = moment.index(i);
      const value = samples.value(sample);
      for (let slot = samples.series[sample]; slot !== undefined; slot = slot.also) slot.put(value, now);
    }
    if (moment.at === at) for (const { slot, histogram } of natives) slot.put(histogram, now);
    const settling = this.#settling(moment.at, rereads, draft);
    const unusable = now.touched.filter((stream) => !stream.settle(settling));
    if (unusable.length > 0) this.#judge(now.touched, new Set(unusable));
    this.#shared.breakers.settle(this.name, moment.at, draft);
    return settling;
  }

  #judge(streams: readonly Stream[], unusable: ReadonlySet<Stream>): void {
    for (const stream of streams) this.#plan.judged(stream.feeds, !unusable.has(stream));
  }

  #settling(at: number, rereads: boolean, draft: BatchDraft): Settling {
    return {
      at,
      startedAt: this.#start.startedAt,
      countedSince: this.#countedSince(at),
      takenUntil: this.#readAt ?? Number.NEGATIVE_INFINITY,
      rereads,
      draft,
      breakers: this.#shared.breakers,
      countsAgainst: at - this.#shared.rules.maxLabelAgeMs,
      isPresent: (metric) => mappableNames(metric).some((name) => this.#hasSeriesOf(name)),
      resetAtUnknownTime: false,
    };
  }

  /** At this read; what comes late is not held against the order of things now. */
  #hasSeriesOf(name: string): boolean {
    const family = this.#families.get(bareName(name));
    return family !== undefined && family.size > 0 && family.isPresentIn(this.#readNumber);
  }

  /** What began after we last looked, or not long before the sample, is counted in full. */
  #countedSince(at: number): number {
    return Math.min(this.#readAt ?? Number.POSITIVE_INFINITY, at - this.#shared.rules.startCreditMs);
  }

  #end(at: number, resetAtUnknownTime: boolean, draft: BatchDraft): void {
    const started = this.#start.startedAt;
    const anchored = started !== undefined && started < at && started >= this.#countedSince(at);
    const sinceStart = anchored ? started : undefined;
    const restarted = started !== undefined && this.#readAt !== undefined && started > this.#readAt;
    const sinceRead = restarted ? started : resetAtUnknownTime ? undefined : this.#readAt;
    for (const family of this.#families.values()) {
      if (!family.isPresentIn(this.#readNumber)) continue;
      family.endRead();
      const since = family.presentBefore ? (sinceRead ?? sinceStart) : sinceStart;
      if (since !== undefined) this.#plan.watched(family.name, since);
    }
    this.#plan.report(at, this.#shared.rules.gaugeReachMs, draft);
    this.#readAt = at;
    this.#mapping = this.#shared.mappingHash;
  }
}
