import { describe, expect, it } from 'vitest';
import { QuarterCache } from './quarter-cache.ts';

describe('the memory of quarter hours', () => {
  it('keeps the days that were asked for last', () => {
    const cache = new QuarterCache(1, 4);
    for (const day of [1, 2]) cache.add(day, cache.emptyTiles([7, 8]));
    cache.touch([1]);
    cache.add(3, cache.emptyTiles([7, 8]));
    cache.makeRoom([3], [7, 8]);
    expect(cache.missing(1, [7, 8])).toEqual([]);
    expect(cache.missing(2, [7, 8])).toEqual([7, 8]);
    expect(cache.missing(3, [7, 9])).toEqual([9]);
    expect(cache.holds(4)).toBe(true);
    expect(cache.holds(5)).toBe(false);
  });

  it('never lets go of what a read asks for, whatever else lies in the same days', () => {
    const cache = new QuarterCache(1, 4);
    for (const day of [1, 2]) cache.add(day, cache.emptyTiles([7, 8]));
    for (const day of [1, 2]) cache.add(day, cache.emptyTiles([9]));
    cache.makeRoom([1, 2], [9]);
    for (const day of [1, 2]) expect(cache.missing(day, [9])).toEqual([]);
    expect(cache.missing(1, [7, 8])).toEqual([7, 8]);
    expect(cache.missing(2, [7, 8])).toEqual([]);
  });

  it('has as many numbers a slot as it was made for, none of them known', () => {
    const cache = new QuarterCache(6, 4);
    cache.add(1, cache.emptyTiles([7]));
    expect(cache.tile(1, 7)).toHaveLength(96 * 6);
    expect(cache.tile(1, 7)?.every(Number.isNaN)).toBe(true);
    expect(cache.ofDay(1)?.has(7)).toBe(true);
    expect(cache.ofDay(2)).toBeUndefined();
  });

  it('gives the tiles of a day in the order of the cells, as long as they are all here', () => {
    const cache = new QuarterCache(1, 2);
    const cells = [8, 7];
    cache.add(1, cache.emptyTiles([7]));
    expect(cache.tilesOf(1, cells)).toBeUndefined();
    cache.add(1, cache.emptyTiles([8]));
    expect(cache.tilesOf(1, cells)).toEqual([cache.tile(1, 8), cache.tile(1, 7)]);
    expect(cache.tilesOf(1, cells)?.[0]).toBe(cache.tile(1, 8));
    const anew = cache.emptyTiles([8]);
    cache.add(1, anew);
    expect(cache.tilesOf(1, cells)?.[0]).toBe(anew.get(8));
    cache.makeRoom([2], [7]);
    expect(cache.tilesOf(1, cells)).toBeUndefined();
    cache.clear();
    expect(cache.tilesOf(1, [7])).toBeUndefined();
  });
});
