import { type Distribution, mergeDistributions } from '../measure/distribution.ts';
import { type Block, blockRatioInterval } from '../statistics/blocks.ts';
import type { EndLevels, Interval } from '../statistics/interval.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/** As in core/measure/distribution.ts: 0.29 × 100 must not ask for more than 29. */
const TOLERANCE = 1e-12;

/**
 * What a quantile can be, by how much its blocks of time differ: the edges of buckets at which the share at or under them is not ruled out
 * to be `q` (R. S. Woodruff, "Confidence intervals for medians and other position measures", JASA 47, 1952). A share adds up over blocks,
 * a quantile does not, and none is averaged here. The interval of each share is that of its blocks, and never narrower than if each
 * request were drawn by chance (Wilson), so that few requests do not look sure.
 *
 * An end is infinite where no edge bounds it: in the first and in the last bucket.
 *
 * @param blocks the distribution of each block
 * @param q 0 < q < 1
 */
export function quantileOfBlocks(blocks: readonly Distribution[], q: number, levels: EndLevels): Interval {
  const edges = edgesOf(mergeDistributions(blocks));
  let lower = Number.NEGATIVE_INFINITY;
  for (const edge of edges) {
    // The quantile lies above an edge that surely fewer than q of all reach.
    const share = shareAt(blocks, edge, 'possible', { lower: levels.upper, upper: levels.lower });
    if (share.upper >= q * (1 - TOLERANCE)) break;
    lower = edge;
  }
  for (const edge of edges) {
    if (edge < lower) continue;
    const share = shareAt(blocks, edge, 'sure', { lower: levels.upper, upper: levels.lower });
    if (share.lower >= q * (1 - TOLERANCE)) return { lower, upper: edge };
  }
  return { lower, upper: Number.POSITIVE_INFINITY };
}

/** Between what the share at or under an edge lies, of those that are under it for sure or that may be. */
function shareAt(
  blocks: readonly Distribution[],
  edge: number,
  which: 'sure' | 'possible',
  levels: EndLevels,
): Interval {
  const counts = blocks.map(({ cells }): Block => {
    let [numerator, denominator] = [0, 0];
    for (const { lower, upper, count } of cells) {
      denominator += count;
      if (which === 'sure' ? upper <= edge : lower < edge) numerator += count;
    }
    return { numerator, denominator };
  });
  const seen = counts.filter(({ denominator }) => denominator > 0);
  const n = seen.reduce((sum, { denominator }) => sum + denominator, 0);
  const events = seen.reduce((sum, { numerator }) => sum + numerator, 0);
  const drawn = wilsonInterval(events, n, levels);
  const { interval } = blockRatioInterval(seen, levels);
  return { lower: Math.min(drawn.lower, interval.lower), upper: Math.max(drawn.upper, interval.upper) };
}

function edgesOf({ cells }: Distribution): readonly number[] {
  const edges = new Set<number>();
  for (const { lower, upper, count } of cells) {
    if (!(count > 0)) continue;
    edges.add(lower);
    edges.add(upper);
  }
  return [...edges].filter(Number.isFinite).sort((a, b) => a - b);
}
