import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.ts';

function request(coverage: Coverage, ...stretches: readonly (readonly [number, number])[]) {
  for (const [from, to] of stretches) coverage.note(from, to);
  return coverage.settle().map(({ from, to }) => [from, to]);
}

describe('a stretch of time', () => {
  it('is reported once, however many streams watched it', () => {
    const coverage = new Coverage();
    expect(request(coverage, [0, 10], [0, 10], [5, 12], [20, 30])).toEqual([
      [0, 12],
      [20, 30],
    ]);
    expect(request(coverage, [0, 10], [10, 20], [28, 35])).toEqual([
      [12, 20],
      [30, 35],
    ]);
    expect(request(coverage, [0, 35])).toEqual([]);
  });

  it('without length or with unknown ends is none', () => {
    expect(request(new Coverage(), [10, 10], [10, 5], [Number.NaN, 10])).toEqual([]);
  });

  it('is remembered by the next process', () => {
    const coverage = new Coverage();
    request(coverage, [0, 10], [20, 30]);
    const next = new Coverage();
    next.load(coverage.written);
    expect(request(next, [0, 40])).toEqual([
      [10, 20],
      [30, 40],
    ]);
  });

  it('is never reported twice, and what is reported was watched', () => {
    const stretch = fc
      .tuple(fc.nat(300), fc.integer({ min: 1, max: 20 }))
      .map(([from, length]) => [from, from + length] as const);
    fc.assert(
      fc.property(fc.array(fc.array(stretch, { maxLength: 5 }), { maxLength: 30 }), (requests) => {
        const coverage = new Coverage();
        const watched = new Set<number>();
        const reported: number[] = [];
        for (const stretches of requests) {
          for (const [from, to] of stretches) for (let at = from; at < to; at += 1) watched.add(at);
          for (const [from = 0, to = 0] of request(coverage, ...stretches)) {
            for (let at = from; at < to; at += 1) reported.push(at);
          }
        }
        expect(new Set(reported).size).toBe(reported.length);
        expect(reported.every((at) => watched.has(at))).toBe(true);
        const inOrder = requests.every((stretches) => stretches.length <= 1);
        if (inOrder && requests.length <= 8) expect(new Set(reported)).toEqual(watched);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
