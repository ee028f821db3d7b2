import { expect, test } from 'vitest';
import { RecentLists } from './recent-lists.ts';

test('a list is known by its elements, in their order and to the last one', () => {
  const lists = new RecentLists<number, string>(4);
  lists.set([], 'none');
  lists.set([1, 2, 3], 'three');
  expect([[], [1, 2, 3], [1, 2], [2, 1, 3], [1, 2, 4], [1, 2, 3, 4]].map((list) => lists.get(list))).toEqual([
    'none',
    'three',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the list that was asked for longest ago goes first', () => {
  const lists = new RecentLists<number, number>(3);
  for (const one of [1, 2, 3]) lists.set([one], one);
  lists.get([1]);
  lists.get([2]);
  lists.set([4], 4);
  expect([1, 2, 3, 4].map((one) => lists.get([one]))).toEqual([1, 2, undefined, 4]);
});

test('what becomes of a list afterwards does not matter', () => {
  const lists = new RecentLists<number, string>(3);
  const list = [1, 2];
  lists.set(list, 'both');
  list[0] = 7;
  expect(lists.get([1, 2])).toBe('both');
  expect(lists.get(list)).toBeUndefined();
});
