import { expect, test } from 'vitest';
import { splitSteps } from './split-steps.ts';

test.each([
  ['what reaches over the close gets a boundary there', [1, 5, 9], 7, [1, 5, 7], [7, 9]],
  ['a boundary at the close belongs to both sides', [1, 7, 9], 7, [1, 7], [7, 9]],
  ['days that are over have nothing open', [1, 5, 7], 7, [1, 5, 7], []],
  ['what began after the close has nothing closed', [8, 9], 7, [], [8, 9]],
  ['what began with the close has nothing closed', [7, 9], 7, [], [7, 9]],
  ['without a close all is open', [1, 5], undefined, [], [1, 5]],
])('%s', (_, edges, close, closed, open) => {
  expect(splitSteps(edges, close)).toEqual({ closed, open });
});
