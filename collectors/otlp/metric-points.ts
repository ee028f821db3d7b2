import { GatelineError } from '../../core/errors.ts';
import type { AttributeSet } from './attribute-table.ts';
import type { Bounds } from './bounds-table.ts';
import { SpareColumns } from './spare-columns.ts';

export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponential-histogram' | 'summary';

/** AggregationTemporality of metrics.proto; 0 is "unspecified" and must not be used. */
export const DELTA = 1;
export const CUMULATIVE = 2;

/** DataPointFlags: the point says that its series has ended; it has no value. */
export const NO_RECORDED_VALUE = 1;
/** Ours, beside the protocol's flags: the point had `as_int`, `as_double` or a histogram. */
export const HAS_VALUE = 2;
/** Ours too: some source could not take the point; its sender is told. */
export const REFUSED = 4;

export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: AttributeSet;
}

/** One metric of one resource and scope with a run of data points. */
export interface MetricBlock {
  readonly resource: AttributeSet;
  readonly scope: Scope;
  readonly name: string;
  readonly unit: string;
  readonly kind: MetricKind;
  /** {@link DELTA}, {@link CUMULATIVE}, or what the sender wrote instead; 0 for gauges and summaries, which have none. */
  readonly temporality: number;
  readonly monotonic: boolean;
  /** Its points are [from, to) of the request's. */
  readonly from: number;
  readonly to: number;
}

/** Explicit buckets: (−∞, b₀], (b₀, b₁], … (bₙ, ∞). */
export interface ExplicitHistogram {
  readonly kind: 'explicit';
  readonly bounds: Bounds;
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number | undefined;
}

/** Buckets (baseⁱ, baseⁱ⁺¹] from `offset` on, base = 2^(2^−scale). */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

export interface ExponentialHistogram {
  readonly kind: 'exponential';
  readonly scale: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBuckets;
  /** Of the absolute values. */
  readonly negative: ExponentialBuckets;
  readonly count: number;
  readonly sum: number | undefined;
}

export interface Summary {
  readonly kind: 'summary';
  readonly count: number;
  readonly sum: number;
}

export type HistogramValue = ExplicitHistogram | ExponentialHistogram | Summary;

/** What one request may contain, so that a small body cannot become much memory. */
export interface DecodeLimits {
  readonly points: number;
  /** Resources, scopes and metrics together. */
  readonly blocks: number;
  /** Bucket counts of all histograms together. */
  readonly buckets: number;
  /** Sets of attributes that are not remembered from earlier requests. */
  readonly newSets: number;
}

export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  points: 1_000_000,
  blocks: 100_000,
  buckets: 4_000_000,
  newSets: 50_000,
};

/** Of the columns, where nothing better is known. */
const FIRST_CAPACITY = 64;
const MOST_FIRST_CAPACITY = 65_536;
/** What a data point with a few attributes takes in a body, roughly. */
const BYTES_PER_POINT = 120;

/**
 * The data points of one request, as columns. Times are Unix ms with fractions (a double keeps 250 ns of today); 0 is "not given".
 */
export class MetricPoints {
  readonly blocks: MetricBlock[] = [];
  /** Every resource that was named, with or without points. */
  readonly resources: AttributeSet[] = [];
  /** How many points there are; the columns may be longer. */
  count = 0;
  readonly attributes: AttributeSet[];
  start: Float64Array<ArrayBuffer>;
  time: Float64Array<ArrayBuffer>;
  /** Of gauges and sums the value; of other kinds the index in {@link MetricPoints.histograms}. */
  value: Float64Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  readonly histograms: HistogramValue[] = [];
  readonly #limits: DecodeLimits;
  readonly #spare: SpareColumns;
  #blocks = 0;
  #buckets = 0;

  /**
   * @param bodyBytes length of the body, from which the number of points is guessed
   * @param spare where columns come from, and go by {@link MetricPoints.release}
   */
  constructor(limits: DecodeLimits, bodyBytes: number, spare = new SpareColumns()) {
    this.#limits = limits;
    this.#spare = spare;
    const guess = Math.ceil(bodyBytes / BYTES_PER_POINT);
    const capacity = Math.min(Math.max(guess, FIRST_CAPACITY), MOST_FIRST_CAPACITY, limits.points);
    ({
      attributes: this.attributes,
      start: this.start,
      time: this.time,
      value: this.value,
      flags: this.flags,
    } = spare.take(capacity));
  }

  /** Gives the columns back; nothing is to be read from here afterwards. */
  release(): void {
    const { attributes, start, time, value, flags } = this;
    this.#spare.give({ attributes, start, time, value, flags });
    this.count = 0;
  }

  /** @throws GatelineError `payload-too-large` beyond the limit on points */
  add(attributes: AttributeSet, start: number, time: number, value: number, flags: number): void {
    const i = this.begin();
    this.start[i] = start;
    this.time[i] = time;
    this.value[i] = value;
    this.flags[i] = flags;
    this.put(attributes);
  }

  /**
   * Where the next point goes in the columns, cleared: who reads straight into them makes no object of any number. {@link put} adds it.
   *
   * @throws GatelineError `payload-too-large` beyond the limit on points
   */
  begin(): number {
    const i = this.count;
    if (i === this.time.length) this.#grow();
    this.start[i] = 0;
    this.time[i] = 0;
    this.value[i] = 0;
    this.flags[i] = 0;
    return i;
  }

  /** Adds the point that {@link begin} made room for. */
  put(attributes: AttributeSet): void {
    this.attributes[this.count] = attributes;
    this.count += 1;
  }

  addHistogram(
    attributes: AttributeSet,
    start: number,
    time: number,
    value: HistogramValue,
    flags: number,
  ): void {
    this.add(attributes, start, time, this.histograms.length, flags | HAS_VALUE);
    this.histograms.push(value);
  }

  /** Adds a metric whose points were added; one without points is left out. What a kind does not have, a body may say in vain. */
  addBlock(block: MetricBlock): void {
    if (block.to === block.from) return;
    const { kind } = block;
    const temporality = kind === 'gauge' || kind === 'summary' ? 0 : block.temporality;
    this.blocks.push({ ...block, temporality, monotonic: kind === 'sum' && block.monotonic });
  }

  /** Takes back the points from `count` on: a later field of a `oneof` replaces an earlier one. */
  truncate(count: number): void {
    this.count = count;
    this.attributes.length = count;
  }

  /** @throws GatelineError `payload-too-large` */
  countBlock(): void {
    this.#blocks += 1;
    if (this.#blocks > this.#limits.blocks) tooMany(this.#limits.blocks, 'resources, scopes and metrics');
  }

  /** @throws GatelineError `payload-too-large` */
  countBuckets(n: number): void {
    this.#buckets += n;
    if (this.#buckets > this.#limits.buckets) tooMany(this.#limits.buckets, 'histogram buckets');
  }

  #grow(): void {
    if (this.count >= this.#limits.points) tooMany(this.#limits.points, 'data points');
    const capacity = Math.min(this.count * 2, this.#limits.points);
    this.start = resized(this.start, capacity);
    this.time = resized(this.time, capacity);
    this.value = resized(this.value, capacity);
    const flags = new Uint8Array(capacity);
    flags.set(this.flags);
    this.flags = flags;
  }
}

function resized(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}

function tooMany(limit: number, what: string): never {
  throw new GatelineError(
    'payload-too-large',
    `The request has more than ${limit.toLocaleString('en-US')} ${what}; export smaller batches.`,
    { details: { limit } },
  );
}
