import type { BucketCount } from '../../core/measure/distribution.ts';
import type {
  CounterGroup,
  DistributionGroup,
  GaugeGroup,
  GaugeReading,
  GroupKey,
} from '../../core/ports.ts';

/** Adds to a sum of which NaN says that nothing was added yet. */
export function addTo(sums: Float64Array, at: number, value: number): void {
  const known = sums[at] as number;
  sums[at] = Number.isNaN(known) ? value : known + value;
}

/** Sums of a counter, step by step. */
export class CounterSteps {
  readonly totals: Float64Array;

  constructor(steps: number) {
    this.totals = new Float64Array(steps);
  }

  add(step: number, value: number): void {
    addTo(this.totals, step, value);
  }

  group(key: GroupKey): CounterGroup {
    return { kind: 'counter', key, totals: this.totals };
  }
}

interface Bucket {
  readonly lower: number;
  readonly upper: number;
  /** Step by step. */
  readonly counts: Float64Array;
}

/** Bucket counts of a distribution, step by step; cells of equal bounds add up. */
export class DistributionSteps {
  readonly #steps: number;
  /** By the upper bound; several layouts may share one. */
  readonly #buckets = new Map<number, Bucket[]>();
  /** Sums of the points; NaN where there is none. */
  readonly sums: Float64Array;
  /** How many points came without a sum: then the step has none. NaN where all had one. */
  readonly sumless: Float64Array;

  constructor(steps: number) {
    this.#steps = steps;
    this.sums = new Float64Array(steps).fill(Number.NaN);
    this.sumless = new Float64Array(steps).fill(Number.NaN);
  }

  /** Where the counts of a bucket are added up, step by step. */
  bucket(lower: number, upper: number): Float64Array {
    const ending = this.#buckets.get(upper);
    const known = ending?.find((bucket) => bucket.lower === lower);
    if (known !== undefined) return known.counts;
    const counts = new Float64Array(this.#steps);
    if (ending === undefined) this.#buckets.set(upper, [{ lower, upper, counts }]);
    else ending.push({ lower, upper, counts });
    return counts;
  }

  addCell(step: number, lower: number, upper: number, count: number): void {
    addTo(this.bucket(lower, upper), step, count);
  }

  /** Adds a point's sum; `undefined` says that the source gave none. */
  addSum(step: number, sum: number | undefined): void {
    if (sum === undefined) addTo(this.sumless, step, 1);
    else addTo(this.sums, step, sum);
  }

  group(key: GroupKey): DistributionGroup {
    const buckets = [...this.#buckets.values()].flat().sort((a, b) => a.upper - b.upper || a.lower - b.lower);
    const steps = Array.from(this.sums, (sum, step) => {
      const cells: BucketCount[] = [];
      for (const { lower, upper, counts } of buckets) {
        const count = counts[step] as number;
        if (count !== 0) cells.push({ lower, upper, count });
      }
      return Number.isNaN(sum) || !Number.isNaN(this.sumless[step]) ? { cells } : { cells, sum };
    });
    return { kind: 'distribution', key, steps };
  }
}

/** Samples of a gauge, taken together; what a roll-up of it keeps. */
export interface GaugeSummary {
  readonly samples: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  readonly lastAt: number;
}

/** Summaries of a gauge, step by step. */
export class GaugeSteps {
  readonly #steps: (GaugeSummary | undefined)[];

  constructor(steps: number) {
    this.#steps = new Array(steps).fill(undefined);
  }

  add(step: number, summary: GaugeSummary): void {
    const known = this.#steps[step];
    this.#steps[step] = known === undefined ? summary : mergeGauges(known, summary);
  }

  group(key: GroupKey): GaugeGroup {
    const steps = this.#steps.map((step): GaugeReading | undefined => {
      if (step === undefined) return undefined;
      const { sum, ...rest } = step;
      return { ...rest, mean: sum / step.samples };
    });
    return { kind: 'gauge', key, steps };
  }
}

/** The later sample is the last; of two at one instant the larger, so that the answer does not depend on order. */
export function mergeGauges(a: GaugeSummary, b: GaugeSummary): GaugeSummary {
  const later = a.lastAt > b.lastAt || (a.lastAt === b.lastAt && a.last >= b.last) ? a : b;
  return {
    samples: a.samples + b.samples,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    last: later.last,
    lastAt: later.lastAt,
  };
}
