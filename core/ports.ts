import type { Alert, Silence } from './alert/alert.ts';
import type { BreakerTransition } from './alert/breaker.ts';
import type { BucketCount } from './measure/distribution.ts';
import type { EvaluationItem, EvaluationRun, EvaluationRunSummary } from './measure/evaluation.ts';
import type { Series } from './measure/series.ts';

/** The time, so that it can be passed in. Unix ms. */
export interface Clock {
  now(): number;
}

/** What one increment of a counter adds, at the time of the sample that showed it. */
export interface CounterPoint {
  readonly series: Series;
  readonly at: number;
  /** Finite and not negative. */
  readonly value: number;
}

/** What one interval adds to a distribution; cells without observations may be left out. */
export interface DistributionPoint {
  readonly series: Series;
  readonly at: number;
  readonly cells: readonly BucketCount[];
  /** Sum of the observed values; absent when the source does not give it. */
  readonly sum?: number;
}

/** A value that does not add up. */
export interface GaugePoint {
  readonly series: Series;
  readonly at: number;
  readonly value: number;
}

/**
 * A stretch of time in which a measure of an item was watched, whether or not anything happened: what tells silence from zero. A
 * collector reports each stretch once ({@link ObservedUntil} of its own state), so that they add up to the time covered.
 */
export interface Observation {
  readonly product: string;
  readonly measure: string;
  readonly item: string;
  readonly environment: string;
  /** End of the stretch, Unix ms. */
  readonly at: number;
  /** Its length in ms, greater than 0. */
  readonly durationMs: number;
}

/** One entry of a collector's memory (last values of cumulative series, observed-until marks); `null` forgets it. */
export interface StateEntry {
  readonly key: string;
  readonly value: string | null;
}

/**
 * Everything that one read or one request brings, with the memory and the cursor that go with it. It is committed whole or not at all.
 * A batch whose `(source, id)` was committed before changes nothing.
 */
export interface WriteBatch {
  /** Name of the configured source. */
  readonly source: string;
  /** Unique within the source; a retry carries the same id. */
  readonly id: string;
  readonly counters?: readonly CounterPoint[];
  readonly distributions?: readonly DistributionPoint[];
  readonly gauges?: readonly GaugePoint[];
  readonly observations?: readonly Observation[];
  readonly breakers?: readonly BreakerTransition[];
  readonly evaluations?: readonly EvaluationRun[];
  readonly state?: readonly StateEntry[];
  /** How far the source has been read; opaque to the store. */
  readonly cursor?: string;
}

export type WriteOutcome = 'written' | 'duplicate';

export type MeasureKind = 'counter' | 'distribution' | 'gauge';

/** A label or a part of a series' identity that an answer is split by. */
export type Dimension = 'item' | 'build' | 'environment' | `label:${string}`;

/** One question within a read. Absent filters mean "all", unattributed traffic (`item: ''`) included. */
export interface Selection {
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly items?: readonly string[];
  readonly builds?: readonly string[];
  readonly environments?: readonly string[];
  /** Label name to accepted values. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  readonly by?: readonly Dimension[];
}

/** Several questions over one window: a page is one read. */
export interface ReadRequest {
  readonly product: string;
  /** Half-open [from, to), Unix ms. */
  readonly from: number;
  readonly to: number;
  /**
   * Boundaries of steps, ascending, first `from` and last `to`; calendar days of a zone are simply their instants. Absent: one step.
   * At most {@link MAX_STEPS} steps.
   */
  readonly boundaries?: readonly number[];
  readonly select: readonly Selection[];
}

/** As many steps as Prometheus gives in one answer (its `query_range` limit). */
export const MAX_STEPS = 11_000;

/** Values of the group's dimensions, in the order of the selection's `by`. */
export type GroupKey = readonly string[];

export interface CounterGroup {
  readonly kind: 'counter';
  readonly key: GroupKey;
  /** One sum a step; 0 where nothing was added. */
  readonly totals: Float64Array;
}

export interface DistributionGroup {
  readonly kind: 'distribution';
  readonly key: GroupKey;
  /** One merged distribution a step; without cells where nothing was observed. */
  readonly steps: readonly { readonly cells: readonly BucketCount[]; readonly sum?: number }[];
}

/** A gauge within one step; `undefined` where it had no sample. Where several series meet, their samples are taken together. */
export interface GaugeReading {
  readonly last: number;
  readonly lastAt: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly samples: number;
}

export interface GaugeGroup {
  readonly kind: 'gauge';
  readonly key: GroupKey;
  readonly steps: readonly (GaugeReading | undefined)[];
}

export type Group = CounterGroup | DistributionGroup | GaugeGroup;

/** The answer to one selection. Nobody changes it: a store may give the very same object to several reads, as long as nothing has changed. */
export interface SelectionResult {
  /** One for each combination of `by` that occurs; without `by` exactly one, which may be empty. */
  readonly groups: readonly Group[];
  /**
   * How long the measure was watched in each step, ms: the best covered of the selected items in the selected environments.
   * Build and label filters do not narrow it.
   */
  readonly observedMs: Float64Array;
  /** End of the last observed stretch at or before `to`, in or before the window; `undefined` when never observed. */
  readonly lastObservedAt: number | undefined;
}

export interface ReadResult {
  /** The window that was answered. Wider than asked for only beyond raw retention, where edges align to roll-ups. */
  readonly from: number;
  readonly to: number;
  /** The coarsest alignment that was applied to an edge or a boundary, ms; 0 when every one is exact. */
  readonly alignedToMs: number;
  readonly selections: readonly SelectionResult[];
}

export interface EvaluationQuery {
  readonly product: string;
  /** Ids of runs. */
  readonly ids?: readonly string[];
  readonly items?: readonly string[];
  readonly dataset?: string;
  readonly environments?: readonly string[];
  readonly builds?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly includeRetracted?: boolean;
  /** Newest first; at most this many. Default 100. */
  readonly limit?: number;
}

export type StoreStatus =
  /** With a reason: all is served, and something is wrong that will cost data one day. */
  | { readonly state: 'ready'; readonly reason?: string }
  /** Reads are served, writes refused, with the reason; it recovers by itself. */
  | { readonly state: 'read-only'; readonly reason: string }
  /** Writes are taken and durable, reads are not served; it recovers by itself. */
  | { readonly state: 'write-only'; readonly reason: string }
  | { readonly state: 'unavailable'; readonly reason: string };

/** A series that the store knows, for lists of what there is. */
export interface KnownSeries {
  readonly series: Series;
  readonly kind: MeasureKind;
}

/** One kind of data in the store. */
export interface UsageOfKind {
  /** `raw`, `roll-ups of 15 minutes`, … */
  readonly kind: string;
  /** Absent where the store cannot say. */
  readonly rows?: number;
  /** On this machine's disk, as far as it can be told apart; absent where the store cannot say. */
  readonly bytes?: number;
  /** It holds the numbers that criteria are read from. */
  readonly isNumbers?: true;
  /** Oldest data, Unix ms. */
  readonly since?: number;
  /** How long it is kept, ms; absent: for ever. */
  readonly retentionMs?: number;
}

export interface StoreUsage {
  /** On this machine's disk, with everything that goes with it; 0 in memory. */
  readonly bytes: number;
  readonly kinds: readonly UsageOfKind[];
  /** Where the numbers lie in another database: what is acknowledged here and not there yet. */
  readonly spool?: SpoolUsage;
  /** Where the numbers lie in another database: what that one refuses for good. */
  readonly setAside?: SetAside;
}

export interface SpoolUsage {
  readonly points: number;
  readonly bytes: number;
  /** At so many bytes senders are asked to come back. */
  readonly limitBytes: number;
}

/** Points that are kept here with the reason why they are not there; they never hold up the rest. Only the newest are kept. */
export interface SetAside {
  readonly points: number;
  /** With their reasons. */
  readonly bytes: number;
  /** Older ones that were refused, too, and are not kept any more. */
  readonly dropped: number;
  /** Some, newest first. */
  readonly newest: readonly { readonly at: number; readonly reason: string; readonly point: string }[];
}

/**
 * Actuals, kept. Every adapter is held to one contract suite (test/contract/measurement-store.ts).
 *
 * @throws GatelineError `store-unavailable`, `store-full` when it cannot take or give data now.
 */
export interface MeasurementStore {
  /** Resolves when the batch is durable. Batches of one source are applied in the order of the calls. */
  write(batch: WriteBatch): Promise<WriteOutcome>;
  read(request: ReadRequest): Promise<ReadResult>;
  /** The memory that a collector committed, by key. */
  state(source: string): Promise<ReadonlyMap<string, string>>;
  cursor(source: string): Promise<string | undefined>;
  series(product: string): Promise<readonly KnownSeries[]>;
  /** Transitions in [from, to), and for each breaker the last one before `from`, so that the state at `from` is known; ascending. */
  breakers(product: string, from: number, to: number): Promise<readonly BreakerTransition[]>;
  evaluationRuns(query: EvaluationQuery): Promise<readonly EvaluationRunSummary[]>;
  evaluationItems(product: string, runId: string): Promise<readonly EvaluationItem[]>;
  /** Takes a run back without erasing it. `false` when there is no such run or it is retracted already. */
  retractEvaluation(
    product: string,
    runId: string,
    retraction: { at: number; by: string; why: string },
  ): Promise<boolean>;
  /**
   * Says by which zone's calendar days a product is read, so that roll-ups of those days may be prepared. Answers never depend on it.
   */
  alignDays(product: string, zone: string): Promise<void>;
  /** Background work: roll-ups, compaction, retention. Every answer is the same before, during and after, but for expired raw data. */
  maintain(now: number, signal: AbortSignal): Promise<void>;
  status(): StoreStatus;
  /**
   * What is kept, how much of it, and for how long.
   * @param options `sizes`: also how many bytes each kind takes, where that can be said; it takes longer
   */
  usage(options?: { readonly sizes?: boolean }): Promise<StoreUsage>;
  close(): Promise<void>;
}

/** Something that happened, kept for ever: verdicts, decisions, targets and dates of the roadmap, corrections. */
export interface LoggedEvent {
  /** Ascending within a log. */
  readonly sequence: number;
  readonly at: number;
  readonly product: string;
  readonly item: string;
  readonly type: string;
  /** JSON-serialisable particulars. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventQuery {
  readonly product: string;
  readonly item?: string;
  readonly types?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  /** Only events after this sequence number. */
  readonly after?: number;
  /** Newest first; at most this many. Default 100. */
  readonly limit?: number;
  /**
   * Which is newest: what was logged last (default), or what happened last. They differ where something was logged afterwards, such as a
   * past that was reckoned.
   */
  readonly order?: 'logged' | 'happened';
}

export interface EventLog {
  append(events: readonly Omit<LoggedEvent, 'sequence'>[]): Promise<void>;
  events(query: EventQuery): Promise<readonly LoggedEvent[]>;
}

/** A source that Gateline reads by itself; the scheduler calls it, one run at a time. */
export interface Collector {
  /** Name of the configured source. */
  readonly source: string;
  readonly intervalMs: number;
  /** Reads what is new and writes it to the store. Throws when the source cannot be read; the next run tries again. */
  collect(signal: AbortSignal): Promise<void>;
}

/** What a source brought, or what was wrong with it; counted since start, shown at the source and in /metrics. */
export type SourceCounter =
  /** Increments, gauge samples and events taken in. */
  | 'accepted'
  /** First values of series whose beginning is unknown: baselines that contribute nothing. */
  | 'unanchored'
  | 'resets'
  /** At or before what is known already: contributes nothing. */
  | 'out-of-order'
  /** A batch that was committed before. */
  | 'duplicate'
  /** Samples that matched a mapping but no attribution rule; they are kept as unattributed. */
  | 'unattributed'
  /** Label sets beyond the source's cap; they went to an overflow series. */
  | 'overflowed'
  /** Streams that are not there any more and were forgotten before their time, because new ones came without end. */
  | 'forgotten'
  /** Increments of traffic that counts for nothing (load tests); they are kept apart. */
  | 'excluded'
  /** Tokens without a price, by model. */
  | 'unpriced'
  /** Lines, points or bodies that could not be read or must not be taken (NaN, negative, too old, too far ahead, malformed). */
  | 'rejected';

/** Where collectors tell how they fare. Never throws, never blocks. */
export interface SourceMonitor {
  /** `message`, with what is rejected: what was wrong the last time, one clear sentence without secrets, although the source goes on. */
  count(source: string, what: SourceCounter, n: number, reason?: string, message?: string): void;
  succeeded(source: string, at: number): void;
  /** `message` is one clear sentence without secrets. */
  failed(source: string, at: number, message: string): void;
  /**
   * What is amiss although the source is read: a replica that is away, an answer in part, a file whose last good content is used. The
   * whole list as it stands now, one sentence each, without secrets; empty when nothing is.
   */
  warned(source: string, warnings: readonly string[]): void;
  /** Which presets' programs show themselves in what a source was sent, as it stands now; absent where nobody asks. */
  recognised?(source: string, programs: readonly RecognisedProgram[]): void;
}

/** A program of a preset that shows itself by its metrics. */
export interface RecognisedProgram {
  readonly preset: string;
  /** Some metrics, or the attribute of spans, by which it is known. */
  readonly metrics: readonly string[];
  /** Something is made of them. */
  readonly isRead: boolean;
}

/** The alerts of a source as they were read at one time. */
export interface AlertReading {
  readonly alerts: readonly Alert[];
  /** Those that are in force and may concern the source's product. */
  readonly silences: readonly Silence[];
  /** Alerts that were left out, because there are too many. */
  readonly leftOut: number;
  /** It began a moment ago and may not know all its alerts yet: what is missing is not over. */
  readonly isSettling: boolean;
}

/** What a source was told of some alerts. */
export interface AlertNews {
  readonly firing: readonly Alert[];
  /** Fingerprints of those that are over. */
  readonly resolved: readonly string[];
  /** What the sender grouped them by. */
  readonly group: string;
  /** Alerts of the group that the news left out, because there are too many. */
  readonly leftOut: number;
}

/** Where collectors tell which alerts fire. What they tell is kept, and what it changes goes to the event log. */
export interface AlertBook {
  /**
   * The whole list of a source: what is not in it is over, but for what was told since the reading began.
   * @param begunAt when it was asked for, Unix ms
   */
  read(source: string, begunAt: number, reading: AlertReading): Promise<void>;
  /** Some alerts changed. @param at when it was told, Unix ms */
  told(source: string, at: number, news: AlertNews): Promise<void>;
}
