import { describe, expect, test } from 'vitest';
import type { Experiment } from '../roadmap/roadmap.ts';
import { splitSentence } from './experiment-words.ts';
import { sampleRatio } from './sample-ratio.ts';

const EXPERIMENT: Experiment = {
  id: 'half-price',
  arms: [
    { version: 'v2', share: 0.875 },
    { version: 'v3', build: '3.0.1', share: 0.125 },
  ],
  unit: 'request',
  countedBy: 'requests',
  from: '2026-11-02',
};

function told(...counts: readonly number[]): string {
  const arms = EXPERIMENT.arms.map(({ share }, i) => ({ share, count: counts[i] ?? 0 }));
  return splitSentence({ experiment: EXPERIMENT, counts, ratio: sampleRatio(arms), hasBegun: true });
}

describe('a sentence about a split', () => {
  test('says what each arm got, and whether that is as planned', () => {
    expect(told(87_490, 12_510)).toBe(
      'The split is as planned: v2 got 87.5 % (87.5 % planned), v3 (3.0.1) got 12.5 % (12.5 % planned) of 100 k requests (p = 0.92).',
    );
  });

  test('says what a mismatch means', () => {
    expect(told(90_000, 10_000)).toBe(
      'Sample-ratio mismatch: v2 got 90 % (87.5 % planned), v3 (3.0.1) got 10 % (12.5 % planned) of 100 k requests (p < 0.0005). Something else than chance decides who gets what, or who is counted: no difference between the arms is to be trusted before it is found.',
    );
  });

  test('says why nobody can say', () => {
    expect(told(7, 0)).toBe('Nobody can say yet whether the split is as planned: 7 requests are too few.');
    const uncounted = { ...EXPERIMENT, unit: 'customer' };
    expect(splitSentence({ experiment: uncounted, hasBegun: true })).toBe(
      'Nobody can say whether the split is as planned: nothing counts by customer.',
    );
    expect(splitSentence({ experiment: EXPERIMENT, hasBegun: false })).toBe('It begins on 2026-11-02.');
  });
});
