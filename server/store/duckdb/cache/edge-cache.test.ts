import { describe, expect, it } from 'vitest';
import { EdgeCache } from './edge-cache.ts';

const points = (count: number) => ({ times: new Float64Array(count), values: new Float64Array(count) });

describe('the memory of edges', () => {
  it('forgets a quarter hour that changed', () => {
    const cache = new EdgeCache(100);
    cache.add(5, new Map([[1, points(3)]]));
    cache.add(5, new Map([[2, points(0)]]));
    expect(cache.missing(5, [1, 2, 3])).toEqual([3]);
    expect(cache.knows(0, 96)).toBe(true);
    const cells = [2, 1];
    expect(cache.pointsOf(5, cells)?.map(({ times }) => times.length)).toEqual([0, 3]);
    cache.forget(5);
    cache.forget(5);
    expect(cache.pointsOf(5, cells)).toBeUndefined();
    expect(cache.missing(5, [1, 2])).toEqual([1, 2]);
    expect(cache.knows(0, 96)).toBe(false);
  });

  it('makes room by the oldest', () => {
    const cache = new EdgeCache(100);
    for (const slot of [1, 2, 3]) cache.add(slot, new Map([[1, points(45)]]));
    expect([1, 2, 3].map((slot) => cache.pointsOf(slot, [1]) !== undefined)).toEqual([false, true, true]);
  });

  it('keeps equal times once, and each cell with its own values', () => {
    const cache = new EdgeCache(100);
    const at = (times: number[], value: number) => ({
      times: Float64Array.from(times),
      values: Float64Array.from(times, () => value),
    });
    const own = [at([1, 2], 7), at([1, 2], 8), at([1, 3], 9), at([1], 10)] as const;
    cache.add(5, new Map(own.map((points, cell) => [cell, points])));
    const found = cache.pointsOf(5, [0, 1, 2, 3]);
    expect(found).toEqual(own);
    expect(found?.[1]?.times).toBe(found?.[0]?.times);
  });
});
