import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedItems } from './changed-items.ts';
import { evaluationRun, signalCalled } from './testing/sides.ts';

const ACCURACY = signalCalled('accuracy');

function items(metric: string, values: Record<string, number | undefined>) {
  return evaluationRun('v2', metric, values).items;
}

describe('changed items', () => {
  test('were right and are wrong, or the other way round', () => {
    const changed = changedItems(
      ACCURACY,
      items('correct', { a: 1, b: 1, c: 0, d: 0, e: 1, only: 1 }),
      items('correct', { d: 1, c: 0, b: 0, a: 1, e: undefined }),
    );
    expect(changed).toEqual({
      rightToWrong: [{ id: 'b', a: 1, b: 0 }],
      wrongToRight: [{ id: 'd', a: 0, b: 1 }],
      bothRight: 1,
      bothWrong: 1,
      undecided: 0,
      unpaired: 2,
    });
  });

  test('are right where what should not happen did not', () => {
    const { rightToWrong } = changedItems(
      signalCalled('hallucination_rate'),
      items('hallucinated', { a: 0 }),
      items('hallucinated', { a: 1 }),
    );
    expect(rightToWrong).toEqual([{ id: 'a', a: 1, b: 0 }]);
  });

  test('with repeats are as most of them', () => {
    const repeats = (...values: readonly number[]) =>
      values.flatMap((value) => items('correct', { a: value }));
    expect(changedItems(ACCURACY, repeats(1, 1, 0), repeats(0, 0, 1)).rightToWrong).toEqual([
      { id: 'a', a: 2 / 3, b: 1 / 3 },
    ]);
    expect(changedItems(ACCURACY, repeats(1, 0), repeats(0))).toMatchObject({ undecided: 1, unpaired: 0 });
  });

  test('every item is counted once, and the other way round the lists are swapped', () => {
    const run = fc.dictionary(fc.constantFrom(...'abcdefghij'), fc.constantFrom(0, 1, 0.5, undefined), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(run, run, (one, other) => {
        const [a, b] = [items('correct', one), items('correct', other)];
        const there = changedItems(ACCURACY, a, b);
        const { rightToWrong, wrongToRight, bothRight, bothWrong, undecided, unpaired } = there;
        const paired = rightToWrong.length + wrongToRight.length + bothRight + bothWrong + undecided;
        expect(paired + unpaired).toBe(new Set([...Object.keys(one), ...Object.keys(other)]).size);
        const back = changedItems(ACCURACY, b, a);
        const ids = (some: typeof rightToWrong) => some.map(({ id }) => id).sort();
        expect(ids(back.wrongToRight)).toEqual(ids(rightToWrong));
        expect(ids(back.rightToWrong)).toEqual(ids(wrongToRight));
      }),
      { seed: 3 },
    );
  });
});
