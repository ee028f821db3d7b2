import type { BucketCount } from '../../core/measure/distribution.ts';
import type {
  CounterGroup,
  DistributionGroup,
  GaugeGroup,
  GaugeReading,
  GroupKey,
} from '../../core/ports.ts';

/** Sums of a counter, step by step. */
export class CounterSteps {
  readonly #totals: Float64Array;

  constructor(steps: number) {
    this.#totals = new Float64Array(steps);
  }

  add(step: number, value: number): void {
    this.#totals[step] = (this.#totals[step] as number) + value;
  }

  group(key: GroupKey): CounterGroup {
    return { kind: 'counter', key, totals: this.#totals };
  }
}

interface Countable {
  readonly lower: number;
  readonly upper: number;
  count: number;
}

/** Bucket counts of a distribution, step by step; cells of equal bounds add up. */
export class DistributionSteps {
  /** By the upper bound; several layouts may share one. */
  readonly #cells: (Map<number, Countable[]> | undefined)[];
  readonly #sums: (number | undefined)[];
  readonly #sumMissing: boolean[];

  constructor(steps: number) {
    this.#cells = new Array(steps).fill(undefined);
    this.#sums = new Array(steps).fill(undefined);
    this.#sumMissing = new Array(steps).fill(false);
  }

  addCell(step: number, lower: number, upper: number, count: number): void {
    if (count === 0) return;
    let cells = this.#cells[step];
    if (cells === undefined) {
      cells = new Map();
      this.#cells[step] = cells;
    }
    const ending = cells.get(upper);
    const known = ending?.find((cell) => cell.lower === lower);
    if (known !== undefined) known.count += count;
    else if (ending !== undefined) ending.push({ lower, upper, count });
    else cells.set(upper, [{ lower, upper, count }]);
  }

  /** Adds a point's sum; `undefined` says that the source gave none, and then the step has none. */
  addSum(step: number, sum: number | undefined): void {
    if (sum === undefined) this.#sumMissing[step] = true;
    else this.#sums[step] = (this.#sums[step] ?? 0) + sum;
  }

  group(key: GroupKey): DistributionGroup {
    const steps = this.#cells.map((cells, step) => {
      const sorted: BucketCount[] = [...(cells?.values() ?? [])]
        .flat()
        .sort((a, b) => a.upper - b.upper || a.lower - b.lower);
      const sum = this.#sumMissing[step] ? undefined : this.#sums[step];
      return sum === undefined ? { cells: sorted } : { cells: sorted, sum };
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
function mergeGauges(a: GaugeSummary, b: GaugeSummary): GaugeSummary {
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
