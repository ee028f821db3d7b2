import { expect, test } from 'vitest';
import { chartMoments } from './chart-moments.ts';

const due = (at: number) => ({ at, label: 'Due 14 Dec' });

test('a due day within the plot has a line and a flag', () => {
  expect(chartMoments({ from: 0, to: 100 }, 100, due(50))).toEqual([
    { at: 50, words: '⚑ Due 14 Dec', align: 'center', line: 'dashed' },
  ]);
});

test('a due day beyond an edge is told at that edge', () => {
  expect(chartMoments({ from: 0, to: 100 }, 100, due(170))[0]).toMatchObject({
    at: 100,
    words: '⚑ Due 14 Dec →',
    line: 'none',
  });
  expect(chartMoments({ from: 0, to: 100 }, 100, due(-9))[0]).toMatchObject({
    at: 0,
    words: '← ⚑ Due 14 Dec',
    line: 'none',
  });
});

test('today has a line of its own where the plot goes on behind it', () => {
  expect(
    chartMoments({ from: 0, to: 100 }, 70, due(95)).map((moment) => [moment.words, moment.align]),
  ).toEqual([
    ['Today', 'center'],
    ['⚑ Due 14 Dec', 'right'],
  ]);
  expect(chartMoments({ from: 0, to: 100 }, 98, undefined)).toEqual([]);
});
