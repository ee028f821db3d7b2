import { describe, expect, it } from 'vitest';
import { type MetricJson, nanos } from './testing/otlp-json.ts';
import { T0 } from './testing/receiver-under-test.ts';
import { cumulative, delta, HOUR, MINUTE, point, requestOf, started } from './testing/requests.ts';

describe('a data point that is wrong is refused with its reason, and the others are kept', () => {
  const good = point(10_000, 1, 1_000);
  const { asInt: _, ...none } = good;
  const histogram = (value: object): MetricJson => ({
    name: 'app.duration',
    histogram: {
      aggregationTemporality: 1,
      dataPoints: [{ ...none, count: 3, sum: 1, bucketCounts: [1, 2], explicitBounds: [1], ...value }],
    },
  });
  const exponential = (value: object): MetricJson => ({
    name: 'app.duration',
    exponentialHistogram: {
      aggregationTemporality: 1,
      dataPoints: [{ ...none, count: 1, sum: 1, positive: { offset: 0, bucketCounts: [1] }, ...value }],
    },
  });
  const sum = (value: object, properties: object = {}): MetricJson => ({
    name: 'app.requests',
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...none, ...value }], ...properties },
  });

  it.each<[string, MetricJson]>([
    ['neither asInt nor asDouble', sum({})],
    ['NaN', sum({ asDouble: 'NaN' })],
    ['infinite', sum({ asDouble: '-Infinity' })],
    ['beyond 1e30', sum({ asDouble: 2e30 })],
    ['negative', sum({ asInt: -1 })],
    ['not a time', sum({ asInt: 1, timeUnixNano: '0' })],
    ['older than max_sample_age', sum({ asInt: 1, timeUnixNano: nanos(T0 + 10_000 - HOUR - 1) })],
    ['more than 5 min ahead', sum({ asInt: 1, timeUnixNano: nanos(T0 + 10_000 + 5 * MINUTE + 1) })],
    [
      'an interval that begins after its end',
      sum({ asInt: 1, startTimeUnixNano: nanos(T0 + 10_001) }, { aggregationTemporality: 1 }),
    ],
    ['an interval that begins after its end', histogram({ startTimeUnixNano: nanos(T0 + 10_001) })],
    ['temporality unspecified', sum({ asInt: 1 }, { aggregationTemporality: 0 })],
    ['NaN', histogram({ sum: 'NaN' })],
    ['bucket counts that do not fit the bounds', histogram({ explicitBounds: [1, 2] })],
    ['bucket counts that do not fit the bounds', histogram({ bucketCounts: [], count: 0 })],
    ['bucket bounds that do not ascend', histogram({ explicitBounds: [2, 1], bucketCounts: [1, 1, 1] })],
    ['a count that is not the sum of its buckets', histogram({ count: 4 })],
    [
      'more than 2,000 buckets',
      histogram({ bucketCounts: new Array(2_001).fill(0), explicitBounds: [...Array(2_000).keys()] }),
    ],
    ['more than 2,000 buckets', exponential({ positive: { bucketCounts: new Array(2_001).fill(0) } })],
    ['buckets beyond what a double holds', exponential({ scale: 21 })],
    ['buckets beyond what a double holds', exponential({ scale: -11 })],
    ['buckets beyond what a double holds', exponential({ positive: { offset: 1024, bucketCounts: [1] } })],
    ['buckets beyond what a double holds', exponential({ zeroThreshold: -1 })],
    ['a count that is not the sum of its buckets', exponential({ zeroCount: 1 })],
  ])('%s', async (reason, metric) => {
    const under = await started();
    under.now = T0 + 10_000;
    const kept: MetricJson = {
      name: 'app.requests',
      sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [good] },
    };
    const { refused, message } = await under.send(requestOf([metric, kept]));
    expect(refused).toBe(1);
    expect(message).toBe(`Refused data points: 1 of ${metric.name}: ${reason}.`);
    expect(under.reasons).toEqual({ [reason]: 1 });
    expect(under.store.counters()).toEqual({ 'requests v2': 1 });
    expect(under.store.distribution('request_duration').cells).toEqual([]);
  });

  it('at the very edge of the time that is taken is taken', async () => {
    const under = await started();
    under.now = T0 + 10_000;
    const edges = [point(10_000 - HOUR, 1, -HOUR), point(10_000 + 5 * MINUTE, 1, 10_000)];
    expect((await under.send(delta(...edges))).refused).toBe(0);
  });

  it('however old is taken as a backfill, from its start', async () => {
    const under = await started();
    const year = 365 * 24 * HOUR;
    const request = cumulative(point(-year + HOUR, 8, -year));
    expect((await under.send(request)).refused).toBe(1);
    expect((await under.send(request, { backfill: true })).refused).toBe(0);
    expect(under.store.counters()).toEqual({ 'requests v2': 8 });
  });

  it('of a metric that nobody mapped is not looked at', async () => {
    const under = await started();
    const bad: MetricJson = { name: 'other', sum: { dataPoints: [{ asDouble: 'NaN' }] } };
    expect(await under.send(requestOf([bad]))).toEqual({ refused: 0, message: '' });
  });

  it('is not looked at where the mapping leaves it out', async () => {
    const metrics = [{ metric: 'app.requests', measure: 'requests', where: { version: 'v9' } }];
    const under = await started([{ metrics }]);
    expect(await under.send(requestOf([sum({})]))).toEqual({ refused: 0, message: '' });
  });
});
