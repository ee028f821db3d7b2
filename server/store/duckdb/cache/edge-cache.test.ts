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
    cache.forget(5);
    cache.forget(5);
    expect(cache.missing(5, [1, 2])).toEqual([1, 2]);
    expect(cache.knows(0, 96)).toBe(false);
  });

  it('makes room by the oldest', () => {
    const cache = new EdgeCache(100);
    for (const slot of [1, 2, 3]) cache.add(slot, new Map([[1, points(45)]]));
    expect([1, 2, 3].map((slot) => cache.points(slot, 1) !== undefined)).toEqual([false, true, true]);
  });
});
