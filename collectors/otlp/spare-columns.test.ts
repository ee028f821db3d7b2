import { describe, expect, it } from 'vitest';
import { DEFAULT_DECODE_LIMITS, MetricPoints } from './metric-points.ts';
import { SpareColumns } from './spare-columns.ts';

const BYTES = 120_000;

describe('columns of data points', () => {
  it('are used again when their request is done with, and not before', () => {
    const spare = new SpareColumns();
    const first = new MetricPoints(DEFAULT_DECODE_LIMITS, BYTES, spare);
    const second = new MetricPoints(DEFAULT_DECODE_LIMITS, BYTES, spare);
    expect(second.value).not.toBe(first.value);
    first.release();
    const third = new MetricPoints(DEFAULT_DECODE_LIMITS, BYTES, spare);
    expect(third.value).toBe(first.value);
    expect(third.count).toBe(0);
  });

  it('are long enough for whoever takes them, and few', () => {
    const spare = new SpareColumns();
    const given = Array.from({ length: 12 }, (_, i) => spare.take(100 + i));
    for (const columns of given) spare.give(columns);
    const taken = Array.from({ length: 12 }, () => spare.take(106));
    for (const { time } of taken) expect(time.length).toBeGreaterThanOrEqual(106);
    expect(taken.filter((columns) => given.includes(columns)).length).toBeLessThanOrEqual(8);
  });
});
