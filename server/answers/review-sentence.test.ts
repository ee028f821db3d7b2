import { describe, expect, test } from 'vitest';
import type { VerdictState } from '../../core/gate/verdict.ts';
import type { ReviewedCriterion, ReviewedGate } from './review-gates.ts';
import { reviewSentence } from './review-sentence.ts';

/** A gate whose criteria on these signals have its state; one without a title is attested. */
function gate(id: string, state: VerdictState, titles: readonly (string | undefined)[] = []): ReviewedGate {
  const criteria = titles.map((title) => ({
    verdict: { state, advisory: false },
    place: title === undefined ? undefined : { signal: { title } },
    before: undefined,
  }));
  return {
    item: { id, title: `Model ${id}`, track: 'models' },
    verdict: { state },
    criteria: criteria as unknown as readonly ReviewedCriterion[],
  } as unknown as ReviewedGate;
}

describe('a quarter in one sentence', () => {
  test.each([
    ['without gates', [], 'No gate of the roadmap belongs to this quarter.'],
    ['with its only gate passed', [gate('v1', 'pass')], 'The only gate passes.'],
    ['with all passed', [gate('v1', 'pass'), gate('v2', 'pass')], 'All 2 gates pass.'],
    ['with none passed', [gate('v4', 'not-started')], 'None of 1 gates passes; v4 has not started.'],
    [
      'the gravest first, whatever the order of the roadmap',
      [
        gate('v1', 'pass'),
        gate('v2', 'unproven', ['helpful rate']),
        gate('v3', 'fail', ['cost per request', 'accuracy', 'cost per request']),
        gate('v4', 'no-data', [undefined]),
      ],
      '1 of 4 gates passes; v3 fails on cost per request and accuracy; v4 has no data on what is attested; v2 is unproven on helpful rate.',
    ],
    [
      'not longer than a sentence may be',
      [
        ...['v1', 'v2', 'v3'].map((id) => gate(id, 'fail', ['a', 'b', 'c', 'd'])),
        gate('v4', 'not-started'),
        gate('v5', 'pass'),
        gate('v6', 'pass'),
      ],
      '2 of 6 gates pass; v1 fails on a, b and 2 more; v2 fails on a, b and 2 more; v3 fails on a, b and 2 more; 1 more does not pass.',
    ],
  ])('%s', (_, gates, sentence) => {
    expect(reviewSentence(gates)).toBe(sentence);
  });
});
