import { expect, test } from 'vitest';
import { mainBuilds } from './main-builds.ts';

const DAYS = [0, 1, 2, 3, 4, 5, 6];

test('the main build changes when another serves more, not for a trial, a tie or a silent day', () => {
  const traffic = [
    { build: '1.3', totals: [0, 9, 9, 0, 5, 1] },
    { build: '1.4', totals: [0, 0, 1, 0, 5, 9] },
  ];
  expect(mainBuilds(traffic, DAYS)).toEqual([
    { build: '1.3', from: 1 },
    { build: '1.4', from: 5 },
  ]);
  expect(mainBuilds([], DAYS)).toEqual([]);
});

test('a rollback is a change, too', () => {
  const traffic = [
    { build: '1.3', totals: [9, 0, 9, 9, 9, 9] },
    { build: '1.4', totals: [0, 9, 0, 0, 0, 0] },
  ];
  expect(mainBuilds(traffic, DAYS).map(({ build, from }) => [build, from])).toEqual([
    ['1.3', 0],
    ['1.4', 1],
    ['1.3', 2],
  ]);
});
