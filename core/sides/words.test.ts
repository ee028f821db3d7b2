import { describe, expect, test } from 'vitest';
import { census } from '../gate/testing/cases.ts';
import type { Actual } from '../gate/verdict.ts';
import type { Difference, SidesCompared } from './difference.ts';
import { signalCalled } from './testing/sides.ts';
import { countSides, sidesSentence, summarySentence } from './words.ts';

const NAMES = { a: 'v2', b: 'v3' };

function told(a: number | undefined, b: number | undefined, own: Partial<Difference> = {}): SidesCompared {
  const difference: Difference = {
    difference: (b ?? 0) - (a ?? 0),
    lower: 0.004,
    upper: 0.038,
    confidence: 0.95,
    paired: true,
    method: 'tango',
    n: 500,
    moreThanNoise: 'yes',
    ...own,
  };
  return { a: census(a as number) as Actual, b: census(b as number), difference };
}

function sentence(signal: string, compared: SidesCompared): string {
  return sidesSentence({ names: NAMES, signal: signalCalled(signal), compared, currency: 'USD' });
}

describe('a sentence about two sides', () => {
  test('has both values, the difference with its interval, and whether that is noise', () => {
    expect(sentence('accuracy', told(0.891, 0.912))).toBe(
      'v3 is 2.1 pp above v2: 91.2 % against 89.1 % (+0.4 pp to +3.8 pp at 95 %), more than noise.',
    );
    expect(
      sentence('cost_per_request', told(0.02, 0.02, { lower: -0.001, upper: 0.001, moreThanNoise: 'no' })),
    ).toBe('v3 is as v2: $0.0200 against $0.0200 (−$0.001 to +$0.001 at 95 %), no more than noise.');
  });

  test('says why nobody can say', () => {
    const slow = told(1.8, 3.1, {
      lower: 1,
      upper: Number.POSITIVE_INFINITY,
      moreThanNoise: 'cannot-say',
      unsure: 'few-days',
    });
    expect(sentence('latency_p99', slow)).toBe(
      'v3 is 1.3 s above v2: 3.10 s against 1.80 s (at least +1 s at 95 %), of which nobody can say how much is noise: it takes 12 days of both.',
    );
    const open = told(1.8, 1.7, {
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      moreThanNoise: 'cannot-say',
    });
    expect(sentence('latency_p99', open)).toContain('1.70 s against 1.80 s, of which nobody');
  });

  test('says why the two cannot be compared', () => {
    expect(sentence('accuracy', { a: census(0.9), b: undefined, notComparable: 'no-data-b' })).toBe(
      'v2 and v3 cannot be compared on accuracy: v3 has no data.',
    );
  });
});

test('all signals are counted in one sentence', () => {
  const row = (signal: string, compared: SidesCompared) => ({ signal: signalCalled(signal), compared });
  const rows = [
    row('accuracy', told(0.8, 0.9)),
    row('error_rate', told(0.01, 0.02)),
    row('latency_p99', told(1, 2, { moreThanNoise: 'no' })),
    row('cost', told(1, 2, { moreThanNoise: 'cannot-say' })),
    row('score', { a: undefined, b: undefined, notComparable: 'no-data-a' }),
  ];
  const count = countSides(rows);
  expect(count).toEqual({ compared: 4, moreThanNoise: 2, betterA: 1, betterB: 1, cannotSay: 1 });
  expect(summarySentence(count, NAMES)).toBe(
    'v3 differs from v2 by more than noise on 2 of 4 signals: better on 1, worse on 1; on 1 nobody can say.',
  );
  expect(summarySentence(countSides(rows.slice(2, 3)), NAMES)).toBe(
    'v3 differs from v2 by more than noise on none of 1 signal.',
  );
  expect(summarySentence(countSides([]), NAMES)).toBe('There is nothing on which v2 and v3 can be compared.');
});
