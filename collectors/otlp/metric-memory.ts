import type { BreakerTransition } from '../../core/alert/breaker.ts';
import type { Mapper } from '../../core/measure/mapper.ts';
import type { StateEntry } from '../../core/ports.ts';
import type { AttributeSet } from './attribute-table.ts';
import { BreakerWatch } from './breaker-watch.ts';
import { FamilyCache } from './family-cache.ts';
import { takeIn } from './intake.ts';
import type { MetricBlock, MetricPoints } from './metric-points.ts';
import { TOO_MANY_STREAMS } from './point-rules.ts';
import type { SourceSums } from './source-sums.ts';
import type { IntakeContext } from './stream-steps.ts';
import { StreamTable } from './stream-table.ts';
import type { Tally } from './tally.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Clocks differ, but not by more. */
const MAX_AHEAD_MS = 5 * MINUTE;

/** A cumulative stream that is silent for so long, while we listen, has lost its process. */
const FORGET_TOTALS_MS = 24 * HOUR;
const PRUNE_EVERY_MS = 10 * MINUTE;

/** Room for sets of attributes that feed nothing. */
const SPARE_MEMBERS = 50_000;

/**
 * What happened so long before we listened first is counted when it is told with its start: it is no older than the samples that are
 * taken by default.
 */
const START_CREDIT_MS = HOUR;

/** Source-wide memory beside streams, coverage and breakers. */
const COUNTED_SINCE = 'since';

/** One request's metrics that belong to a source. */
export interface MetricPart {
  readonly signal: 'metrics';
  readonly points: MetricPoints;
  /** Metrics of the source's resources. */
  readonly blocks: readonly MetricBlock[];
  readonly resources: readonly AttributeSet[];
  /** Lifts the limit on age, and counts streams from their start however old they are. */
  readonly backfill: boolean;
}

export interface MetricSettings {
  readonly product: string;
  readonly mapper: Mapper;
  readonly maxSampleAgeMs: number;
  readonly maxLabelAgeMs: number;
  readonly maxStreams: number;
  readonly exponentialScale: number;
}

/** What a source remembers of metrics: streams, breakers, and since when it counts streams from their start. */
export class MetricMemory {
  readonly #settings: MetricSettings;
  readonly #sums: SourceSums;
  readonly #streams = new StreamTable();
  readonly #breakers: BreakerWatch;
  readonly #families: FamilyCache;
  #countedSince: number;
  #countedSinceChanged = false;
  #prunedAt: number;
  /** A new stream was refused since streams were last forgotten. */
  #refusedStreams = false;

  /**
   * @param sums where increments go
   * @param state what was committed, with the entry of {@link firstEntry}
   */
  constructor(settings: MetricSettings, sums: SourceSums, state: ReadonlyMap<string, string>, now: number) {
    this.#settings = settings;
    this.#sums = sums;
    this.#breakers = new BreakerWatch(settings.product);
    const maxMembers = settings.maxStreams + SPARE_MEMBERS;
    this.#families = new FamilyCache(settings.mapper, this.#streams, sums, maxMembers);
    this.#countedSince = Number(state.get(COUNTED_SINCE) ?? now);
    this.#prunedAt = now;
    this.#streams.load(state, now);
    for (const [key, text] of state) if (key.startsWith('b:')) this.#breakers.load(key.slice(2), text);
  }

  /** What a source writes before everything else: since when streams that begin are counted from their start. */
  static firstEntry(state: ReadonlyMap<string, string>, now: number): StateEntry | undefined {
    return state.has(COUNTED_SINCE)
      ? undefined
      : { key: COUNTED_SINCE, value: String(now - START_CREDIT_MS) };
  }

  draft(part: MetricPart, tally: Tally, now: number): void {
    this.#prune(now);
    this.#families.bound();
    this.#streams.begin(now);
    const memory = { streams: this.#streams, sums: this.#sums, breakers: this.#breakers };
    const context = this.#context(part, now);
    this.#families.present.note(part.blocks, now);
    for (const block of part.blocks) {
      const family = this.#families.family(block);
      const readNumber = this.#families.nextRead();
      takeIn(memory, context, tally, { points: part.points, block, family, readNumber });
    }
    for (const resource of part.resources) this.#families.heartbeat(resource)?.beat(now);
    this.#breakers.endRequest();
    tally.overflowed += this.#breakers.takeOverflowed();
    if (tally.refusals.has(TOO_MANY_STREAMS)) this.#refusedStreams = true;
  }

  /** What is amiss although requests are taken, one sentence each. */
  get warnings(): readonly string[] {
    if (!this.#refusedStreams) return [];
    const most = this.#settings.maxStreams.toLocaleString('en-US');
    return [
      `It has ${most} streams, which is max_streams: what is sent of new ones is refused and counts nowhere.`,
    ];
  }

  /** What is to be written, the sums aside. */
  seal(): { readonly breakers: readonly BreakerTransition[]; readonly state: readonly StateEntry[] } {
    const { breakers, state } = this.#breakers.seal();
    const entries = [...this.#streams.entries(), ...state];
    this.#streams.sealed();
    if (this.#countedSinceChanged) entries.push({ key: COUNTED_SINCE, value: String(this.#countedSince) });
    this.#countedSinceChanged = false;
    return { breakers, state: entries };
  }

  #context({ backfill }: MetricPart, now: number): IntakeContext {
    const { maxSampleAgeMs, maxLabelAgeMs, maxStreams, exponentialScale } = this.#settings;
    return {
      oldest: backfill ? 1 : now - maxSampleAgeMs,
      newest: now + MAX_AHEAD_MS,
      maxLabelAgeMs: backfill ? Number.POSITIVE_INFINITY : maxLabelAgeMs,
      countedSince: backfill ? 1 : this.#countedSince,
      maxStreams,
      exponentialScale,
    };
  }

  /** Streams that were forgotten may come back with what was counted already: unknown ones as old as they count from then on only. */
  #prune(now: number): void {
    if (now - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = now;
    // What is older than that is refused anyway, so nothing can count twice for want of a memory.
    const deltaMs = this.#settings.maxSampleAgeMs + 2 * MAX_AHEAD_MS;
    const gone = this.#streams.prune((kind) => now - (kind === 'delta' ? deltaMs : FORGET_TOTALS_MS));
    if (gone.streams > 0) {
      this.#families.clear();
      this.#refusedStreams = false;
    }
    if (gone.latestStart < this.#countedSince) return;
    this.#countedSince = gone.latestStart + 1;
    this.#countedSinceChanged = true;
  }
}
