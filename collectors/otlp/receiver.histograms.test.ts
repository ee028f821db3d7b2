import { describe, expect, it } from 'vitest';
import { T0 } from './testing/receiver-under-test.ts';
import { point, requestOf, sendAll, started } from './testing/requests.ts';

describe('a histogram', () => {
  const BOUNDS = [0.5, 1];
  const histogram = (
    temporality: number,
    at: number,
    start: number,
    bucketCounts: number[],
    sum: number,
    explicitBounds = BOUNDS,
  ) => {
    const { asInt: _, ...common } = point(at, 0, start);
    const count = bucketCounts.reduce((total, n) => total + n, 0);
    const dataPoints = [{ ...common, count, sum, bucketCounts, explicitBounds }];
    return requestOf([
      { name: 'app.duration', unit: 's', histogram: { aggregationTemporality: temporality, dataPoints } },
    ]);
  };

  it('may say where its last bucket ends, and has nothing behind that', async () => {
    const under = await started();
    const bounds = [0.5, Number.POSITIVE_INFINITY];
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 1_000, [1, 2, 0], 5, bounds)],
      [20_000, histogram(2, 20_000, 1_000, [3, 2, 0], 5.5, bounds)],
    );
    expect(under.store.distribution('request_duration')).toEqual({
      cells: [
        { lower: Number.NEGATIVE_INFINITY, upper: 0.5, count: 3 },
        { lower: 0.5, upper: Number.POSITIVE_INFINITY, count: 2 },
      ],
      sum: 5.5,
    });
    await sendAll(under, [30_000, histogram(2, 30_000, 1_000, [3, 2, 1], 6, bounds)]);
    expect(under.reasons).toEqual({ 'bucket counts that do not fit the bounds': 1 });
  });

  it('as totals becomes the observations in between, bucket by bucket', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 1_000, [1, 0, 2], 5)],
      [20_000, histogram(2, 20_000, 1_000, [3, 1, 2], 6.5)],
    );
    expect(under.store.distribution('request_duration')).toEqual({
      cells: [
        { lower: -Infinity, upper: 0.5, count: 3 },
        { lower: 0.5, upper: 1, count: 1 },
        { lower: 1, upper: Infinity, count: 2 },
      ],
      sum: 6.5,
    });
  });

  it('that starts at the time of its point begins at an unknown instant: the point contributes nothing', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 10_000, [1, 0, 2], 5)],
      [20_000, histogram(2, 20_000, 10_000, [1, 4, 2], 8)],
    );
    const { cells, sum } = under.store.distribution('request_duration');
    expect([cells.map(({ count }) => count), sum]).toEqual([[4], 3]);
  });

  it('goes on after its series was said to have ended', async () => {
    const under = await started();
    const ended = histogram(2, 15_000, 1_000, [], Number.NaN, []);
    for (const of of ended.resourceMetrics) {
      for (const { histogram: data } of of.scopeMetrics.flatMap(({ metrics }) => metrics)) {
        for (const each of data?.dataPoints ?? []) each.flags = 1;
      }
    }
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 1_000, [1, 0, 2], 5)],
      [15_000, ended],
      [20_000, histogram(2, 20_000, 1_000, [2, 0, 2], 5.25)],
    );
    expect(under.store.distribution('request_duration')).toMatchObject({
      cells: [{ count: 2 }, { count: 2 }],
      sum: 5.25,
    });
    expect(under.reasons).toEqual({});
  });

  it('as deltas is taken as it is', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, histogram(1, 10_000, 0, [1, 0, 2], 5)],
      [20_000, histogram(1, 20_000, 10_000, [1, 0, 0], 0.25)],
    );
    const { cells, sum } = under.store.distribution('request_duration');
    expect(cells.map((cell) => cell.count)).toEqual([2, 2]);
    expect(sum).toBe(5.25);
  });

  it('whose buckets change within one process is a baseline in the new ones: nothing counts twice', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 1_000, [1, 0, 2], 5)],
      [20_000, histogram(2, 20_000, 1_000, [3, 2], 7, [2])],
      [30_000, histogram(2, 30_000, 1_000, [4, 2], 8, [2])],
    );
    const { cells } = under.store.distribution('request_duration');
    expect(cells.reduce((total, cell) => total + cell.count, 0)).toBe(3 + 1);
  });

  it('gives its count and sum to counters that are mapped to them', async () => {
    const metrics = [
      { metric: 'app.duration_count', measure: 'requests' },
      { metric: 'app.duration_sum', measure: 'tokens_output' },
    ];
    const under = await started([{ metrics }]);
    await sendAll(
      under,
      [10_000, histogram(2, 10_000, 1_000, [1, 0, 2], 5)],
      [20_000, histogram(2, 20_000, 1_000, [3, 1, 2], 6.5)],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 6, 'tokens_output v2': 6.5 });
  });

  it('without buckets still says how many there were', async () => {
    const under = await started();
    const { asInt: _, ...common } = point(10_000, 0, 0);
    const dataPoints = [{ ...common, count: 4, sum: 2 }];
    await sendAll(under, [
      10_000,
      requestOf([{ name: 'app.duration', histogram: { aggregationTemporality: 1, dataPoints } }]),
    ]);
    expect(under.store.distribution('request_duration')).toEqual({
      cells: [{ lower: -Infinity, upper: Infinity, count: 4 }],
      sum: 2,
    });
  });

  it('in milliseconds becomes seconds, exactly', async () => {
    const under = await started();
    const { asInt: _, ...common } = point(10_000, 0, 0);
    const dataPoints = [{ ...common, count: 3, sum: 21, bucketCounts: [1, 2, 0], explicitBounds: [9, 35] }];
    await sendAll(under, [
      10_000,
      requestOf([{ name: 'app.duration', unit: 'ms', histogram: { aggregationTemporality: 1, dataPoints } }]),
    ]);
    expect(under.store.distribution('request_duration')).toEqual({
      cells: [
        { lower: -Infinity, upper: 0.009, count: 1 },
        { lower: 0.009, upper: 0.035, count: 2 },
      ],
      sum: 0.021,
    });
  });
});

describe('an exponential histogram', () => {
  const exponential = (
    temporality: number,
    at: number,
    scale: number,
    offset: number,
    bucketCounts: number[],
    zeroCount = 0,
  ) => {
    const { asInt: _, ...common } = point(at, 0, 1_000);
    const count = bucketCounts.reduce((total, n) => total + n, zeroCount);
    const dataPoints = [
      { ...common, count, sum: count, scale, zeroCount, positive: { offset, bucketCounts } },
    ];
    return requestOf([
      { name: 'app.duration', exponentialHistogram: { aggregationTemporality: temporality, dataPoints } },
    ]);
  };

  it('whose scale shrinks between two exports is compared at the coarser one', async () => {
    const under = await started();
    await sendAll(
      under,
      // (1, √2], (√2, 2] → (1, 2], (2, 4]
      [10_000, exponential(2, 10_000, 1, 0, [2, 3], 1)],
      [20_000, exponential(2, 20_000, 0, 0, [6, 4], 1)],
    );
    const { cells } = under.store.distribution('request_duration');
    expect(cells).toEqual([
      { lower: -Number.MIN_VALUE, upper: 0, count: 1 },
      { lower: 1, upper: Math.SQRT2, count: 2 },
      { lower: Math.SQRT2, upper: 2, count: 3 },
      { lower: 1, upper: 2, count: 1 },
      { lower: 2, upper: 4, count: 4 },
    ]);
  });

  it('that is finer than the source keeps is made coarser', async () => {
    const under = await started([{ exponential_scale: 0 }]);
    await sendAll(under, [10_000, exponential(1, 10_000, 20, 2 ** 20 - 1, [1, 0, 5])]);
    expect(under.store.distribution('request_duration').cells).toEqual([
      { lower: 1, upper: 2, count: 1 },
      { lower: 2, upper: 4, count: 5 },
    ]);
  });
});

describe('a summary', () => {
  const summary = (at: number, count: number, sum: number) => {
    const { asInt: _, ...common } = point(at, 0, 1_000);
    return requestOf([{ name: 'app.duration', summary: { dataPoints: [{ ...common, count, sum }] } }]);
  };

  it('gives its count and sum to counters that are mapped to them', async () => {
    const metrics = [
      { metric: 'app.duration_count', measure: 'requests' },
      { metric: 'app.duration_sum', measure: 'tokens_output' },
    ];
    const under = await started([{ metrics }]);
    await sendAll(under, [10_000, summary(10_000, 3, 1.5)], [20_000, summary(20_000, 5, 2)]);
    expect(under.store.counters()).toEqual({ 'requests v2': 5, 'tokens_output v2': 2 });
  });

  it('has no distribution', async () => {
    const under = await started();
    under.now = T0 + 10_000;
    const { refused, message } = await under.send(summary(10_000, 3, 1.5));
    expect(refused).toBe(1);
    expect(message).toBe('Refused data points: 1 of app.duration: quantiles of a summary cannot be merged.');
  });
});
