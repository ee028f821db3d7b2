import type { Random } from './random.ts';

/** One log-normal bump of a latency distribution. */
interface Bump {
  /** Seconds. */
  readonly median: number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
}

/** Latencies as services have them: a log-normal body and, now and then, a stall that makes the long tail. */
export interface Latency extends Bump {
  /** Share of the calls that stall, 0…1. */
  readonly stallShare: number;
}

/** A queue at the model's side, a retry inside its client: seconds, whatever was asked. */
const STALL: Bump = { median: 3, sigma: 0.5 };

/** One latency in seconds; `slowdown` multiplies the body (1: as usual). */
export function drawLatency(latency: Latency, slowdown: number, random: Random): number {
  const bump = random.chance(latency.stallShare) ? STALL : { ...latency, median: latency.median * slowdown };
  return bump.median * Math.exp(bump.sigma * random.normal());
}

/** The share of latencies at or under `seconds`: what {@link drawLatency} tends to. */
export function shareWithin(latency: Latency, slowdown: number, seconds: number): number {
  if (!(seconds > 0)) return 0;
  const body = normalShare(Math.log(seconds / (latency.median * slowdown)) / latency.sigma);
  const stalled = normalShare(Math.log(seconds / STALL.median) / STALL.sigma);
  return (1 - latency.stallShare) * body + latency.stallShare * stalled;
}

/** The share of latencies in each of the buckets that end at `bounds` (ascending, seconds), and beyond the last; they add up to 1. */
export function bucketShares(latency: Latency, slowdown: number, bounds: readonly number[]): number[] {
  let below = 0;
  const shares = bounds.map((bound) => {
    const within = shareWithin(latency, slowdown, bound);
    const share = within - below;
    below = within;
    return Math.max(0, share);
  });
  return [...shares, Math.max(0, 1 - below)];
}

/** The mean in seconds. */
export function meanLatency(latency: Latency, slowdown: number): number {
  const body = latency.median * slowdown * Math.exp(latency.sigma ** 2 / 2);
  const stalled = STALL.median * Math.exp(STALL.sigma ** 2 / 2);
  return (1 - latency.stallShare) * body + latency.stallShare * stalled;
}

/** The standard normal's distribution function; Abramowitz and Stegun 7.1.26, off by at most 1.5e-7. */
function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (polynomial * Math.exp(-x * x)) / 2;
  return z < 0 ? tail : 1 - tail;
}
