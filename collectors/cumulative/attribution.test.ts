import { describe, expect, it } from 'vitest';
import type { MetricMapping } from '../../core/measure/mapping.ts';
import { HOUR, IntakeUnderTest, MINUTE, SECOND, T0 } from '../testing/intake-under-test.ts';

const at = (n: number) => T0 + n * 15 * SECOND;
const requests: MetricMapping = { metric: 'requests_total', measure: 'requests' };
const counter = (name: string, lines: Readonly<Record<string, number>>) =>
  `# TYPE ${name} counter\n${Object.entries(lines)
    .map(([labels, value]) => `${name}{${labels}} ${value}\n`)
    .join('')}`;

describe('a rule that holds until a date', () => {
  const iso = (time: number) => new Date(time).toISOString();
  const item = [
    { where: { build: '2.*' }, until: iso(at(2)), is: 'v2' },
    { where: { build: '2.*' }, is: 'v3' },
  ];

  it('is followed by the next one from then on, for the same series', async () => {
    const source = new IntakeUnderTest({ attribution: { item }, metrics: [requests] });
    for (let n = 0; n < 5; n += 1) {
      await source.feed(at(n), counter('requests_total', { 'build="2.3"': n * 10 }));
    }
    expect(source.store.total('requests', { item: 'v2' })).toBe(10);
    expect(source.store.total('requests', { item: 'v3' })).toBe(30);
  });

  it('holds for what is filled in later, by its own time', async () => {
    const source = new IntakeUnderTest({ attribution: { item }, metrics: [requests] });
    source.now = at(9);
    for (let n = 0; n < 5; n += 1) {
      await source.feed(at(n), counter('requests_total', { 'build="2.3"': n * 10 }), { rereads: true });
    }
    expect(source.store.total('requests', { item: 'v2' })).toBe(10);
    expect(source.store.total('requests', { item: 'v3' })).toBe(30);
  });

  it('moves histograms, and what is watched', async () => {
    const metrics: MetricMapping[] = [{ metric: 'seconds', measure: 'request_duration' }];
    const source = new IntakeUnderTest({ attribution: { item }, metrics });
    for (let n = 0; n < 4; n += 1) {
      const [low, all] = [n * 3, n * 5];
      await source.feed(
        at(n),
        `# TYPE seconds histogram\nseconds_bucket{build="2.3",le="1"} ${low}\nseconds_bucket{build="2.3",le="+Inf"} ${all}\nseconds_sum{build="2.3"} ${all}\nseconds_count{build="2.3"} ${all}\n`,
      );
    }
    const counts = (of: string) =>
      source.store.distribution('request_duration', { item: of }).cells.map(({ count }) => count);
    expect(counts('v2')).toEqual([3, 2]);
    expect(counts('v3')).toEqual([6, 4]);
    expect(source.store.observedMs('request_duration', 'v3')).toBe(30 * SECOND);
  });
});

describe('attributes of a resource, told by target_info', () => {
  const attribution = {
    item: { label: 'service_version', map: { '(\\d+)\\..*': 'v$1' } },
    build: { label: 'service_version' },
    environment: { label: 'deployment_environment_name' },
  };
  const info = (version: string, more = '') =>
    `# TYPE target_info gauge\ntarget_info{service_version="${version}",deployment_environment_name="staging"${more}} 1\n`;

  it('are labels of every series of the target, wherever they stand in the exposition', async () => {
    const source = new IntakeUnderTest({ attribution, metrics: [requests] });
    await source.feed(at(0), counter('requests_total', { 'route="a"': 0 }) + info('2.3.1'));
    await source.feed(at(1), info('2.3.1') + counter('requests_total', { 'route="a"': 7 }));
    expect(source.store.total('requests', { item: 'v2', build: '2.3.1', environment: 'staging' })).toBe(7);
  });

  it('change with the process behind the target', async () => {
    const source = new IntakeUnderTest({ attribution, metrics: [requests] });
    await source.feed(at(0), counter('requests_total', { 'route="a"': 0 }) + info('2.3.1'));
    await source.feed(at(1), counter('requests_total', { 'route="a"': 7 }) + info('2.3.1'));
    await source.feed(at(2), counter('requests_total', { 'route="a"': 4 }) + info('3.0.0'));
    source.restart();
    await source.feed(at(3), counter('requests_total', { 'route="a"': 5 }) + info('3.0.0'));
    expect(source.store.total('requests', { item: 'v2' })).toBe(7);
    expect(source.store.total('requests', { item: 'v3' })).toBe(5);
  });

  it('stand behind labels of the series itself, and go to the series of their own job and instance', async () => {
    const source = new IntakeUnderTest({ attribution, metrics: [requests] });
    const body = (a: number, b: number, c: number) =>
      info('2.3.1', ',job="a",instance="1"') +
      info('3.0.0', ',job="b",instance="1"').replace(/^# TYPE.*\n/, '') +
      counter('requests_total', {
        'job="a",instance="1"': a,
        'job="b",instance="1"': b,
        'job="a",instance="1",service_version="4.0"': c,
      });
    await source.feed(at(0), body(0, 0, 0));
    await source.feed(at(1), body(1, 2, 4));
    const totals = ['v2', 'v3', 'v4'].map((item) => source.store.total('requests', { item }));
    expect(totals).toEqual([1, 2, 4]);
  });
});

describe('load tests', () => {
  it('are counted apart, and shown', async () => {
    const source = new IntakeUnderTest({ metrics: [requests], exclude: [{ agent: 'k6.*' }] });
    const body = (k6: number, rest: number) =>
      counter('requests_total', { 'agent="k6/1"': k6, 'agent="app"': rest });
    await source.feed(at(0), body(0, 0));
    await source.feed(at(1), body(500, 20));
    expect(source.store.total('requests', { environment: 'production' })).toBe(20);
    expect(source.store.total('requests', { environment: 'excluded', item: 'v1' })).toBe(500);
    expect(source.monitor.counts).toMatchObject({ excluded: 2 });
    expect(source.monitor.counts.unattributed).toBeUndefined();
  });
});

describe('what becomes known later', () => {
  const graded: MetricMapping = {
    metric: 'graded_total',
    measure: 'graded',
    counts_at: { label: 'answered' },
  };
  const day = (daysAgo: number) => new Date(T0 - daysAgo * 24 * HOUR).toISOString().slice(0, 10);

  it('counts at the time of the request, where a label tells it', async () => {
    const source = new IntakeUnderTest({ metrics: [graded] });
    const body = (early: number, late: number, none: number) =>
      counter('graded_total', { [`answered="${day(3)}"`]: early, [`answered="${day(1)}"`]: late, '': none });
    await source.feed(at(0), body(0, 0, 0));
    await source.feed(at(1), body(5, 3, 2));
    const points = source.store.counters('graded').filter(({ value }) => value > 0);
    expect(points.map((point) => [new Date(point.at).toISOString(), point.value])).toEqual([
      [`${day(3)}T12:00:00.000Z`, 5],
      [`${day(1)}T12:00:00.000Z`, 3],
      [new Date(at(1)).toISOString(), 2],
    ]);
  });

  it('is never later than it was told', async () => {
    const source = new IntakeUnderTest({ metrics: [graded] });
    const label = `answered="${new Date(T0 + HOUR).toISOString()}"`;
    await source.feed(at(0), counter('graded_total', { [label]: 0 }));
    await source.feed(at(1), counter('graded_total', { [label]: 4 }));
    expect(source.store.counters('graded').at(-1)).toMatchObject({ at: at(1), value: 4 });
  });

  it.each([
    ['last week', 'rejected: a label that says no time'],
    [day(120), 'rejected: of a time before max_label_age'],
  ])('is refused where the label says %s', async (label, reason) => {
    const source = new IntakeUnderTest({ metrics: [graded] });
    await source.feed(at(0), counter('graded_total', { [`answered="${label}"`]: 1 }));
    await source.feed(at(1), counter('graded_total', { [`answered="${label}"`]: 4 }));
    expect(source.store.total('graded')).toBe(0);
    expect(source.monitor.counts[reason]).toBeGreaterThan(0);
  });
});

describe('two names for the same', () => {
  const metrics: MetricMapping[] = [
    { metric: 'new_tokens_total', measure: 'tokens_input' },
    { metric: 'old_tokens_total', measure: 'tokens_input', unless: ['new_tokens_total'] },
  ];
  const both = (old: number | undefined, fresh: number | undefined) =>
    (old === undefined ? '' : counter('old_tokens_total', { 'm="a"': old })) +
    (fresh === undefined ? '' : counter('new_tokens_total', { 'm="a"': fresh }));

  it('count once while both are there, whichever stands first', async () => {
    const source = new IntakeUnderTest({ metrics });
    await source.feed(at(0), both(0, 0));
    await source.feed(at(1), both(10, 10));
    source.restart();
    await source.feed(at(2), both(15, 15));
    expect(source.store.total('tokens_input')).toBe(15);
  });

  it('count each where only one is there, and go over from one to the other', async () => {
    const source = new IntakeUnderTest({ metrics });
    await source.feed(at(0), both(0, undefined));
    await source.feed(at(1), both(10, undefined));
    await source.feed(at(2), both(12, 2));
    await source.feed(at(3), both(undefined, 7));
    await source.feed(at(4), both(20, undefined));
    // What the new name had counted before it was seen first is not known to have happened since.
    expect(source.store.total('tokens_input')).toBe(10 + 5 + 8);
  });

  it('at another target is another thing', async () => {
    const source = new IntakeUnderTest({ metrics });
    for (const n of [0, 1]) {
      await source.feed(at(n), both(n * 10, undefined), { target: 'a' });
      await source.feed(at(n) + MINUTE / 60, both(undefined, n * 3), { target: 'b' });
    }
    expect(source.store.total('tokens_input')).toBe(13);
  });
});
