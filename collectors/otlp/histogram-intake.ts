import type { StreamState } from '../../core/measure/increments.ts';
import { type Bounds, SUM_LAYOUT } from './bounds-table.ts';
import { align, downscale, type ExponentialCounts, fromAligned, trimmed } from './exponential.ts';
import type { Member } from './member.ts';
import {
  DELTA,
  type ExplicitHistogram,
  type ExponentialHistogram,
  type HistogramValue,
  type Summary,
} from './metric-points.ts';
import type { PointIntakeParts } from './number-intake.ts';
import { histogramRefusal, type Refusal, TOO_MANY_STREAMS, UNSURE_INTERVAL } from './point-rules.ts';
import type { ExponentialState } from './stream-memory.ts';
import { totalsOf } from './stream-steps.ts';
import type { Stream } from './stream-table.ts';
import type { Targets } from './targets.ts';

/** What one point adds: observations by bucket, and their sum. */
interface Added {
  readonly at: number;
  readonly sum: number | undefined;
  /** Totals of which the first so many are numbers of observations. */
  readonly values: readonly number[];
  readonly monotonic: number;
  readonly bounds?: Bounds;
  readonly exponential?: ExponentialCounts;
}

/** Takes in histograms of both kinds and summaries. */
export class HistogramIntake {
  readonly #parts: PointIntakeParts;
  readonly #exponentialScale: number;

  constructor(parts: PointIntakeParts, exponentialScale: number) {
    this.#parts = parts;
    this.#exponentialScale = exponentialScale;
  }

  /** Answers why the point may not be taken in. */
  take(member: Member, i: number): Refusal | undefined {
    const { points, block, steps } = this.#parts;
    const value = points.histograms[points.value[i] as number] as HistogramValue;
    const refusal = histogramRefusal(value) ?? lacksSum(value, member.targets);
    if (refusal !== undefined) return refusal;
    const stream = steps.stream(member, steps.startOf(i));
    if (stream === undefined) return TOO_MANY_STREAMS;
    const at = points.time[i] as number;
    if (block.temporality !== DELTA) return this.#add(member.targets, this.#increment(stream, at, value));
    const interval = steps.interval(stream, points.start[i] as number, at);
    if (interval === 'unsure') return UNSURE_INTERVAL;
    return interval === 'new' ? this.#add(member.targets, this.#whole(at, value)) : undefined;
  }

  /** What a delta point adds: all of it. */
  #whole(at: number, value: HistogramValue): Added {
    const { count, sum } = value;
    if (value.kind === 'explicit') {
      const values = countsOf(value);
      return { at, sum, values, monotonic: values.length, bounds: value.bounds };
    }
    const whole = { at, sum, values: [count], monotonic: 1 };
    return value.kind === 'summary' ? whole : { ...whole, exponential: this.#coarsened(value) };
  }

  #increment(stream: Stream, at: number, value: HistogramValue): Added | undefined {
    switch (value.kind) {
      case 'summary':
        return this.#summary(stream, at, value);
      case 'explicit':
        return this.#explicit(stream, at, value);
      case 'exponential':
        return this.#exponential(stream, at, value);
    }
  }

  #summary(stream: Stream, at: number, { count, sum }: Summary): Added | undefined {
    const previous = stream.known as StreamState | undefined;
    const values = this.#parts.steps.increment(stream, previous, totalsOf(stream, at, [count, sum], 1));
    return values && { at, sum: values[1], values, monotonic: 1 };
  }

  #explicit(stream: Stream, at: number, value: ExplicitHistogram): Added | undefined {
    const { bounds, sum } = value;
    const counts = countsOf(value);
    const monotonic = counts.length;
    const previous = stream.known as StreamState | undefined;
    const point = {
      ...totalsOf(stream, at, sum === undefined ? counts : [...counts, sum], monotonic),
      layout: sum === undefined ? bounds.layout : bounds.layoutWithSum,
    };
    const values = this.#parts.steps.increment(stream, previous, point);
    return values && { at, sum: values[monotonic], values, monotonic, bounds };
  }

  /**
   * The scale of a stream shrinks as its values spread, and its zero bucket may widen: both points are brought to the coarser layout
   * before they are subtracted (metrics data model, "Exponential Histograms: merging").
   */
  #exponential(stream: Stream, at: number, value: ExponentialHistogram): Added | undefined {
    const histogram = this.#coarsened(value);
    const before = stream.known as ExponentialState | undefined;
    const layout = align(before === undefined ? [histogram] : [before.histogram, histogram]);
    const state = (of: Omit<ExponentialState, 'histogram'>, buckets: readonly number[]): StreamState => ({
      ...totalsOf(stream, of.at, of.sum === undefined ? buckets : [...buckets, of.sum], buckets.length),
      layout: of.sum === undefined ? '' : SUM_LAYOUT,
    });
    const [first = [], second = first] = layout.values;
    const values = this.#parts.steps.increment(
      stream,
      before && state(before, first),
      state({ at, sum: value.sum }, second),
      { at, histogram, sum: value.sum },
    );
    if (values === undefined) return undefined;
    const monotonic = second.length;
    const exponential = trimmed(fromAligned(layout, values.slice(0, monotonic)));
    return { at, sum: values[monotonic], values, monotonic, exponential };
  }

  #coarsened({
    scale,
    zeroThreshold,
    zeroCount,
    positive,
    negative,
  }: ExponentialHistogram): ExponentialCounts {
    return trimmed(
      downscale({ scale, zeroThreshold, zeroCount, positive, negative }, this.#exponentialScale),
    );
  }

  #add(targets: Targets, added: Added | undefined): Refusal | undefined {
    if (added === undefined) return undefined;
    const { tally, steps } = this.#parts;
    const { at } = added;
    const from = steps.watchedFrom;
    if (targets.sums.length > 0 && !this.#addSums(targets, added)) {
      return 'a sum of observations that decreases';
    }
    tally.accepted += 1;
    if (targets.unattributed) tally.unattributed += 1;
    if (targets.excluded) tally.excluded += 1;
    for (const { sum, coverage } of targets.counts) {
      sum.add(at, observations(added));
      coverage.note(from, at);
    }
    for (const { sum, coverage } of targets.distributions) {
      coverage.note(from, at);
      if (added.bounds !== undefined) sum.addExplicit(at, added.bounds, added.values, added.sum);
      if (added.exponential !== undefined) sum.addExponential(at, added.exponential, added.sum);
    }
    return undefined;
  }

  /** Sums of floating-point numbers may shrink by their rounding; more than that is not a counter. */
  #addSums(targets: Targets, added: Added): boolean {
    const { at, sum = 0 } = added;
    if (sum < 0 && (observations(added) > 0 || sum < -ROUNDING)) return false;
    const from = this.#parts.steps.watchedFrom;
    for (const target of targets.sums) {
      target.sum.add(at, target.rescale(Math.max(0, sum)));
      target.coverage.note(from, at);
    }
    return true;
  }
}

const ROUNDING = 1e-6;

function lacksSum({ sum }: HistogramValue, targets: Targets): Refusal | undefined {
  return sum === undefined && targets.sums.length > 0
    ? 'no sum for the measure that is made of it'
    : undefined;
}

/** A histogram without buckets still has its count: one bucket from −∞ to ∞. */
function countsOf({ counts, count }: ExplicitHistogram): readonly number[] {
  return counts.length === 0 ? [count] : counts;
}

function observations({ values, monotonic }: Added): number {
  let count = 0;
  for (let i = 0; i < monotonic; i += 1) count += values[i] as number;
  return count;
}
