import type { BreakerWatch } from './breaker-watch.ts';
import type { Member } from './member.ts';
import { DELTA, type MetricBlock, type MetricPoints } from './metric-points.ts';
import { numberRefusal, type Refusal, TOO_MANY_STREAMS, UNSURE_INTERVAL } from './point-rules.ts';
import type { SourceSums } from './source-sums.ts';
import type { StreamSteps } from './stream-steps.ts';
import type { Stream } from './stream-table.ts';
import type { Tally } from './tally.ts';
import type { Targets } from './targets.ts';

/** A gauge is watched between two samples that are not further apart. */
const GAUGE_PATIENCE_MS = 5 * 60_000;

/** What the intakes of single points work on. */
export interface PointIntakeParts {
  readonly points: MetricPoints;
  readonly block: MetricBlock;
  readonly steps: StreamSteps;
  readonly sums: SourceSums;
  readonly breakers: BreakerWatch;
  readonly tally: Tally;
}

/** Takes in gauges and sums. */
export class NumberIntake {
  readonly #parts: PointIntakeParts;
  readonly #resource: string;

  constructor(parts: PointIntakeParts) {
    this.#parts = parts;
    this.#resource = parts.block.resource.identity;
  }

  /** Answers why the point may not be taken in. */
  take(member: Member, i: number): Refusal | undefined {
    const { points, block, steps } = this.#parts;
    const refusal = numberRefusal(block, points, i);
    if (refusal !== undefined) return refusal;
    const value = points.value[i] as number;
    if (value < 0 && member.targets.countsUp) return 'negative';
    const stream = steps.stream(member, steps.startOf(i));
    if (stream === undefined) return TOO_MANY_STREAMS;
    const at = points.time[i] as number;
    if (block.temporality === DELTA) return this.#delta(member, stream, points.start[i] as number, at, value);
    this.#running(member, stream, at, value);
    return undefined;
  }

  #delta({ targets }: Member, stream: Stream, start: number, at: number, value: number): Refusal | undefined {
    const interval = this.#parts.steps.interval(stream, start, at);
    if (interval === 'unsure') return UNSURE_INTERVAL;
    if (interval === 'counted') return undefined;
    this.#accept(targets);
    this.#grew(targets, at, value);
    return undefined;
  }

  #running(member: Member, stream: Stream, at: number, value: number): void {
    const { steps } = this.#parts;
    const { targets } = member;
    const newer = !(at <= (stream.page.at[stream.slot] as number));
    const increase = targets.countsUp ? steps.total(stream, at, value) : undefined;
    if (!targets.countsUp) steps.level(stream, at, value);
    if (increase !== undefined) this.#grew(targets, at, increase);
    const leveled = newer && targets.readsLevels;
    if (leveled) this.#level(member, at, value);
    if (leveled || increase !== undefined) this.#accept(targets);
  }

  #accept(targets: Targets): void {
    this.#parts.tally.accepted += 1;
    if (targets.unattributed) this.#parts.tally.unattributed += 1;
    if (targets.excluded) this.#parts.tally.excluded += 1;
  }

  #grew(targets: Targets, at: number, increase: number): void {
    const from = this.#parts.steps.watchedFrom;
    for (const { sum, rescale, coverage } of targets.values) {
      sum.add(at, rescale(increase));
      coverage.note(from, at);
    }
    for (const breaker of targets.breakers) this.#parts.breakers.event(breaker, this.#resource, at, increase);
  }

  #level({ targets, attributes }: Member, at: number, value: number): void {
    const from = this.#parts.steps.watchedFrom;
    for (const target of targets.levels) {
      this.#parts.sums.addGauge(target, at, value);
      if (at - from <= GAUGE_PATIENCE_MS) target.coverage.note(from, at);
    }
    for (const breaker of targets.breakers) {
      // A one-hot gauge spreads one process' breaker over several streams; a gauge of values has one for each.
      const instance = breaker.read.kind === 'value' ? `${this.#resource} ${attributes}` : this.#resource;
      this.#parts.breakers.sample(breaker, instance, at, value);
    }
  }
}
