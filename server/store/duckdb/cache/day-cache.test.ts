import { describe, expect, it } from 'vitest';
import { DayCache } from './day-cache.ts';

describe('the memory of days', () => {
  it('holds the days of a cell, and what is added to them', () => {
    const cache = new DayCache(1_000);
    expect(cache.missing([1, 2])).toEqual([1, 2]);
    cache.add(
      [1, 2],
      [
        { cell: 1, slot: 960, value: 5 },
        { cell: 2, slot: 1056, value: 7 },
      ],
    );
    cache.plus(1, 1056, 2);
    cache.plus(1, 1056, 3);
    cache.plus(3, 1056, 3);
    expect(cache.missing([1, 2, 3])).toEqual([3]);
    const columns = cache.columnsOf([864, 960, 1056]);
    const values = (cell: number) =>
      [...columns].map((column) => cache.rowsOf([cell])?.[0]?.[column] ?? Number.NaN);
    expect(values(1)).toEqual([Number.NaN, 5, 5]);
    expect(values(2)).toEqual([Number.NaN, Number.NaN, 7]);
    expect(cache.rowsOf([1, 3])).toBeUndefined();
    expect(cache.oldest).toBe(960);
    cache.clear();
    expect(cache.oldest).toBe(Number.POSITIVE_INFINITY);
  });

  it('forgets the cells that nobody has asked for lately', () => {
    const cache = new DayCache(2_000);
    const days = (cell: number) => Array.from({ length: 400 }, (_, i) => ({ cell, slot: i * 96, value: 1 }));
    cache.add([1], days(1));
    cache.add([2], days(2));
    cache.touch([1]);
    for (const cell of [3, 4, 5, 6]) {
      cache.rowsOf([1]);
      cache.add([cell], days(cell));
    }
    expect(cache.missing([1, 2, 6])).toEqual([2]);
    cache.clear();
    expect(cache.missing([1])).toEqual([1]);
  });
});
