import { expect, test } from 'vitest';
import { compared } from '../testing/story/compare.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import { noiseLine, sideTexts } from './side-words.ts';

const STORY = compared(FIXED_NOW);

function texts(signal: string) {
  const row = STORY.rows.find((one) => one.signal.name === signal);
  if (row === undefined) throw new Error(signal);
  return sideTexts(row, STORY, FIXED_NOW);
}

test('a row has both values with n and age, the difference, its interval, and what noise is', () => {
  expect(texts('cost_per_request')).toEqual({
    a: '$0.00886',
    b: '$0.00551',
    aboutA: 'n 812 k, 13 h old',
    aboutB: 'n 91.4 k, 13 h old',
    difference: '−$0.00335, −37.8 %',
    interval: '−$0.00362 to −$0.0031',
    noise: 'More than noise',
    note: 'v3 is better',
  });
});

test('where nobody can say, or nothing can be compared, the reason stands there', () => {
  expect(texts('latency_p99')).toMatchObject({
    noise: 'Cannot say',
    note: 'The buckets are too coarse to tell the two apart',
  });
  expect(texts('score')).toMatchObject({
    a: '–',
    aboutA: '',
    difference: '–',
    noise: 'Not comparable',
    note: 'v2 has no data',
  });
});

test('the line under the sentence says by what noise is told, and how often it deceives', () => {
  expect(noiseLine(STORY)).toBe(
    'Noise in what production shows as a whole is told by 4 blocks of 5 days or more, the same of both. Intervals hold at 95 %. Of 20 differences that are none, about one looks like more than noise.',
  );
  const { blocks: _, ...short } = STORY;
  expect(noiseLine(short)).toContain('too short to tell what is noise');
});
