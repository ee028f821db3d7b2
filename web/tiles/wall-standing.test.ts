import { expect, test } from 'vitest';
import { pixelShift, screenAt, wallStanding } from './wall-standing.ts';

const MINUTE = 60_000;

test('a wall whose server is lost is stale since the server last spoke', () => {
  expect(wallStanding(true, 7, [100], 300, 100)).toEqual({ stale: true, since: 7 });
  expect(wallStanding(true, undefined, [], 300, 100)).toEqual({ stale: true, since: undefined });
});

test('a wall is stale when its newest figure is too old, and not when one of them is fresh', () => {
  expect(wallStanding(false, 1000, [100, 200], 300, 600)).toEqual({ stale: true, since: 200 });
  expect(wallStanding(false, 1000, [100, 590], 300, 600)).toEqual({ stale: false });
});

test('a wall without anything that perishes is not stale by age', () => {
  expect(wallStanding(false, 1000, [], 300, 1e12)).toEqual({ stale: false });
});

test('no pixel holds the same edge for an hour', () => {
  for (let start = 0; start < 600; start += 7) {
    const places = Array.from({ length: 60 }, (_, minute) => pixelShift((start + minute) * MINUTE));
    expect(new Set(places.map((place) => place.x)).size).toBeGreaterThan(5);
    expect(new Set(places.map((place) => place.y)).size).toBeGreaterThan(5);
    for (const { x, y } of places) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(6);
  }
});

test('screens take turns by the clock, whatever was slept through', () => {
  expect(screenAt(0, 0, 20, 3)).toEqual({ index: 0, progress: 0 });
  expect(screenAt(25_000, 0, 20, 3)).toEqual({ index: 1, progress: 0.25 });
  expect(screenAt(60_000, 0, 20, 3).index).toBe(0);
  expect(screenAt(5_000, 9_000, 20, 3)).toEqual({ index: 0, progress: 0 });
});
