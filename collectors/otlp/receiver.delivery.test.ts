import { describe, expect, it } from 'vitest';
import type { RequestJson } from './testing/otlp-json.ts';
import { T0 } from './testing/receiver-under-test.ts';
import { cumulative, delta, HOUR, point, requestOf, sendAll, started } from './testing/requests.ts';

describe('a request that is sent again', () => {
  it('after a lost answer counts once', async () => {
    const under = await started();
    under.now = T0 + 10_000;
    const request = delta(point(10_000, 4, 0));
    under.store.lostAnswers = 1;
    await expect(under.send(request)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await under.send(request)).toEqual({ refused: 0, message: '' });
    expect(under.store.counters()).toEqual({ 'requests v2': 4 });
    expect(under.counts.duplicate).toBe(1);
  });

  it('after a lost answer is known to everything that follows it, before and after it is sent again', async () => {
    const under = await started();
    const request = (at: number, value: number) => cumulative(point(at, value, 1_000));
    await sendAll(under, [10_000, request(10_000, 5)]);
    under.now = T0 + 20_000;
    under.store.lostAnswers = 1;
    await expect(under.send(request(20_000, 9))).rejects.toThrow();
    await sendAll(
      under,
      [30_000, request(30_000, 12)],
      [31_000, request(20_000, 9)],
      [40_000, request(40_000, 20)],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 20 });
    expect(under.counts.duplicate).toBe(1);
  });

  it('after the store refused it counts, as if the first time had not been', async () => {
    const under = await started();
    const request = (at: number, value: number) => cumulative(point(at, value, 1_000));
    await sendAll(under, [10_000, request(10_000, 5)]);
    under.now = T0 + 20_000;
    under.store.failures = 2;
    await expect(under.send(request(20_000, 9))).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(under.send(request(20_000, 9))).rejects.toMatchObject({ code: 'store-unavailable' });
    await under.send(request(20_000, 9));
    await under.send(request(20_000, 9));
    expect(under.store.counters()).toEqual({ 'requests v2': 9 });
    expect(under.counts).toEqual({ accepted: 2, duplicate: 1 });
    expect(under.failures).toEqual(['The store cannot be reached.', 'The store cannot be reached.']);
  });

  it('does not make a baseline of a first contact into a count', async () => {
    const under = await started();
    under.now = T0 + 10_000;
    const request = cumulative(point(10_000, 1_000_000, -2 * HOUR));
    under.store.failures = 5;
    for (let i = 0; i < 5; i += 1) await expect(under.send(request)).rejects.toThrow();
    await under.send(request);
    expect(under.store.counters()).toEqual({});
    expect(under.counts).toEqual({ unanchored: 1 });
  });

  it('in JSON instead of protobuf continues the same streams', async () => {
    const under = await started();
    await sendAll(under, [10_000, cumulative(point(10_000, 5, 1_000))]);
    under.now = T0 + 20_000;
    const again = Buffer.from(JSON.stringify(cumulative(point(10_000, 5, 1_000), point(20_000, 6, 1_000))));
    await under.receiver.accept('metrics', again, 'json');
    expect(under.store.counters()).toEqual({ 'requests v2': 6 });
  });
});

describe('requests at the same time', () => {
  it('are taken in one after the other, in their order', async () => {
    const under = await started();
    let open = () => {};
    under.store.gate = new Promise((resolve) => {
      open = resolve;
    });
    under.now = T0 + 30_000;
    const sent = [1, 2, 3].map((n) => under.send(cumulative(point(n * 10_000, n * n, 1_000))));
    open();
    await Promise.all(sent);
    expect(under.store.counters()).toEqual({ 'requests v2': 9 });
    expect(under.counts).toEqual({ accepted: 3 });
  });

  it('wait for each other though one of them fails', async () => {
    const under = await started();
    under.now = T0 + 30_000;
    under.store.failures = 1;
    const sent = [1, 2, 3].map((n) => under.send(delta(point(n * 10_000, n, (n - 1) * 10_000))));
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map((each) => each.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(under.store.counters()).toEqual({ 'requests v2': 5 });
    await under.send(delta(point(10_000, 1, 0)));
    expect(under.store.counters()).toEqual({ 'requests v2': 6 });
  });
});

describe('several sources', () => {
  const of = (name: string, service: string) => ({ name, product: name, where: { 'service.name': service } });
  const from = (service: string, value: number) =>
    requestOf(
      [
        {
          name: 'app.requests',
          sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point(10_000, value, 0)] },
        },
      ],
      { 'service.name': service },
    ).resourceMetrics[0] as RequestJson['resourceMetrics'][number];

  it('each get the resources that their `where` chooses', async () => {
    const under = await started([of('tickets', 'router|triage'), of('search', '!router|triage')]);
    under.now = T0 + 10_000;
    await under.send({ resourceMetrics: [from('router', 1), from('triage', 2), from('index', 4)] });
    const written = under.store.batches.filter((batch) => batch.counters?.length);
    expect(
      written.map(({ source, counters }) => [
        source,
        counters?.map((each) => [each.series.product, each.value]),
      ]),
    ).toEqual([
      ['tickets', [['tickets', 3]]],
      ['search', [['search', 4]]],
    ]);
  });

  it('do not hide a resource that none of them takes', async () => {
    const under = await started([of('tickets', 'router')]);
    under.now = T0 + 10_000;
    const { refused, message } = await under.send({
      resourceMetrics: [from('router', 1), from('stranger', 2)],
    });
    expect(refused).toBe(1);
    expect(message).toBe('No configured source takes the resource with service.name=stranger.');
    expect(under.reasons).toEqual({ 'no source takes its resource': 1 });
    expect(under.store.counters()).toEqual({ 'requests v2': 1 });
  });

  it('are all right after one of them could not be written: what is sent again completes the others only', async () => {
    const under = await started([of('tickets', 'router'), of('search', 'index')]);
    under.now = T0 + 10_000;
    const request = { resourceMetrics: [from('router', 1), from('index', 4)] };
    under.store.failures = 1;
    await expect(under.send(request)).rejects.toMatchObject({ code: 'store-unavailable' });
    await under.send(request);
    expect(under.store.counters()).toEqual({ 'requests v2': 5 });
    expect(under.counts.duplicate).toBe(1);
  });
});
