import type { BreakerTransition } from '../../core/alert/breaker.ts';
import type { BucketCount } from '../../core/measure/distribution.ts';
import type { Series } from '../../core/measure/series.ts';
import type { CounterPoint, DistributionPoint, GaugePoint, Observation } from '../../core/ports.ts';
import type { BucketLayout } from './bucket-layout.ts';
import { Tally } from './tally.ts';

interface OpenCounter {
  readonly series: Series;
  readonly at: number;
  value: number;
}

interface OpenDistribution {
  readonly series: Series;
  readonly at: number;
  readonly layout: BucketLayout;
  /** Not cumulative, one for each bucket of the layout. */
  counts: readonly number[];
  sum: number | undefined;
}

/** What a batch brings, as far as it has been put together. Raw series that feed one series at one time are added up. */
export class BatchDraft {
  readonly tally = new Tally();
  readonly #counters: OpenCounter[] = [];
  readonly #gauges: GaugePoint[] = [];
  readonly #distributions: (OpenDistribution | DistributionPoint)[] = [];
  readonly #observations: Observation[] = [];
  readonly #breakers: BreakerTransition[] = [];
  readonly #lastCounter = new Map<Series, OpenCounter>();
  readonly #lastDistribution = new Map<Series, OpenDistribution>();
  /** Some memory of the source was changed on the way: without a commit it must not be used any more. */
  changedMemory = false;

  addCounter(series: Series, at: number, value: number): void {
    const last = this.#lastCounter.get(series);
    const total = last?.at === at ? last.value + value : value;
    if (!this.#isFinite(total)) return;
    if (last?.at === at) {
      last.value = total;
      return;
    }
    const point = { series, at, value };
    this.#lastCounter.set(series, point);
    this.#counters.push(point);
  }

  addGauge(series: Series, at: number, value: number): void {
    if (!this.#isFinite(value)) return;
    this.#gauges.push({ series, at, value });
  }

  /**
   * @param counts not cumulative, one for each bucket of the layout
   * @param sum `undefined` when the source does not tell it
   */
  addDistribution(
    series: Series,
    at: number,
    layout: BucketLayout,
    counts: readonly number[],
    sum: number | undefined,
  ): void {
    const last = this.#lastDistribution.get(series);
    if (last?.at === at && last.layout === layout) {
      const both = last.counts.map((count, i) => count + (counts[i] ?? 0));
      if (!both.every((count) => this.#isFinite(count))) return;
      last.counts = both;
      last.sum = last.sum === undefined || sum === undefined ? undefined : finite(last.sum + sum);
      return;
    }
    const point = { series, at, layout, counts, sum: finite(sum) };
    this.#lastDistribution.set(series, point);
    this.#distributions.push(point);
  }

  /** @param sum what is not finite is left out */
  addCells(series: Series, at: number, cells: readonly BucketCount[], sum: number): void {
    this.#distributions.push(Number.isFinite(sum) ? { series, at, cells, sum } : { series, at, cells });
  }

  /** Finite values may add up, or be scaled, to one that is not; it must not spoil the rest of the batch. */
  #isFinite(value: number): boolean {
    if (!Number.isFinite(value)) this.tally.reject('infinite');
    return Number.isFinite(value);
  }

  addObservation(observation: Observation): void {
    this.#observations.push(observation);
  }

  addBreaker(transition: BreakerTransition): void {
    this.#breakers.push(transition);
  }

  get pointCount(): number {
    return this.#counters.length + this.#gauges.length + this.#distributions.length;
  }

  points(): {
    counters: readonly CounterPoint[];
    gauges: readonly GaugePoint[];
    distributions: readonly DistributionPoint[];
    observations: readonly Observation[];
    breakers: readonly BreakerTransition[];
  } {
    return {
      counters: this.#counters,
      gauges: this.#gauges,
      distributions: this.#distributions.map((one) => ('cells' in one ? one : distributionPoint(one))),
      observations: this.#observations,
      breakers: this.#breakers,
    };
  }
}

/** A sum that is none is better left out. */
function finite(sum: number | undefined): number | undefined {
  return Number.isFinite(sum) ? sum : undefined;
}

function distributionPoint({ series, at, layout, counts, sum }: OpenDistribution): DistributionPoint {
  const cells: BucketCount[] = [];
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    if (count > 0) cells.push({ lower: layout.lower(i), upper: layout.upper(i), count });
  }
  return sum === undefined ? { series, at, cells } : { series, at, cells, sum };
}
