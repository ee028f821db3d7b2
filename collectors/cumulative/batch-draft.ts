import type { BreakerTransition } from '../../core/alert/breaker.ts';
import { addsUp, oddityOf } from '../../core/measure/adds-up.ts';
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
    if (!this.#addsUp(total)) return;
    if (last?.at === at) {
      last.value = total;
      return;
    }
    const point = { series, at, value };
    this.#lastCounter.set(series, point);
    this.#counters.push(point);
  }

  addGauge(series: Series, at: number, value: number): void {
    if (!this.#addsUp(value)) return;
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
      if (!both.every((count) => this.#addsUp(count))) return;
      last.counts = both;
      last.sum = last.sum === undefined || sum === undefined ? undefined : usable(last.sum + sum);
      return;
    }
    if (!counts.every((count) => this.#addsUp(count))) return;
    const point = { series, at, layout, counts, sum: usable(sum) };
    this.#lastDistribution.set(series, point);
    this.#distributions.push(point);
  }

  /** @param sum what does not add up is left out */
  addCells(series: Series, at: number, cells: readonly BucketCount[], sum: number): void {
    if (!cells.every(({ count }) => this.#addsUp(count))) return;
    this.#distributions.push(addsUp(sum) ? { series, at, cells, sum } : { series, at, cells });
  }

  /** Values may sum up, or be scaled, to one that is too large; it must not spoil the rest of the batch. */
  #addsUp(value: number): boolean {
    if (addsUp(value)) return true;
    this.tally.reject(oddityOf(value));
    return false;
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
function usable(sum: number | undefined): number | undefined {
  return sum !== undefined && addsUp(sum) ? sum : undefined;
}

function distributionPoint({ series, at, layout, counts, sum }: OpenDistribution): DistributionPoint {
  const cells: BucketCount[] = [];
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    if (count > 0) cells.push({ lower: layout.lower(i), upper: layout.upper(i), count });
  }
  return sum === undefined ? { series, at, cells } : { series, at, cells, sum };
}
