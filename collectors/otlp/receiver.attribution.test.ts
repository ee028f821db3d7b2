import { describe, expect, it } from 'vitest';
import { T0 } from './testing/receiver-under-test.ts';
import { delta, HOUR, point, requestOf, sendAll, started } from './testing/requests.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('attribution of what is sent', () => {
  it('follows rules with dates by the time of each point', async () => {
    const attribution = {
      item: [
        { where: { version: '2.*' }, until: iso(T0 + 20_000), is: 'v2' },
        { where: { version: '2.*' }, is: 'v3' },
      ],
    };
    const under = await started([{ attribution }]);
    const labels = { version: '2.4' };
    await sendAll(
      under,
      [10_000, delta(point(10_000, 4, 0, labels))],
      [30_000, delta(point(30_000, 5, 20_000, labels))],
      [40_000, delta(point(20_000 - 1, 7, 10_000, labels))],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 11, 'requests v3': 5 });
  });

  it('knows feature flags, prompt versions and models, the first rule that says something', async () => {
    const attribution = {
      item: [
        { label: 'feature_flag.result.variant', map: { 'router-v(\\d)': 'v$1' } },
        { label: 'gen_ai.prompt.version', map: { '7|8': 'v3' } },
        { where: { 'gen_ai.request.model': 'gpt-5.*' }, is: 'v2' },
      ],
    };
    const under = await started([{ attribution }]);
    under.now = T0 + 10_000;
    const sent = [
      { 'feature_flag.result.variant': 'router-v4', 'gen_ai.prompt.version': '8' },
      { 'feature_flag.result.variant': 'off', 'gen_ai.prompt.version': '8' },
      { 'gen_ai.request.model': 'gpt-5-mini', version: 'ignored' },
      { 'gen_ai.request.model': 'other' },
    ];
    await under.send(delta(...sent.map((labels, i) => point(10_000, 10 ** i, 0, labels))));
    expect(under.store.counters()).toEqual({
      'requests v4': 1,
      'requests v3': 10,
      'requests v2': 100,
      requests: 1_000,
    });
  });

  it('keeps load tests apart, and says how many there were', async () => {
    const under = await started([{ exclude: [{ 'user_agent.original': 'k6.*' }] }]);
    under.now = T0 + 10_000;
    const agents = [{ 'user_agent.original': 'k6/1' }, { 'user_agent.original': 'app' }];
    await under.send(delta(...agents.map((labels) => point(10_000, 4, 0, labels))));
    expect(under.store.counters()).toEqual({ 'requests v2 in excluded': 4, 'requests v2': 4 });
    expect(under.counts).toEqual({ accepted: 2, excluded: 1 });
  });

  it('keeps what is only compared beside the traffic', async () => {
    const under = await started([{ compare: ['requests'] }]);
    under.now = T0 + 10_000;
    await under.send(delta(point(10_000, 4, 0)));
    expect(under.store.counters()).toEqual({
      'requests v2 in compared {source=otlp,environment=production}': 4,
    });
  });
});

describe('what becomes known later', () => {
  const metrics = [
    { metric: 'app.requests', measure: 'graded', counts_at: { label: 'answered_at' } },
    { metric: 'app.duration', measure: 'graded_score', counts_at: { label: 'answered_at' } },
  ];

  it('counts at the time that its labels say, histograms too', async () => {
    const under = await started([{ metrics }]);
    under.now = T0 + 10_000;
    const labels = { answered_at: iso(T0 - 72 * HOUR) };
    const dataPoints = [
      { ...point(10_000, 0, 0, labels), count: '3', sum: 2, bucketCounts: ['1', '2'], explicitBounds: [0.5] },
    ];
    const request = requestOf([
      {
        name: 'app.requests',
        sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point(10_000, 4, 0, labels)] },
      },
      { name: 'app.duration', histogram: { aggregationTemporality: 1, dataPoints } },
    ]);
    await under.send(request);
    const [batch] = under.store.batches.slice(-1);
    expect(batch?.counters).toMatchObject([{ at: T0 - 72 * HOUR, value: 4 }]);
    expect(batch?.distributions).toMatchObject([{ at: T0 - 72 * HOUR, sum: 2 }]);
  });

  it.each([
    ['lately', 'a label that says no time'],
    [iso(T0 - 100 * 24 * HOUR), 'of a time before max_label_age'],
  ])('is refused where it says %s', async (answered_at, reason) => {
    const under = await started([{ metrics }]);
    under.now = T0 + 10_000;
    const answer = await under.send(delta(point(10_000, 4, 0, { answered_at })));
    expect(answer.refused).toBe(1);
    expect(under.store.counters()).toEqual({});
    expect(under.reasons).toEqual({ [reason]: 1 });
  });
});

describe('two names for the same', () => {
  const metrics = [
    { metric: 'app.old', measure: 'requests', unless: ['app.new'] },
    { metric: 'app.new', measure: 'requests' },
  ];
  const sent = (at: number, values: Readonly<Record<string, number>>, resource = {}) =>
    requestOf(
      Object.entries(values).map(([name, value]) => ({
        name,
        sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point(at, value, 1_000)] },
      })),
      resource,
    );

  it('count once while both are sent, whichever comes first, through a restart', async () => {
    const under = await started([{ metrics }]);
    await sendAll(under, [10_000, sent(10_000, { 'app.old': 4, 'app.new': 4 })]);
    await under.restart();
    await sendAll(under, [20_000, sent(20_000, { 'app.old': 9, 'app.new': 9 })]);
    expect(under.store.counters()).toEqual({ 'requests v2': 9 });
  });

  it('count each where only one is sent', async () => {
    const under = await started([{ metrics }]);
    await sendAll(
      under,
      [10_000, sent(10_000, { 'app.old': 4 }, { 'service.instance.id': 'a' })],
      [10_001, sent(10_001, { 'app.new': 5 }, { 'service.instance.id': 'b' })],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 9 });
  });

  it('go over from one to the other', async () => {
    const under = await started([{ metrics }]);
    await sendAll(
      under,
      [10_000, sent(10_000, { 'app.old': 4 })],
      [20_000, sent(20_000, { 'app.old': 6, 'app.new': 1 })],
      [600_000, sent(600_000, { 'app.old': 9 })],
    );
    expect(under.store.counters()).toEqual({ 'requests v2': 4 + 1 + 3 });
  });
});
