import { expect, test } from 'vitest';
import { PointList } from './point-list.ts';

function listed(...points: readonly (readonly [at: number, value: number])[]) {
  const list = new PointList();
  for (const [at, value] of points) list.add(at, value);
  const { times, values } = list.points();
  return Array.from(times, (at, i) => [at, values[i]]);
}

test('points ascend in time, and those of one instant stay in their order', () => {
  expect(listed()).toEqual([]);
  expect(listed([1, 7], [2, 6], [2, 5])).toEqual([
    [1, 7],
    [2, 6],
    [2, 5],
  ]);
  expect(listed([2, 7], [3, 6], [1, 5], [2, 4], [3, 3])).toEqual([
    [1, 5],
    [2, 7],
    [2, 4],
    [3, 6],
    [3, 3],
  ]);
});
