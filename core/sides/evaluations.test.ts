import { describe, expect, test } from 'vitest';
import { newcombeInterval } from '../statistics/newcombe.ts';
import { tangoInterval } from '../statistics/tango.ts';
import { compareEvaluations } from './evaluations.ts';
import { evaluationRun, signalCalled } from './testing/sides.ts';

const ACCURACY = signalCalled('accuracy');
const TWO_SIDED_95 = { level: 0.95, sides: 'two-sided' } as const;

/** So many items, named by a prefix, of which some have a value. */
function items(prefix: string, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));
}

function compared(
  signal: typeof ACCURACY,
  a: Record<string, number | undefined>,
  b: Record<string, number | undefined>,
) {
  const metric = signal.evaluation?.metric ?? '';
  return compareEvaluations(signal, {
    a: { item: 'v2', runs: [evaluationRun('v2', metric, a)] },
    b: { item: 'v3', runs: [evaluationRun('v3', metric, b)] },
  });
}

describe('evaluations side by side', () => {
  test('are paired on the items that both have', () => {
    const both = [...Array(80).fill([1, 1]), ...Array(12).fill([0, 1]), ...Array(2).fill([1, 0])];
    const rest = Array(6).fill([0, 0]);
    const pairs = [...both, ...rest];
    const a = {
      ...items(
        'i',
        pairs.map(([x]) => x),
      ),
      only2: 1,
    };
    const b = {
      ...items(
        'i',
        pairs.map(([, y]) => y),
      ),
      failed: undefined,
    };
    const { a: one, b: other, difference } = compared(ACCURACY, a, b);
    expect([one?.value, other?.value, one?.n, other?.n]).toEqual([0.82, 0.92, 100, 100]);
    expect(difference).toMatchObject({
      ...tangoInterval({ gained: 12, lost: 2, n: 100 }, TWO_SIDED_95),
      paired: true,
      n: 100,
      method: 'tango',
      moreThanNoise: 'yes',
    });
    expect(difference?.difference).toBeCloseTo(0.1, 12);
  });

  test('without common items are two samples', () => {
    const { difference } = compared(
      ACCURACY,
      items('a', [...Array(85).fill(1), ...Array(15).fill(0)]),
      items('b', [...Array(90).fill(1), ...Array(10).fill(0)]),
    );
    expect(difference).toMatchObject({
      ...newcombeInterval({ successes: 90, n: 100 }, { successes: 85, n: 100 }, TWO_SIDED_95),
      paired: false,
      method: 'newcombe',
      moreThanNoise: 'no',
    });
  });

  test('that are counted are compared on the same items, as counts', () => {
    const failures = signalCalled('critical_failures');
    const a = items('i', [...Array(20).fill(1), ...Array(180).fill(0)]);
    const b = items('i', [...Array(3).fill(1), ...Array(197).fill(0)]);
    const { a: one, b: other, difference } = compared(failures, a, b);
    expect([one?.value, other?.value]).toEqual([20, 3]);
    expect(difference?.difference).toBeCloseTo(-17, 9);
    expect(difference).toMatchObject({ paired: true, moreThanNoise: 'yes' });
    const apart = compared(failures, a, items('j', [...Array(3).fill(1), ...Array(97).fill(0)]));
    expect(apart.notComparable).toBe('sizes');
    expect(apart.difference).toBeUndefined();
  });

  test('of a few costs say what they are, and not whether it is noise', () => {
    const cost = signalCalled('cost_per_request');
    const few = compared(cost, items('i', Array(20).fill(0.02)), items('i', Array(20).fill(0.01)));
    expect(few.difference).toMatchObject({ moreThanNoise: 'cannot-say', unsure: 'too-few', n: 20 });
    const many = compared(
      cost,
      items(
        'i',
        Array.from({ length: 60 }, (_, i) => 0.02 + i * 1e-5),
      ),
      items(
        'i',
        Array.from({ length: 60 }, (_, i) => 0.01 + i * 2e-5),
      ),
    );
    expect(many.difference).toMatchObject({ method: 'paired-student', moreThanNoise: 'yes' });
  });

  test('that one side lacks are not compared', () => {
    const metric = ACCURACY.evaluation?.metric ?? '';
    const a = { item: 'v2', runs: [evaluationRun('v2', metric, items('i', [1, 0, 1]))] };
    const none = { item: 'v3', runs: [] };
    expect(compareEvaluations(ACCURACY, { a, b: none }).notComparable).toBe('no-data-b');
    expect(compareEvaluations(ACCURACY, { a: none, b: a }).notComparable).toBe('no-data-a');
  });
});
