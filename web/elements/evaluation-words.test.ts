import { describe, expect, it } from 'vitest';
import type { EvaluationRunJson } from '../../server/http/contract/evaluations.ts';
import { aboutRun, leftOut, takenBack } from './evaluation-words.ts';

const RUN: EvaluationRunJson = {
  id: 'ci-17',
  item: 'v3',
  build: '',
  environment: 'ci',
  dataset: 'golden',
  revision: '',
  judge: '',
  judgeVersion: '',
  author: '',
  at: 0,
  metrics: {},
  items: 3_200,
  errors: 0,
  skipped: 0,
  unscored: 0,
};

describe('the words of an evaluation run', () => {
  it.each([
    [{}, ''],
    [
      { revision: 'r7', judge: 'rules', judgeVersion: '3', author: 'nightly' },
      'revision r7, graded by rules 3, run by nightly',
    ],
    [{ judge: 'gpt-5' }, 'graded by gpt-5'],
    [{ madeOf: ['a', 'b'] }, 'sums up 2 datasets'],
  ])('about %j', (own, words) => {
    expect(aboutRun({ ...RUN, ...own })).toBe(words);
  });

  it.each([
    [{}, ''],
    [{ errors: 1 }, '1 error'],
    [{ errors: 1_204, skipped: 2, unscored: 3 }, '1,204 errors, 2 skipped, 3 without a score'],
  ])('for what is left out of %j', (own, words) => {
    expect(leftOut({ ...RUN, ...own })).toBe(words);
  });

  it('for what was taken back', () => {
    const now = Date.UTC(2026, 10, 24);
    expect(takenBack(RUN, 'UTC', now)).toBeUndefined();
    const retracted = { at: now, by: 'data lead', why: 'wrong key' };
    expect(takenBack({ ...RUN, retracted }, 'UTC', now)).toBe('Taken back 24 Nov by data lead: wrong key');
  });
});
