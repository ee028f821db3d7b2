import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedIntervals } from './counted-intervals.ts';

const T0 = 1_795_428_000_000;

function counted(...intervals: readonly (readonly [number, number])[]): CountedIntervals {
  return intervals.reduce((known, [start, end]) => known.with(start, end) ?? known, CountedIntervals.NONE);
}

describe('a delta interval', () => {
  it('counts the first time, and not again', () => {
    const known = counted([T0, T0 + 10]);
    expect(known.with(T0, T0 + 10)).toBeUndefined();
    expect(known.with(T0 + 10, T0 + 20)).toBeDefined();
  });

  it('counts although a later one came before it', () => {
    const known = counted([T0 + 10, T0 + 20]);
    const both = known.with(T0, T0 + 10);
    expect(both).toBeDefined();
    expect(both?.with(T0 + 10, T0 + 20)).toBeUndefined();
  });

  it('counts beside an overlapping one of another process', () => {
    expect(counted([T0, T0 + 10]).with(T0 + 3, T0 + 13)).toBeDefined();
  });

  it('counts once whatever the order and the repetitions, as long as it is not far behind', () => {
    const order = fc.shuffledSubarray([...Array(30).keys()], { minLength: 30 });
    fc.assert(
      fc.property(order, fc.array(fc.nat(29)), (first, again) => {
        let known = CountedIntervals.NONE;
        let count = 0;
        for (const i of [...first, ...again]) {
          const next = known.with(T0 + i * 10, T0 + i * 10 + 10);
          if (next !== undefined) count += 1;
          known = next ?? known;
        }
        expect(count).toBe(30);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('never counts twice, however far behind it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 400 }), (order) => {
        let known = CountedIntervals.NONE;
        const counts = new Map<number, number>();
        for (const i of order) {
          const next = known.with(T0 + i * 10, T0 + i * 10 + 10);
          if (next === undefined) continue;
          counts.set(i, (counts.get(i) ?? 0) + 1);
          known = next;
        }
        expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(1);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('survives being written and read', () => {
    const many = counted(...[...Array(50).keys()].map((i) => [T0 + i, T0 + i + 1] as const));
    for (const known of [CountedIntervals.NONE, counted([0, T0], [T0, T0 + 5]), many]) {
      const read = CountedIntervals.fromList(JSON.parse(JSON.stringify(known.toList())));
      expect(read.toList()).toEqual(known.toList());
      expect(read.floor).toBe(known.floor);
    }
  });
});
