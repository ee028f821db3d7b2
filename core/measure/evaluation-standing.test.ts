import { describe, expect, it } from 'vitest';
import type { EvaluationRun, EvaluationRunSummary } from './evaluation.ts';
import { runStanding } from './evaluation-standing.ts';

const RUN: EvaluationRun = {
  id: 'ci-17',
  product: 'desk',
  item: 'v2',
  build: '2.1',
  environment: 'ci',
  dataset: 'golden',
  revision: '',
  judge: '',
  judgeVersion: '',
  author: '',
  at: 1,
  metrics: { correct: 'outcome' },
  items: [],
  contentHash: 'abc',
};

function kept(own: Partial<EvaluationRunSummary> = {}): EvaluationRunSummary {
  const { items: _, ...summary } = RUN;
  return { ...summary, itemCount: 0, errorCount: 0, ...own };
}
const RETRACTED = { retracted: { at: 2, by: 'x', why: 'y' } };

describe('a run that comes in', () => {
  it('is new when nothing has its identity', () => {
    expect(runStanding(RUN, [])).toEqual({ state: 'new', id: 'ci-17' });
  });

  it.each([
    ['on another dataset', { dataset: 'silver' }],
    ['at another time', { at: 5 }],
    ['by another judge', { judge: 'people' }],
  ])('is known with the same content, also if it was said to be %s', (_, own) => {
    expect(runStanding(RUN, [kept(own)])).toMatchObject({ state: 'known', as: own });
  });

  it.each([
    [{ contentHash: 'abd' }, 'its items or values are others'],
    [{ item: 'v3' }, 'it is of the version v3, and not of v2'],
    [{ build: '' }, 'it is of the build without a name, and not of 2.1'],
    [{ environment: 'staging' }, 'it is of the environment staging, and not of ci'],
  ])('is in conflict with another of its identity: %j', (own, differs) => {
    expect(runStanding(RUN, [kept(own)])).toMatchObject({ state: 'conflict', differs });
  });

  it('stays taken back, unless somebody wants it again', () => {
    expect(runStanding(RUN, [kept(RETRACTED)])).toMatchObject({ state: 'retracted' });
    expect(runStanding(RUN, [kept(RETRACTED)], { again: true })).toEqual({ state: 'new', id: 'ci-17~2' });
  });

  it('may take the place of one that was taken back, once', () => {
    const wrong = kept({ ...RETRACTED, item: 'v3' });
    expect(runStanding(RUN, [wrong])).toEqual({ state: 'new', id: 'ci-17~2' });
    expect(runStanding(RUN, [wrong, kept({ id: 'ci-17~2' })])).toMatchObject({ state: 'known' });
    expect(runStanding(RUN, [wrong, kept({ id: 'ci-17~2', item: 'v4', ...RETRACTED })])).toEqual({
      state: 'new',
      id: 'ci-17~3',
    });
  });
});
