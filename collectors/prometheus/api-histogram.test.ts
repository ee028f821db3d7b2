import { describe, expect, it } from 'vitest';
import { readApiHistogram } from './api-histogram.ts';

type Row = [rule: number, left: string, right: string, count: string];

function read(...buckets: Row[]) {
  return readApiHistogram({ count: '17', sum: '12.5', buckets });
}

describe('a native histogram of the API', () => {
  // As Prometheus 2.42 gives it, bounds rounded to the last digit in its own way.
  it('has its buckets known by their scale and index', () => {
    const histogram = read(
      [1, '-1.414213562373095', '-1', '2'],
      [3, '-0.001', '0.001', '1'],
      [0, '0.7071067811865475', '1', '7'],
      [0, '1.414213562373095', '2', '8'],
    );
    expect(histogram).toEqual({
      count: 17,
      sum: 12.5,
      buckets: {
        kind: 'exponential',
        counts: {
          scale: 1,
          zeroThreshold: 0.001,
          zeroCount: 1,
          positive: { offset: -1, counts: [7, 0, 8] },
          negative: { offset: 0, counts: [2] },
        },
      },
    });
  });

  it.each([-4, -1, 0, 3, 8])('is known at schema %i, near zero and far from it', (schema) => {
    for (const index of [-100 * 2 ** Math.max(schema, 0), -1, 0, 1, 50 * 2 ** Math.max(schema, 0)]) {
      const bound = (i: number) => String(2 ** (i * 2 ** -schema));
      if (Number(bound(index)) === 0 || !Number.isFinite(Number(bound(index + 1)))) continue;
      expect(read([0, bound(index), bound(index + 1), '3'])?.buckets).toMatchObject({
        kind: 'exponential',
        counts: { scale: schema, positive: { offset: index, counts: [3] } },
      });
    }
  });

  it('may have nothing in it', () => {
    expect(read()?.buckets).toMatchObject({ kind: 'exponential', counts: { zeroCount: 0 } });
    expect(read([3, '-0', '0', '4'])?.buckets).toMatchObject({ counts: { zeroThreshold: 0, zeroCount: 4 } });
  });

  it('may have bounds of its own', () => {
    const histogram = read([0, '0.5', '2', '4'], [0, '2', '+Inf', '1'], [0, '-Inf', '0.5', '2']);
    expect(histogram?.buckets).toEqual({
      kind: 'custom',
      cells: [
        { lower: Number.NEGATIVE_INFINITY, upper: 0.5, count: 2 },
        { lower: 0.5, upper: 2, count: 4 },
        { lower: 2, upper: Number.POSITIVE_INFINITY, count: 1 },
      ],
    });
  });

  it('keeps a bounded number of buckets, however far apart they are', () => {
    const histogram = read([0, '1', '1.0027112750502025', '1'], [0, '1e300', '1.0027112750502025e300', '1']);
    const narrow = read(
      [0, String(2 ** -900), String(2 ** (-900 + 2 ** -8)), '2'],
      [0, String(2 ** 900), String(2 ** (900 + 2 ** -8)), '3'],
    );
    for (const one of [histogram, narrow]) expect(one).toBeDefined();
    if (narrow?.buckets.kind !== 'exponential') throw new Error('not exponential');
    const { positive, scale } = narrow.buckets.counts;
    expect(positive.counts.length).toBeLessThanOrEqual(1_000);
    expect(positive.counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(scale).toBeLessThan(0);
  });

  it('with a sum that is none keeps its buckets', () => {
    expect(readApiHistogram({ count: '1', sum: 'NaN', buckets: [] })?.sum).toBeNaN();
  });

  it.each([
    undefined,
    null,
    'x',
    {},
    { count: '-1', sum: '1' },
    { count: '1', sum: 'x' },
    { count: 1, sum: '1' },
    { count: '1', sum: '1', buckets: {} },
    { count: '1', sum: '1', buckets: [null] },
    { count: '1', sum: '1', buckets: [[0, '2', '1', '1']] },
    { count: '1', sum: '1', buckets: [[0, '1', '2', '-1']] },
    { count: '1', sum: '1', buckets: [[0, '1', '2', '+Inf']] },
    { count: '1', sum: '1', buckets: [[0, '1', 'NaN', '1']] },
    { count: '1', sum: '1', buckets: [['0', '1', '2', '1']] },
    {
      count: '1',
      sum: '1',
      buckets: [
        [0, '1', '3', '1'],
        [0, '2', '5', '1'],
      ],
    },
    {
      count: '1',
      sum: '1',
      buckets: [
        [3, '-1', '1', '1'],
        [3, '-2', '2', '1'],
      ],
    },
  ])('that is none (%j) is not read', (value) => {
    expect(readApiHistogram(value)).toBeUndefined();
  });
});
