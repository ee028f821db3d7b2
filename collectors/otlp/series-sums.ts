import { addsUp } from '../../core/measure/adds-up.ts';
import type { BucketCount } from '../../core/measure/distribution.ts';
import type { Series } from '../../core/measure/series.ts';
import type { CounterPoint, DistributionPoint } from '../../core/ports.ts';
import type { Bounds } from './bounds-table.ts';
import { type ExponentialCounts, exponentialCells } from './exponential.ts';
import type { Rescale } from './units.ts';

/** Pushed data are kept in slots of this length: design of the store's resolution for sources that send by themselves. */
export const SLOT_MS = 10_000;

/** The slot that an instant belongs to: its start, Unix ms. */
export function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS) * SLOT_MS;
}

/** Adds up what a request brings to one series of counters, slot by slot. */
export class CounterSum {
  readonly series: Series;
  readonly #begin: (sum: CounterSum) => void;
  #slot = Number.NaN;
  #sum = 0;
  readonly #others = new Map<number, number>();
  /** The store has something of the series: zeros need not be written any more. */
  #known = false;

  /** @param begin told when the first increment of a request comes */
  constructor(series: Series, begin: (sum: CounterSum) => void) {
    this.series = series;
    this.#begin = begin;
  }

  add(at: number, value: number): void {
    if (!(at >= this.#slot && at < this.#slot + SLOT_MS)) this.#turnTo(slotOf(at));
    this.#sum += value;
  }

  #turnTo(slot: number): void {
    if (Number.isNaN(this.#slot)) this.#begin(this);
    else this.#others.set(this.#slot, this.#sum);
    this.#sum = this.#others.get(slot) ?? 0;
    this.#others.delete(slot);
    this.#slot = slot;
  }

  /** What was added since the last call. */
  take(): CounterPoint[] {
    if (Number.isNaN(this.#slot)) return [];
    const points: CounterPoint[] = [];
    if (this.#others.size > 0) for (const [at, value] of this.#others) this.#writeTo(points, at, value);
    this.#writeTo(points, this.#slot, this.#sum);
    this.#others.clear();
    this.#slot = Number.NaN;
    this.#sum = 0;
    this.#known = true;
    return points;
  }

  #writeTo(points: CounterPoint[], at: number, value: number): void {
    if (addsUp(value) && (value > 0 || !this.#known)) points.push({ series: this.series, at, value });
  }
}

interface SlotOfDistribution {
  readonly explicit: Map<Bounds, number[]>;
  /** Increments side by side; their cells are added up when the request is done. */
  readonly exponential: ExponentialCounts[];
  /** `undefined` once a part came without a sum. */
  sum: number | undefined;
}

/** Adds up what a request brings to one series of distributions, slot by slot and layout by layout; nothing is re-bucketed. */
export class DistributionSum {
  readonly series: Series;
  readonly #rescale: Rescale;
  readonly #begin: (sum: DistributionSum) => void;
  readonly #slots = new Map<number, SlotOfDistribution>();

  constructor(series: Series, rescale: Rescale, begin: (sum: DistributionSum) => void) {
    this.series = series;
    this.#rescale = rescale;
    this.#begin = begin;
  }

  /** @param counts one more than there are bounds; what follows is not looked at */
  addExplicit(at: number, bounds: Bounds, counts: readonly number[], sum: number | undefined): void {
    const slot = this.#slot(at, sum);
    const known = slot.explicit.get(bounds);
    if (known === undefined) slot.explicit.set(bounds, counts.slice(0, bounds.bounds.length + 1));
    else for (let i = 0; i < known.length; i += 1) known[i] = (known[i] as number) + (counts[i] as number);
  }

  /** Adds one value that was observed, as so many as it stands for. */
  observe(at: number, bounds: Bounds, value: number, weight: number): void {
    const slot = this.#slot(at, value * weight);
    let counts = slot.explicit.get(bounds);
    if (counts === undefined) {
      counts = new Array<number>(bounds.bounds.length + 1).fill(0);
      slot.explicit.set(bounds, counts);
    }
    const bucket = bucketOf(bounds, value);
    counts[bucket] = (counts[bucket] as number) + weight;
  }

  addExponential(at: number, counts: ExponentialCounts, sum: number | undefined): void {
    this.#slot(at, sum).exponential.push(counts);
  }

  #slot(at: number, sum: number | undefined): SlotOfDistribution {
    const start = slotOf(at);
    let slot = this.#slots.get(start);
    if (slot === undefined) {
      if (this.#slots.size === 0) this.#begin(this);
      slot = { explicit: new Map(), exponential: [], sum: 0 };
      this.#slots.set(start, slot);
    }
    slot.sum = slot.sum === undefined || sum === undefined ? undefined : slot.sum + sum;
    return slot;
  }

  /** What was added since the last call; slots without observations are left out. */
  take(): DistributionPoint[] {
    const points: DistributionPoint[] = [];
    for (const [at, slot] of this.#slots) {
      const cells = this.#cells(slot);
      if (cells.length === 0) continue;
      const sum = slot.sum === undefined ? Number.NaN : this.#rescale(slot.sum);
      points.push({ series: this.series, at, cells, ...(addsUp(sum) ? { sum } : {}) });
    }
    this.#slots.clear();
    return points;
  }

  #cells({ explicit, exponential }: SlotOfDistribution): BucketCount[] {
    const cells = [...explicit].flatMap(([{ bounds }, counts]) =>
      explicitCells(bounds, counts, this.#rescale),
    );
    const finer = exponential.flatMap((counts) => exponentialCells(counts, this.#rescale));
    return exponential.length > 1 ? [...cells, ...addedUp(finer)] : [...cells, ...finer];
  }
}

/** The bucket that a value falls into: the first whose bound is not less, or the open one behind them. */
function bucketOf({ bounds }: Bounds, value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function explicitCells(
  bounds: readonly number[],
  counts: readonly number[],
  rescale: Rescale,
): BucketCount[] {
  const cells: BucketCount[] = [];
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number;
    if (count <= 0) continue;
    const upper = i < bounds.length ? rescale(bounds[i] as number) : Number.POSITIVE_INFINITY;
    const lower = i > 0 ? rescale(bounds[i - 1] as number) : Number.NEGATIVE_INFINITY;
    // Rescaled bounds could only meet at the very edge of what a double holds; then the cell is honest, if wide.
    cells.push({ lower: lower < upper ? lower : Number.NEGATIVE_INFINITY, upper, count });
  }
  return cells;
}

function addedUp(cells: readonly BucketCount[]): BucketCount[] {
  const sums = new Map<string, BucketCount>();
  for (const cell of cells) {
    const key = `${cell.lower}:${cell.upper}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? cell : { ...known, count: known.count + cell.count });
  }
  return [...sums.values()];
}
