import { expect, it } from 'vitest';
import { bucketShares, drawLatency, meanLatency, shareWithin } from './latency.ts';
import { DURATION_BUCKETS } from './metrics.ts';
import { Random } from './random.ts';
import { PROFILES } from './versions.ts';

const ROUTES = Object.values(PROFILES).flatMap(({ routes }) => routes);

it('draws latencies that fall into the buckets as its shares say', () => {
  const random = new Random('latency');
  for (const { latency } of ROUTES) {
    const draws = Array.from({ length: 20_000 }, () => drawLatency(latency, 1.1, random));
    for (const bound of DURATION_BUCKETS) {
      const within = draws.filter((seconds) => seconds <= bound).length / draws.length;
      expect(within).toBeCloseTo(shareWithin(latency, 1.1, bound), 1.8);
    }
    const mean = draws.reduce((sum, seconds) => sum + seconds, 0) / draws.length;
    expect(mean / meanLatency(latency, 1.1)).toBeCloseTo(1, 1);
  }
});

it('has shares of buckets that add up to one', () => {
  for (const { latency } of ROUTES) {
    const shares = bucketShares(latency, 1, DURATION_BUCKETS);
    expect(shares).toHaveLength(DURATION_BUCKETS.length + 1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(shares.every((share) => share >= 0)).toBe(true);
  }
});

it('has a bucket that ends at the roadmap’s target, so that it is decided exactly', () => {
  expect(DURATION_BUCKETS).toContain(2);
});
