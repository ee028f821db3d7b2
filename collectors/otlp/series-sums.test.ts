import { describe, expect, it } from 'vitest';
import { SeriesInterner } from '../../core/measure/series.ts';
import { BoundsTable } from './bounds-table.ts';
import { CounterSum, DistributionSum, SLOT_MS, slotOf } from './series-sums.ts';

const T0 = 1_795_428_000_000;
const series = new SeriesInterner({ maxLabelSets: 10 }).intern({
  product: 'tickets',
  measure: 'requests',
  item: 'v2',
  build: '',
  environment: 'production',
  labels: {},
});

describe('counters of one series', () => {
  it('are added up by slots of ten seconds, in whatever order they come', () => {
    let begun = 0;
    const sum = new CounterSum(series, () => {
      begun += 1;
    });
    sum.add(T0 + 9_999.5, 1);
    sum.add(T0 + 10_000, 2);
    sum.add(T0, 4);
    sum.add(T0 + 12_000, 8);
    expect(sum.take().map(({ at, value }) => [at - T0, value])).toEqual([
      [0, 5],
      [10_000, 10],
    ]);
    expect(begun).toBe(1);
    expect(sum.take()).toEqual([]);
  });

  it('are written as zero once, so that the series is known, and not again', () => {
    const sum = new CounterSum(series, () => undefined);
    sum.add(T0, 0);
    expect(sum.take()).toMatchObject([{ value: 0 }]);
    sum.add(T0 + SLOT_MS, 0);
    expect(sum.take()).toEqual([]);
  });
});

describe('distributions of one series', () => {
  const bounds = new BoundsTable();

  it('are added up by slot and layout, rescaled, without empty cells', () => {
    const sum = new DistributionSum(
      series,
      (value) => value / 1000,
      () => undefined,
    );
    const fine = bounds.intern([5, 9]);
    sum.addExplicit(T0 + 1, fine, [1, 0, 2], 30);
    sum.addExplicit(T0 + 2, fine, [1, 0, 1, 99], 12);
    sum.addExplicit(T0 + 3, bounds.intern([9]), [4, 0], 8);
    sum.addExplicit(T0 + SLOT_MS, fine, [0, 0, 0], 0);
    expect(sum.take()).toEqual([
      {
        series,
        at: slotOf(T0),
        sum: 0.05,
        cells: [
          { lower: -Infinity, upper: 0.005, count: 2 },
          { lower: 0.009, upper: Infinity, count: 3 },
          { lower: -Infinity, upper: 0.009, count: 4 },
        ],
      },
    ]);
    expect(sum.take()).toEqual([]);
  });

  it('have no sum when a part of them has none', () => {
    const sum = new DistributionSum(
      series,
      (value) => value,
      () => undefined,
    );
    sum.addExplicit(T0, bounds.intern([1]), [1, 0], 0.5);
    sum.addExplicit(T0, bounds.intern([1]), [1, 0], undefined);
    expect(sum.take()).toEqual([{ series, at: T0, cells: [{ lower: -Infinity, upper: 1, count: 2 }] }]);
  });

  it('of exponential buckets share their cells', () => {
    const sum = new DistributionSum(
      series,
      (value) => value,
      () => undefined,
    );
    const counts = (offset: number) => ({
      scale: 0,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: { offset, counts: [1, 1] },
      negative: { offset: 0, counts: [] },
    });
    sum.addExponential(T0, counts(0), 3);
    sum.addExponential(T0, counts(1), 6);
    expect(sum.take()[0]?.cells).toEqual([
      { lower: 1, upper: 2, count: 1 },
      { lower: 2, upper: 4, count: 2 },
      { lower: 4, upper: 8, count: 1 },
    ]);
  });
});
