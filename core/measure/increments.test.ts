import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CumulativePoint, increment, type NewStreamContext, type StreamState } from './increments.ts';

const MINUTE = 60_000;
const T0 = 1_795_000_000_000;

const unknown: NewStreamContext = {
  appearedSincePreviousRead: false,
  countedSince: Number.POSITIVE_INFINITY,
};

function counter(at: number, value: number, startedAt?: number): CumulativePoint {
  return { at, values: [value], monotonic: 1, ...(startedAt === undefined ? {} : { startedAt }) };
}

function histogram(at: number, counts: number[], sum: number, layout = '1,+Inf'): CumulativePoint {
  return { at, values: [...counts, sum], monotonic: counts.length, layout };
}

describe('a stream that is new to us', () => {
  it.each([
    ['contributes nothing when its beginning is unknown', undefined, {}, 'unanchored', undefined],
    [
      'counts in full when it began since the last read',
      T0 - 5_000,
      { countedSince: T0 - 9_000 },
      'from-start',
      [7],
    ],
    ['counts in full when it began just then', T0 - 9_000, { countedSince: T0 - 9_000 }, 'from-start', [7]],
    [
      'contributes nothing when it began before',
      T0 - 9_001,
      { countedSince: T0 - 9_000 },
      'unanchored',
      undefined,
    ],
    [
      'counts in full when its family was there before',
      undefined,
      { appearedSincePreviousRead: true },
      'appeared',
      [7],
    ],
    [
      'counts in full when it appeared in an old process',
      5,
      { appearedSincePreviousRead: true },
      'appeared',
      [7],
    ],
    [
      'contributes nothing when its start is the sample itself',
      T0,
      { countedSince: 0 },
      'unanchored',
      undefined,
    ],
    [
      'counts in full when its clock is ahead of ours',
      T0 + 300,
      { countedSince: T0 - 9_000 },
      'from-start',
      [7],
    ],
  ])('%s', (_, startedAt, context, kind, values) => {
    const result = increment(undefined, counter(T0, 7, startedAt), { ...unknown, ...context });
    expect(result).toMatchObject({ kind, state: { at: T0, values: [7] } });
    expect(result.values).toEqual(values);
  });
});

describe('a stream that is new to us and still at zero', () => {
  it('has no unknown past', () => {
    expect(increment(undefined, counter(T0, 0), unknown)).toMatchObject({ kind: 'appeared', values: [0] });
    expect(increment(undefined, histogram(T0, [0, 0], 0), unknown).kind).toBe('appeared');
    expect(increment(undefined, histogram(T0, [0, 1], 1), unknown).kind).toBe('unanchored');
  });
});

describe('a stream that goes on', () => {
  it.each([
    ['adds the difference', counter(T0 + 1, 12), 'continued', [5]],
    ['adds zero while nothing happens', counter(T0 + 1, 7), 'continued', [0]],
    ['adds its value after a decrease', counter(T0 + 1, 3), 'reset', [3]],
    ['adds nothing after a decrease to zero', counter(T0 + 1, 0), 'reset', [0]],
    ['contributes nothing at the same time', counter(T0, 12), 'out-of-order', undefined],
    ['contributes nothing at an earlier time', counter(T0 - 1, 12), 'out-of-order', undefined],
  ])('%s', (_, point, kind, values) => {
    const result = increment(counter(T0, 7), point, unknown);
    expect(result.kind).toBe(kind);
    expect(result.values).toEqual(values);
  });

  it('keeps its state when a point is out of order', () => {
    expect(increment(counter(T0, 7), counter(T0 - 1, 9), unknown).state).toEqual(counter(T0, 7));
  });

  it('takes the last digit of a floating-point sum for noise, and adds none of it later', () => {
    const before = counter(T0, 0.1 + 0.2 + 0.3);
    const lower = increment(before, counter(T0 + 1, 0.3 + 0.2 + 0.1), unknown);
    expect(lower).toMatchObject({ kind: 'continued', values: [0] });
    expect(increment(lower.state, counter(T0 + 2, 0.1 + 0.2 + 0.3), unknown).values).toEqual([0]);
  });
});

describe('a restart', () => {
  const hourOld = counter(T0, 7, T0 - 60 * MINUTE);

  it.each([
    ['is seen by the start time although the value grew', T0 + 4_000, 'reset', [9]],
    ['is seen although the clocks are 40 minutes apart', T0 - 40 * MINUTE, 'reset', [9]],
    ['is not seen in a start that was rounded', T0 - 60 * MINUTE + 500, 'continued', [2]],
    ['is not seen in a start that follows a stepped clock', T0 - 58 * MINUTE, 'continued', [2]],
    ['is not seen in a start that moved back', T0 - 61 * MINUTE, 'continued', [2]],
    ['is not seen when the source stops telling its start', undefined, 'continued', [2]],
  ])('%s', (_, startedAt, kind, values) => {
    const result = increment(hourOld, counter(T0 + 15_000, 9, startedAt), unknown);
    expect(result.kind).toBe(kind);
    expect(result.values).toEqual(values);
  });

  it('is seen when a start is told for the first time and lies after the last sample', () => {
    expect(increment(counter(T0, 7), counter(T0 + 15_000, 9, T0 + 9_000), unknown).kind).toBe('reset');
    expect(increment(counter(T0, 7), counter(T0 + 15_000, 9, T0 - 9_000), unknown).kind).toBe('continued');
  });

  it('is not seen in a source that tells the start of the series in one answer and of the process in the next', () => {
    const created = T0 - MINUTE;
    const process = T0 - 60 * MINUTE;
    let state: StreamState = counter(T0, 5, created);
    const kinds = [process, created, process, created].map((startedAt, i) => {
      const result = increment(state, counter(T0 + 15_000 * (i + 1), 6 + i, startedAt), unknown);
      state = result.state;
      return result.kind;
    });
    expect(kinds).toEqual(['continued', 'continued', 'continued', 'continued']);
  });
});

describe('a histogram', () => {
  it('adds each bucket, and a sum that may fall', () => {
    const result = increment(histogram(T0, [2, 5], 10), histogram(T0 + 1, [3, 7], 8.5), unknown);
    expect(result).toMatchObject({ kind: 'continued', values: [1, 2, -1.5] });
  });

  it('is reset as a whole when one bucket falls', () => {
    const result = increment(histogram(T0, [2, 5], 10), histogram(T0 + 1, [1, 9], 12), unknown);
    expect(result).toMatchObject({ kind: 'reset', values: [1, 9, 12] });
  });

  it('is a new stream of unknown beginning when its buckets change', () => {
    const before = { ...histogram(T0, [2, 5], 10), startedAt: T0 - MINUTE };
    const after = { ...histogram(T0 + 1, [1, 2, 6], 12, '1,2,+Inf'), startedAt: T0 - MINUTE };
    const context = { appearedSincePreviousRead: true, countedSince: 0 };
    expect(increment(before, after, context)).toMatchObject({ kind: 'unanchored', state: after });
  });

  it('counts in full when its buckets change with a restart', () => {
    const before = { ...histogram(T0, [2, 5], 10), startedAt: T0 - MINUTE };
    const after = { ...histogram(T0 + 15_000, [1, 2, 6], 12, '1,2,+Inf'), startedAt: T0 + 9_000 };
    expect(increment(before, after, unknown)).toMatchObject({ kind: 'reset', values: [1, 2, 6, 12] });
  });
});

/** What really happened: lives of a process, each a list of what was added between two reads. */
const lives = fc.array(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), {
  minLength: 1,
  maxLength: 6,
});

/** The readings that a process with these lives gives, one every 15 s; each life starts a second after the last read of the one before. */
function readings(history: number[][], withStart: boolean): CumulativePoint[] {
  let at = T0;
  return history.flatMap((life) => {
    const startedAt = at + 1_000;
    let value = 0;
    return life.map((added) => {
      at += 15_000;
      value += added;
      return counter(at, value, withStart ? startedAt : undefined);
    });
  });
}

function collect(points: readonly CumulativePoint[], context: NewStreamContext = unknown): number {
  let state: StreamState | undefined;
  let total = 0;
  for (const point of points) {
    const result = increment(state, point, context);
    state = result.state;
    for (const value of result.values ?? []) {
      expect(value).toBeGreaterThanOrEqual(0);
      total += value;
    }
  }
  return total;
}

describe('over any history', () => {
  const runs = { seed: 20261123, numRuns: 500 };
  const sum = (history: number[][]) => history.flat().reduce((total, added) => total + added, 0);

  it('with start times the increments add up to everything that was counted, restarts included', () => {
    fc.assert(
      fc.property(lives, (history) => {
        expect(collect(readings(history, true), { ...unknown, countedSince: T0 })).toBe(sum(history));
      }),
      runs,
    );
  });

  it('without start times they never exceed it, and miss only what is hidden by a restart that ends higher', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const points = readings(history, false);
        let expected = 0;
        for (let i = 1; i < points.length; i += 1) {
          const [before = 0] = points[i - 1]?.values ?? [];
          const [after = 0] = points[i]?.values ?? [];
          expected += after < before ? after : after - before;
        }
        expect(collect(points)).toBe(expected);
        expect(expected).toBeLessThanOrEqual(sum(history));
      }),
      runs,
    );
  });

  it('reading more rarely gives the same total while the process lives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 2, maxLength: 40 }), fc.nat(), (life, seed) => {
        const points = readings([life], true);
        const fewer = points.filter((_, i) => i === 0 || i === points.length - 1 || (seed + i) % 3 === 0);
        const context = { ...unknown, countedSince: T0 };
        expect(collect(fewer, context)).toBe(collect(points, context));
      }),
      runs,
    );
  });

  it('points that come twice or late change nothing', () => {
    fc.assert(
      fc.property(lives, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }), (history, repeats) => {
        const points = readings(history, true);
        const disturbed = [...points];
        for (const [which, where] of repeats) {
          const from = which % points.length;
          const point = points[from] as CumulativePoint;
          const after = disturbed.indexOf(point) + 1 + (where % 3);
          disturbed.splice(Math.min(after, disturbed.length), 0, point);
        }
        const context = { ...unknown, countedSince: T0 };
        expect(collect(disturbed, context)).toBe(collect(points, context));
      }),
      runs,
    );
  });

  it('a histogram of buckets adds up bucket by bucket', () => {
    const cell = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (added) => {
        const totals = [0, 0, 0];
        let state: StreamState | undefined;
        const collected = [0, 0, 0, 0];
        added.forEach((counts, i) => {
          counts.forEach((count, k) => {
            totals[k] = (totals[k] ?? 0) + count;
          });
          const point = histogram(T0 + i, [...totals], totals[2] ?? 0);
          const result = increment(state, point, { ...unknown, appearedSincePreviousRead: true });
          state = result.state;
          result.values?.forEach((value, k) => {
            collected[k] = (collected[k] ?? 0) + value;
          });
        });
        expect(collected).toEqual([...totals, totals[2]]);
      }),
      runs,
    );
  });
});
