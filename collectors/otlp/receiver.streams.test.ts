import { describe, expect, it } from 'vitest';
import type { NumberPointJson, RequestJson } from './testing/otlp-json.ts';
import { T0 } from './testing/receiver-under-test.ts';
import { cumulative, delta, HOUR, point, requestOf, sendAll, started } from './testing/requests.ts';

describe('a cumulative sum', () => {
  it('that began while we listen counts in full, and by its differences from then on', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 1_000))],
      [20_000, cumulative(point(20_000, 12, 1_000))],
      [30_000, cumulative(point(30_000, 12, 1_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 12 });
    expect(under.counts).toEqual({ accepted: 3 });
  });

  it('that began up to an hour before we listened counts in full too', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, -HOUR), point(10_000, 70, -HOUR - 1, { route: 'older' }))],
      [20_000, cumulative(point(20_000, 6, -HOUR), point(20_000, 72, -HOUR - 1, { route: 'older' }))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 6 + 2 });
    expect(under.counts.unanchored).toBe(1);
  });

  it('of a sender that has been up for a month is a baseline first', async () => {
    const under = await started();
    const start = -30 * 24 * HOUR;
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 1_000_000, start))],
      [20_000, cumulative(point(20_000, 1_000_007, start))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 7 });
    expect(under.counts).toEqual({ accepted: 1, unanchored: 1 });
  });

  it('counts a set of attributes that appears in such a sender from zero, once its exports were complete for a while', async () => {
    const under = await started();
    const start = -30 * 24 * HOUR;
    const round = (n: number, ...more: NumberPointJson[]): [number, RequestJson] => [
      n * 10_000,
      cumulative(point(n * 10_000, 1_000 + n, start, { route: 'a' }), ...more),
    ];
    await sendAll(under, round(1), round(2), round(3));
    await sendAll(under, round(4, point(40_000, 6, start, { route: 'b' })));
    expect(under.store.counters()).toEqual({ 'requests v2': 3 + 6 });
  });

  it('takes what appears for a baseline while exports of the metric come in parts', async () => {
    const under = await started();
    const start = -30 * 24 * HOUR;
    for (let n = 1; n < 6; n += 1) {
      const at = n * 10_000;
      await sendAll(
        under,
        [at, cumulative(point(at, 1_000 + n, start, { route: 'a' }))],
        [at, cumulative(point(at, 500 + n, start, { route: 'b' }))],
      );
    }
    await sendAll(under, [60_000, cumulative(point(60_000, 900, start, { route: 'c' }))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 8 });
    expect(under.counts.unanchored).toBe(3);
  });

  it('that is restarted counts in full again', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 1_000))],
      [20_000, cumulative(point(20_000, 9, 11_000))],
      [30_000, cumulative(point(30_000, 10, 11_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 15 });
    expect(under.counts).toEqual({ accepted: 3, resets: 1 });
  });

  it('of two processes that share an identity is told apart by their start times', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 1_000))],
      [11_000, cumulative(point(11_000, 100, 2_000))],
      [20_000, cumulative(point(20_000, 6, 1_000))],
      [21_000, cumulative(point(21_000, 103, 2_000))],
      [30_000, cumulative(point(30_000, 8, 1_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 8 + 103 });
  });

  it('without start times counts its differences, and a decrease as a reset', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5))],
      [20_000, cumulative(point(20_000, 9))],
      [30_000, cumulative(point(30_000, 2))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 4 + 2 });
    expect(under.counts).toEqual({ accepted: 2, unanchored: 1, resets: 1 });
  });

  it('that starts at the time of its point begins at an unknown instant: the point contributes nothing', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 10_000))],
      [20_000, cumulative(point(20_000, 9, 10_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 4 });
    expect(under.counts.unanchored).toBe(1);
  });

  it('contributes nothing with a point that is not newer than the last one', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 1_000))],
      [20_000, cumulative(point(20_000, 9, 1_000))],
      [20_500, cumulative(point(15_000, 7, 1_000))],
      [20_600, cumulative(point(20_000, 9, 1_000, {}), point(20_000, 9, 1_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 9 });
    expect(under.counts['out-of-order']).toBe(3);
  });

  it('goes on where it was when Gateline is restarted, and catches up what it missed', async () => {
    const under = await started();
    await sendAll(under, [10_000, cumulative(point(10_000, 5, 1_000))]);
    await under.restart();
    await sendAll(under, [30_000, cumulative(point(30_000, 25, 1_000))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 25 });
    expect(under.counts.unanchored).toBeUndefined();
  });

  it('that began while Gateline was away counts in full', async () => {
    const under = await started();
    await under.restart();
    under.now = T0 + HOUR;
    await under.restart();
    await sendAll(under, [HOUR, cumulative(point(HOUR, 40, 5_000))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 40 });
  });

  it('goes on after its series was said to have ended', async () => {
    const under = await started();
    const ended = { ...point(15_000, 0, 1_000), flags: 1 };
    await sendAll(
      under,
      [10_000, cumulative(point(10_000, 5, 1_000))],
      [15_000, cumulative(ended)],
      [20_000, cumulative(point(20_000, 8, 1_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 8 });
    expect(under.counts).toEqual({ accepted: 2 });
  });
});

describe('a metric', () => {
  type Change = { resource?: Record<string, string>; scope?: object; metric?: object; sum?: object };
  const saying = ({ resource = {}, scope = {}, metric = {}, sum = {} }: Change) => {
    const points = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point(10_000, 5, 1_000)] };
    const request = requestOf(
      [{ name: 'app.requests', unit: '1', sum: { ...points, ...sum }, ...metric }],
      resource,
    );
    for (const of of request.resourceMetrics)
      for (const each of of.scopeMetrics) Object.assign(each.scope ?? {}, scope);
    return request;
  };

  // Data model, "Metric identity": resource, scope, name and every property but the description.
  it.each<[string, Change]>([
    ['its resource', { resource: { 'service.instance.id': 'b' } }],
    ['the name of its scope', { scope: { name: 'other' } }],
    ['the version of its scope', { scope: { version: '2' } }],
    ['attributes of its scope', { scope: { attributes: [{ key: 'k', value: { stringValue: 'v' } }] } }],
    ['its unit', { metric: { unit: '{request}' } }],
    ['its temporality', { sum: { aggregationTemporality: 1 } }],
  ])('is another one by %s', async (_, change) => {
    const under = await started();
    await sendAll(under, [10_000, saying({})], [10_100, saying(change)]);
    expect(under.store.counters()).toEqual({ 'requests v2': 10 });
  });

  it('is the same one with another description', async () => {
    const under = await started();
    await sendAll(under, [10_000, saying({})], [10_100, saying({ metric: { description: 'Requests.' } })]);
    expect(under.store.counters()).toEqual({ 'requests v2': 5 });
  });
});

describe('a delta sum', () => {
  it('counts each interval once, in any order', async () => {
    const under = await started();
    await sendAll(
      under,
      [20_000, delta(point(20_000, 3, 10_000))],
      [20_100, delta(point(10_000, 2, 0))],
      [20_200, delta(point(20_000, 3, 10_000), point(30_000, 7, 20_000))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 12 });
    expect(under.counts).toEqual({ accepted: 3, 'out-of-order': 1 });
  });

  it('counts each interval of many processes that share an identity, though some come late', async () => {
    const under = await started();
    const sends = Array.from({ length: 200 }, (_, n) => {
      const at = 10_000 + n * 83;
      const late = n % 20 === 0 ? 5_000 : 0;
      return [at + late, delta(point(at, 1, at - 10_000))] as const;
    });
    await sendAll(
      under,
      ...sends.toSorted((a, b) => a[0] - b[0]).map(([at, sent]) => [at, sent] as [number, typeof sent]),
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 200 });
    expect(under.counts).toEqual({ accepted: 200 });
  });

  it('that nobody can tell from what was counted is refused, and its sender is told', async () => {
    const under = await started();
    const of = (n: number) => point(n * 1_000, 1, n * 1_000 - 1_000);
    const all = Array.from({ length: 50 }, (_, n) => of(n + 1));
    await sendAll(under, [50_000, delta(...all)]);
    const answer = await under.send(delta(of(50), of(5), point(5_500, 1, 4_500)));
    expect(answer).toEqual({
      refused: 2,
      message: 'Refused data points: 2 of app.requests: an interval that may have been counted before.',
    });
    expect(under.store.counters()).toEqual({ 'requests v2': 50 });
    expect(under.counts).toEqual({ accepted: 50, 'out-of-order': 1, rejected: 2 });
  });

  it('counts whatever its sender did before we listened', async () => {
    const under = await started();
    await sendAll(under, [10_000, delta(point(10_000, 4, -HOUR))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 4 });
  });

  it('remembers its intervals when Gateline is restarted', async () => {
    const under = await started();
    await sendAll(under, [10_000, delta(point(10_000, 4, 0))]);
    await under.restart();
    await sendAll(under, [20_000, delta(point(10_000, 4, 0), point(20_000, 1, 10_000))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 5 });
  });
});

describe('gauges and sums that are not monotonic', () => {
  const depth = (at: number, value: number, flags = 0) =>
    requestOf([{ name: 'app.depth', gauge: { dataPoints: [{ ...point(at, value), flags }] } }]);
  const upDown = (temporality: number, at: number, value: number) => {
    const dataPoints = [point(at, value, 1_000)];
    return requestOf([
      { name: 'app.depth', sum: { aggregationTemporality: temporality, isMonotonic: false, dataPoints } },
    ]);
  };

  it('are gauges', async () => {
    const under = await started();
    await sendAll(
      under,
      [10_000, depth(10_250, 5)],
      [20_000, depth(20_000, -3)],
      [20_000, depth(15_000, 9)],
      [30_000, depth(30_000, 7, 1)],
      [40_000, upDown(2, 40_000, 4)],
    );
    const gauges = under.store.batches.flatMap((batch) => batch.gauges ?? []);
    expect(gauges.map(({ at, value, series }) => [at - T0, value, series.measure, series.item])).toEqual([
      [10_250, 5, 'queue_depth', 'v2'],
      [20_000, -3, 'queue_depth', 'v2'],
      [40_000, 4, 'queue_depth', 'v2'],
    ]);
    expect(under.counts).toEqual({ accepted: 3, 'out-of-order': 1 });
  });

  it('have no level as a delta', async () => {
    const under = await started();
    under.now = T0 + 10_000;
    const { refused, message } = await under.send(upDown(1, 10_000, 4));
    expect(refused).toBe(1);
    expect(message).toBe('Refused data points: 1 of app.depth: a delta has no level.');
  });
});

describe('streams of processes that are gone', () => {
  it('are forgotten after a day of silence, and never counted again in full should they return', async () => {
    const under = await started();
    const alive = (at: number, value: number) => cumulative(point(at, value, 2_000, { route: 'alive' }));
    await sendAll(under, [
      10_000,
      cumulative(point(10_000, 50, 1_000, { route: 'gone' }), point(10_000, 1, 2_000, { route: 'alive' })),
    ]);
    const day = 24 * HOUR;
    for (let hour = 1; hour <= 25; hour += 1)
      await sendAll(under, [hour * HOUR, alive(hour * HOUR, 1 + hour)]);
    expect(under.store.counters()).toEqual({ 'requests v2': 50 + 26 });
    await sendAll(under, [day + 2 * HOUR, cumulative(point(day + 2 * HOUR, 51, 1_000, { route: 'gone' }))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 50 + 26 });
    expect(under.counts.unanchored).toBe(1);
    await under.restart();
    const later = day + 3 * HOUR;
    await sendAll(under, [
      later,
      cumulative(
        point(later, 60, 1_000, { route: 'gone' }),
        point(later, 5, later - 1_000, { route: 'new' }),
      ),
    ]);
    expect(under.store.counters()).toEqual({ 'requests v2': 50 + 26 + 9 + 5 });
  });

  it('are remembered for as long as their deltas may come again', async () => {
    const under = await started([{ max_sample_age: '3d' }]);
    const sent = point(10_000, 7, 0, { route: 'rare' });
    await sendAll(under, [10_000, delta(sent)]);
    for (let hour = 1; hour <= 30; hour += 1) {
      const other = point(hour * HOUR, 1, hour * HOUR - 1_000, { route: 'busy' });
      await sendAll(under, [hour * HOUR, delta(other)]);
    }
    await under.restart();
    await sendAll(under, [31 * HOUR, delta(sent, point(31 * HOUR, 1, 31 * HOUR - 1_000))]);
    expect(under.store.counters()).toEqual({ 'requests v2': 7 + 30 + 1 });
    expect(under.counts['out-of-order']).toBe(1);
  });
});
