/** How many observations fell into (lower, upper]. Bounds may be infinite; a cell carries its own, so that layouts may stand side by side. */
export interface BucketCount {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * Counts per bucket. Explicit and exponential layouts, and several layouts at once, are all just cells: nothing is re-bucketed when
 * histograms merge, and the answers carry the bounds that the cells allow.
 */
export interface Distribution {
  readonly cells: readonly BucketCount[];
  /** Sum of the observed values, in the measure's unit; absent when a source did not give it. */
  readonly sum?: number;
}

/** An interval that is known to contain the true value. `lower === upper` when the buckets decide it exactly. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** A quantile: its bounds from the buckets, and a point inside them by linear interpolation, for drawing only. */
export interface QuantileReading extends Bounds {
  readonly estimate: number;
}

/** Number of observations. */
export function observationCount(distribution: Distribution): number {
  let count = 0;
  for (const cell of distribution.cells) count += cell.count;
  return count;
}

/** Merges by adding cells of equal bounds; never averages, never re-buckets. The sum is absent when any part lacks it. */
export function mergeDistributions(parts: Iterable<Distribution>): Distribution {
  let merged: readonly BucketCount[] | undefined;
  let sum: number | undefined = 0;
  for (const part of parts) {
    sum = sum === undefined || part.sum === undefined ? undefined : sum + part.sum;
    merged = merged === undefined ? inOrder(part.cells) : mergeCells(merged, inOrder(part.cells));
  }
  const cells = merged ?? [];
  return sum === undefined ? { cells } : { cells, sum };
}

/** By upper bounds, then by lower ones. */
function compareCells(a: BucketCount, b: BucketCount): number {
  // Of two that are infinite the difference is no number.
  if (a.upper !== b.upper) return a.upper < b.upper ? -1 : 1;
  if (a.lower === b.lower) return 0;
  return a.lower < b.lower ? -1 : 1;
}

/** Cells in their order, each once; the very same array where they are so already, which is nearly always. */
function inOrder(cells: readonly BucketCount[]): readonly BucketCount[] {
  const isSo = cells.every((cell, i) => i === 0 || compareCells(cells[i - 1] as BucketCount, cell) < 0);
  if (isSo) return cells;
  return cells
    .toSorted(compareCells)
    .reduce<readonly BucketCount[]>((sum, cell) => mergeCells(sum, [cell]), []);
}

/** Both in order, and so is what comes of it. */
function mergeCells(a: readonly BucketCount[], b: readonly BucketCount[]): readonly BucketCount[] {
  const merged: BucketCount[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [one, other] = [a[i] as BucketCount, b[j] as BucketCount];
    const order = compareCells(one, other);
    if (order === 0) merged.push({ lower: one.lower, upper: one.upper, count: one.count + other.count });
    else merged.push(order < 0 ? one : other);
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  for (; i < a.length; i += 1) merged.push(a[i] as BucketCount);
  for (; j < b.length; j += 1) merged.push(b[j] as BucketCount);
  return merged;
}

/**
 * The share of observations at or under `threshold`: at least those in buckets that end there or before, at most those in buckets that
 * begin before it. `undefined` when nothing was observed.
 */
export function shareAtOrBelow(distribution: Distribution, threshold: number): Bounds | undefined {
  const total = observationCount(distribution);
  if (!(total > 0)) return undefined;
  let sure = 0;
  let possible = 0;
  for (const cell of distribution.cells) {
    if (cell.upper <= threshold) sure += cell.count;
    if (cell.lower < threshold) possible += cell.count;
  }
  return { lower: sure / total, upper: possible / total };
}

/**
 * The `q`-quantile (0 < q ≤ 1): the smallest value that at least `q` of the observations do not exceed. It lies in (lower, upper]; with
 * one layout that is the bucket it falls in. `undefined` when nothing was observed.
 */
export function quantile(distribution: Distribution, q: number): QuantileReading | undefined {
  const { cells } = distribution;
  const { total, isOneLayout } = shapeOf(cells);
  if (!(total > 0) || !(q > 0 && q <= 1)) return undefined;
  // The tolerance keeps 0.29 × 100 = 28.999999999999996 from asking for one observation less or more.
  const rank = q * total * (1 - 1e-12);
  if (isOneLayout) return quantileInTurn(cells, rank);
  const upper = firstReaching(cells, rank, (cell) => cell.upper);
  const lower = firstReaching(cells, rank, (cell) => cell.lower);
  const estimate = Math.min(Math.max(interpolate(cells, rank), lower), upper);
  return { lower, upper, estimate };
}

/** The mean, when the source gave sums; `undefined` otherwise or when nothing was observed. */
export function meanOf(distribution: Distribution): number | undefined {
  const total = observationCount(distribution);
  return distribution.sum === undefined || !(total > 0) ? undefined : distribution.sum / total;
}

/**
 * The populated bucket that `threshold` falls inside of: the one that keeps {@link shareAtOrBelow} from being exact. `undefined` when a
 * bucket ends at the threshold. Several layouts may straddle it; the fullest one is named.
 */
export function straddlingBucket(distribution: Distribution, threshold: number): BucketCount | undefined {
  let found: BucketCount | undefined;
  for (const cell of distribution.cells) {
    const straddles = cell.count > 0 && cell.lower < threshold && threshold < cell.upper;
    if (straddles && (found === undefined || cell.count > found.count)) found = cell;
  }
  return found;
}

/**
 * How many observations there are, and whether the buckets stand one after the other, each of some width: what a histogram has unless
 * layouts meet.
 */
function shapeOf(cells: readonly BucketCount[]): { readonly total: number; readonly isOneLayout: boolean } {
  let total = 0;
  let isOneLayout = true;
  let end = Number.NEGATIVE_INFINITY;
  for (const cell of cells) {
    total += cell.count;
    if (cell.lower < end || !(beginning(cell) < cell.upper)) isOneLayout = false;
    end = cell.upper;
  }
  return { total, isOneLayout };
}

/** A quantile of one layout, in one go: by the bucket that the rank falls in. */
function quantileInTurn(cells: readonly BucketCount[], rank: number): QuantileReading | undefined {
  let reached = 0;
  let found: BucketCount | undefined;
  for (const cell of cells) {
    if (!(cell.count > 0)) continue;
    found = cell;
    if (reached + cell.count >= rank) break;
    reached += cell.count;
  }
  if (found === undefined) return undefined;
  const { lower, upper, count } = found;
  const left = beginning(found);
  const isOpen = upper === Number.POSITIVE_INFINITY;
  const estimate = isOpen ? left : left + ((upper - left) * (rank - reached)) / count;
  return { lower, upper, estimate: Math.min(Math.max(estimate, lower), upper) };
}

function firstReaching(
  cells: readonly BucketCount[],
  rank: number,
  edge: (cell: BucketCount) => number,
): number {
  let reached = 0;
  let last = Number.NaN;
  for (const cell of cells.toSorted((a, b) => Number(edge(a) > edge(b)) - Number(edge(a) < edge(b)))) {
    if (!(cell.count > 0)) continue;
    reached += cell.count;
    last = edge(cell);
    if (reached >= rank) break;
  }
  return last;
}

/**
 * Linear inside each bucket, as Prometheus does for classic histograms (promql/quantile.go, BucketQuantile): a lowest bucket begins at 0,
 * or is all at its end when that is not above 0; what lies in the open bucket is drawn at the last finite edge.
 */
function interpolate(cells: readonly BucketCount[], rank: number): number {
  const edges = finiteEdges(cells);
  let left = edges[0] ?? 0;
  let reached = 0;
  for (const right of edges) {
    const before = countUpTo(cells, right, false);
    if (before >= rank) return left + ((right - left) * (rank - reached)) / (before - reached);
    reached = countUpTo(cells, right, true);
    left = right;
    if (reached >= rank) return right;
  }
  return left;
}

function finiteEdges(cells: readonly BucketCount[]): readonly number[] {
  const edges = new Set<number>();
  for (const cell of cells) {
    if (!(cell.count > 0)) continue;
    edges.add(beginning(cell));
    if (cell.upper !== Number.POSITIVE_INFINITY) edges.add(cell.upper);
  }
  return [...edges].sort((a, b) => a - b);
}

function beginning(cell: BucketCount): number {
  return cell.lower === Number.NEGATIVE_INFINITY ? Math.min(0, cell.upper) : cell.lower;
}

/** Observations up to `x`, each bucket spread evenly; `inclusive` says whether what is all at `x` counts. */
function countUpTo(cells: readonly BucketCount[], x: number, inclusive: boolean): number {
  let count = 0;
  for (const cell of cells) {
    const lower = beginning(cell);
    const pointMass = lower === cell.upper;
    if (x > cell.upper || (x === cell.upper && (inclusive || !pointMass))) count += cell.count;
    else if (x > lower && cell.upper !== Number.POSITIVE_INFINITY) {
      count += (cell.count * (x - lower)) / (cell.upper - lower);
    }
  }
  return count;
}
