/** Ends of wider buckets: eight to a doubling, so that one is 9 % wide. */
const ENDS_A_DOUBLING = 8;

/** The ends of a bucket, (lower, upper]. */
export interface BucketEnds {
  readonly lower: number;
  readonly upper: number;
}

/** The bucket that everything lies in. */
export const WIDEST: BucketEnds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/**
 * A bucket that holds another one, with ends out of a set that is small: powers of 2^(1/8), their negatives, zero and the infinities. So what was
 * counted stays counted, and the bounds of what is read from it stay true, only further apart.
 */
export function widerBucket({ lower, upper }: BucketEnds): BucketEnds {
  // Of zero there is one only: −0 would be another end.
  return { lower: endAtOrBelow(lower), upper: 0 - endAtOrBelow(-upper) };
}

/** The last end that is not above a number. */
function endAtOrBelow(value: number): number {
  if (value === 0) return 0;
  if (!Number.isFinite(value)) return value;
  const size = Math.abs(value);
  const place = Math.floor(Math.log2(size) * ENDS_A_DOUBLING);
  // Logarithms are rounded: the ends next to it are tried, too. Beyond the last one lies infinity.
  const near = [place - 1, place, place + 1].map(end);
  if (value > 0) return near.findLast((at) => at <= size) ?? 0;
  return -(near.find((at) => at >= size) ?? Number.POSITIVE_INFINITY);
}

function end(place: number): number {
  return 2 ** (place / ENDS_A_DOUBLING);
}
