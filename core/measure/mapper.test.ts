import { describe, expect, it } from 'vitest';
import type { BreakerMapping } from './breaker-mapping.ts';
import { Mapper } from './mapper.ts';
import {
  type Attribution,
  bareName,
  type MetricMapping,
  type SourceMapping,
  sourceMappingSchema,
} from './mapping.ts';
import type { Labels } from './series.ts';

function mapper(parts: Partial<SourceMapping> = {}): Mapper {
  return new Mapper(sourceMappingSchema.parse({ product: 'ticket-routing', ...parts }));
}

const requests: MetricMapping = { metric: 'http_requests_total', measure: 'requests' };
const byVersion: Attribution = { item: { label: 'version' }, build: { label: 'image' } };

describe('a metric', () => {
  it.each(['http_requests_total', 'http_requests'])('is known as %s, whichever way it is spelt', (name) => {
    for (const metric of ['http_requests_total', 'http_requests']) {
      const mapped = mapper({ metrics: [{ metric, measure: 'requests' }] });
      expect(mapped.wants(name)).toBe(true);
      expect(mapped.map(name, {}).measures).toHaveLength(1);
    }
  });

  it('that nobody wants feeds nothing', () => {
    const mapped = mapper({ metrics: [requests] });
    expect(mapped.wants('http_requests_created')).toBe(false);
    expect(mapped.map('go_goroutines', {})).toEqual({
      measures: [],
      breakers: [],
      unattributed: false,
      excluded: false,
    });
  });

  it('may feed several measures, each with its own condition, labels and scale', () => {
    const metrics: MetricMapping[] = [
      { ...requests, keep: ['route', 'tier'] },
      { ...requests, measure: 'requests_failed', where: { outcome: '!ok|cached' } },
      { ...requests, measure: 'thousands', scale: 0.001, kind: 'gauge' },
    ];
    const labels = { route: 'fast', tier: '', outcome: 'error' };
    const { measures } = mapper({ metrics }).map('http_requests_total', labels);
    expect(measures.map(({ series, kind, scale }) => [series.measure, series.labels, kind, scale])).toEqual([
      ['requests', { route: 'fast' }, undefined, 1],
      ['requests_failed', {}, undefined, 1],
      ['thousands', {}, 'gauge', 0.001],
    ]);
    const ok = mapper({ metrics }).map('http_requests_total', { outcome: 'ok' }).measures;
    expect(ok.map(({ series }) => series.measure)).toEqual(['requests', 'thousands']);
  });

  it('feeds one measure once, although two mappings give it', () => {
    const metrics: MetricMapping[] = [
      { ...requests, where: { route: 'fast' }, keep: ['route'] },
      { ...requests, metric: 'http_requests' },
    ];
    const fast = mapper({ metrics }).map('http_requests_total', { route: 'fast' }).measures;
    expect(fast.map(({ series }) => series.labels)).toEqual([{ route: 'fast' }]);
    expect(mapper({ metrics }).map('http_requests_total', { route: 'slow' }).measures).toHaveLength(1);
  });

  it('says which measures it feeds, whatever its labels', () => {
    const failed = { ...requests, measure: 'requests_failed', where: { outcome: 'error' } };
    const mapped = mapper({ metrics: [requests, failed] });
    expect(mapped.measuresOf('http_requests')).toEqual(['requests', 'requests_failed']);
    expect(mapped.measuresOf('http')).toEqual([]);
  });

  it('has its names listed as they were written', () => {
    const breakers: BreakerMapping[] = [{ metric: 'circuit', name: 'model', values: { 0: 'closed' } }];
    expect(mapper({ metrics: [requests, requests], breakers }).metricNames).toEqual([
      'http_requests_total',
      'circuit',
    ]);
  });
});

describe('a condition', () => {
  const cases: readonly (readonly [string, Labels, boolean])[] = [
    ['error', { outcome: 'error' }, true],
    ['error', { outcome: 'errors' }, false],
    ['err.*', { outcome: 'error' }, true],
    ['error|timeout', { outcome: 'timeout' }, true],
    ['error|timeout', { outcome: 'timeouts' }, false],
    ['!ok', { outcome: 'error' }, true],
    ['!ok', { outcome: 'ok' }, false],
    ['!ok', {}, true],
    ['', {}, true],
    ['.+', {}, false],
    ['a.b', { outcome: 'a\nb' }, true],
    ['.+', { outcome: '🚀' }, true],
  ];

  it.each(cases)('%j on %j holds: %s', (text, labels, holds) => {
    const metrics = [{ ...requests, where: { outcome: text } }];
    expect(mapper({ metrics }).map('http_requests', labels).measures).toHaveLength(holds ? 1 : 0);
  });

  it('does not take what every object answers to for a label', () => {
    const metrics = [{ ...requests, where: { constructor: '.+' }, keep: ['toString'] }];
    expect(mapper({ metrics }).map('http_requests', {}).measures).toEqual([]);
    expect(
      mapper({ metrics: [{ ...requests, keep: ['toString'] }] }).map('http_requests', {}).measures,
    ).toMatchObject([{ series: { labels: {} } }]);
  });

  it.each(['(', '!(', '[z-a]'])('%j is refused where it is configured', (text) => {
    const result = sourceMappingSchema.safeParse({
      product: 'p',
      metrics: [{ ...requests, where: { outcome: text } }],
    });
    expect(result.error?.issues[0]?.message).toBe('is not a regular expression');
  });
});

describe('attribution', () => {
  const cases: readonly (readonly [string, Attribution, Labels, string, string, string])[] = [
    ['by labels', byVersion, { version: 'v2', image: '2.3.1' }, 'v2', '2.3.1', 'production'],
    ['by a fixed text', { item: 'v2', environment: 'staging' }, {}, 'v2', '', 'staging'],
    ['by a missing label', byVersion, {}, '', '', 'production'],
    ['by an empty label', byVersion, { version: '', image: '' }, '', '', 'production'],
    ['by a default', { item: { label: 'version', default: 'v1' } }, {}, 'v1', '', 'production'],
    [
      'of many builds to one version',
      { item: { label: 'image', map: { '(v\\d+)\\..*': '$1', 'next-.*': 'v4' } }, build: { label: 'image' } },
      { image: 'v3.1.0-rc1' },
      'v3',
      'v3.1.0-rc1',
      'production',
    ],
    [
      'by the first pattern that matches',
      { item: { label: 'image', map: { 'v2.*': 'v2', 'v.*': 'other' } } },
      { image: 'v2.9' },
      'v2',
      '',
      'production',
    ],
    [
      'by no pattern that matches',
      { item: { label: 'image', map: { v2: 'v2' }, default: 'legacy' } },
      { image: 'v25' },
      'legacy',
      '',
      'production',
    ],
    ['of an empty environment', { environment: { label: 'env' } }, { env: '' }, '', '', 'production'],
    ['of an environment', { environment: { label: 'env' } }, { env: 'staging' }, '', '', 'staging'],
  ];

  it.each(cases)('%s', (_, attribution, labels, item, build, environment) => {
    const { measures, unattributed } = mapper({ metrics: [requests], attribution }).map(
      'http_requests',
      labels,
    );
    expect(measures[0]?.series).toMatchObject({ item, build, environment });
    expect(unattributed).toBe(item === '');
  });
});

describe('labels of a series', () => {
  it('are those of the metric and those of the source, and those under names of ours', () => {
    const { measures } = mapper({
      keep: ['region'],
      labels: { language: { label: ['lang', 'locale'], map: { '(..)-.*': '$1', '..': '$&' } } },
      metrics: [{ ...requests, keep: ['route'], labels: { plan: { label: 'tier' } } }],
    }).map('http_requests', { region: 'eu', route: 'fast', locale: 'de-AT', tier: 'pro', pod: 'x1' });
    expect(measures[0]?.series.labels).toEqual({ region: 'eu', route: 'fast', language: 'de', plan: 'pro' });
  });

  it('tell the model and the tier of tokens that are priced, and of nothing else', () => {
    const pricing = { model: { label: ['response_model', 'model'] }, tier: { label: 'tier' } };
    const metrics: MetricMapping[] = [
      requests,
      { metric: 'tokens', measure: 'tokens_input' },
      { metric: 'tokens', measure: 'thousands' },
    ];
    const labels = { model: 'gpt-5', response_model: 'gpt-5-2026', tier: 'batch' };
    const priced = mapper({ metrics, pricing });
    expect(priced.map('tokens', labels).measures.map(({ series }) => series.labels)).toEqual([
      { model: 'gpt-5-2026', tier: 'batch' },
      {},
    ]);
    expect(priced.map('http_requests', labels).measures[0]?.series.labels).toEqual({});
    expect(mapper({ metrics }).map('tokens', labels).measures[0]?.series.labels).toEqual({});
  });
});

describe('traffic that counts for nothing', () => {
  const excluding = { metrics: [requests], exclude: [{ agent: 'k6.*' }, { route: 'ping', tier: '!paid' }] };

  it.each([
    [{ agent: 'k6/0.5' }, true],
    [{ agent: 'curl', route: 'ping' }, true],
    [{ route: 'ping', tier: 'paid' }, false],
    [{}, false],
  ])('%j is excluded: %s', (labels: Labels, excluded) => {
    const mapped = mapper({ ...excluding, attribution: byVersion }).map('http_requests', labels);
    expect(mapped.excluded).toBe(excluded);
    expect(mapped.unattributed).toBe(!excluded);
    expect(mapped.measures[0]?.series.environment).toBe(excluded ? 'excluded' : 'production');
  });

  it('keeps its item and build', () => {
    const mapped = mapper({ ...excluding, attribution: byVersion });
    const labels = { agent: 'k6', version: 'v2', image: '2.1' };
    expect(mapped.map('http_requests', labels).measures[0]?.series).toMatchObject({
      item: 'v2',
      build: '2.1',
    });
  });
});

it('what is only compared stands beside the traffic, with its source and environment', () => {
  const metrics: MetricMapping[] = [requests, { metric: 'tokens', measure: 'tokens_input' }];
  const compare = { source: 'spans', measures: ['requests'] };
  const mapped = mapper({ metrics, compare, attribution: { environment: { label: 'env' } } });
  expect(mapped.map('http_requests', { env: 'staging' }).measures[0]?.series).toMatchObject({
    environment: 'compared',
    labels: { source: 'spans', environment: 'staging' },
  });
  expect(mapped.map('tokens', { env: 'staging' }).measures[0]?.series.environment).toBe('staging');
  const all = mapper({ metrics, compare: { source: 'spans', measures: 'all' } });
  expect(all.map('tokens', {}).measures[0]?.series.environment).toBe('compared');
});

describe('a label that says when it happened', () => {
  const graded: MetricMapping = {
    metric: 'graded',
    measure: 'graded',
    counts_at: { label: ['answered_at', 'answered_on'] },
  };

  it.each([
    [{ answered_at: '2026-11-20T08:30:00+01:00' }, Date.UTC(2026, 10, 20, 7, 30)],
    [{ answered_on: '2026-11-20' }, Date.UTC(2026, 10, 20, 12)],
    [{ answered_at: '1795160400' }, 1_795_160_400_000],
    [{ answered_at: '1795160400.25' }, 1_795_160_400_250],
    [{ answered_at: '1795160400250' }, 1_795_160_400_250],
    [{ answered_at: 'yesterday' }, 'unreadable'],
    [{ answered_at: '2026-11-31' }, 'unreadable'],
    [{}, undefined],
  ])('%j is %s', (labels: Labels, expected) => {
    expect(mapper({ metrics: [graded] }).map('graded', labels).measures[0]?.countsAt).toBe(expected);
  });

  it('has dates in the zone of the source', () => {
    const inTokyo = mapper({ metrics: [graded], attribution: { zone: 'Asia/Tokyo' } });
    expect(inTokyo.map('graded', { answered_on: '2026-11-20' }).measures[0]?.countsAt).toBe(
      Date.UTC(2026, 10, 20, 3),
    );
  });
});

describe('rules with dates', () => {
  const attribution: Attribution = {
    item: [
      { where: { image: '2\\..*' }, until: '2026-05-31', is: 'v2' },
      { label: 'image', map: { '(\\d).*': 'v$1' } },
    ],
    environment: [{ from: '2026-07-01', is: 'staging' }, { is: 'production' }],
  };
  const mapped = mapper({ metrics: [requests], attribution });

  it.each([
    [Date.UTC(2026, 4, 31), 0, 'v2', 'production'],
    [Date.UTC(2026, 5, 1), 1, 'v2', 'production'],
    [Date.UTC(2026, 6, 1), 2, 'v2', 'staging'],
  ])('at %s it is epoch %i', (at, epoch, item, environment) => {
    expect(mapped.epochOf(at)).toBe(epoch);
    const { series } = mapped.map('http_requests', { image: '2.9' }, at).measures[0] ?? {};
    expect(series).toMatchObject({ item, environment });
  });

  it('are over when no time is given', () => {
    expect(mapped.epochs).toBe(3);
    expect(mapped.map('http_requests', { image: '2.9' }).measures[0]?.series.environment).toBe('staging');
  });
});

describe('a breaker', () => {
  const name = { label: 'name' };

  it('is read from a gauge of states', () => {
    const breakers: BreakerMapping[] = [
      { metric: 'breaker_state', name, values: { 0: 'closed', 1: 'half-open', 2: 'open' } },
    ];
    const mapped = mapper({ breakers, attribution: byVersion }).map('breaker_state', {
      name: 'm',
      version: 'v2',
    });
    expect(mapped.breakers).toMatchObject([
      { breaker: 'm', item: 'v2', environment: 'production', read: { kind: 'value' } },
    ]);
    expect(mapped.unattributed).toBe(false);
  });

  it.each([
    ['one-hot', { stateLabel: 'state' }, { state: 'half_open' }, { kind: 'one-hot', state: 'half-open' }],
    ['event', { eventLabel: 'event' }, { event: 'half_open' }, { kind: 'event', state: 'half-open' }],
  ] as const)('is read from a %s metric', (_, label, labels, read) => {
    const breakers: BreakerMapping[] = [
      { metric: 'circuit', name, ...label, states: { half_open: 'half-open' } },
    ];
    expect(mapper({ breakers }).map('circuit', { name: 'm', ...labels }).breakers).toMatchObject([{ read }]);
  });

  it.each([
    ['0', 'closed'],
    ['1', 'half-open'],
    ['2', 'open'],
    ['7', 'open'],
    ['-1', undefined],
    ['0.5', undefined],
  ] as const)('has the state that a value or a bound of values means: %s', (value, state) => {
    const breakers: BreakerMapping[] = [
      { metric: 'hosts', name, values: { '0': 'closed', '1.0': 'half-open', '>= 2': 'open' } },
    ];
    const read = mapper({ breakers }).map('hosts', { name: 'm' }).breakers[0]?.read;
    expect(read?.kind === 'value' ? read.stateOf(Number(value)) : 'none').toBe(state);
  });

  it.each([
    [
      { event: 'open', closesAfterMs: 5_000 },
      { read: { kind: 'event', state: 'open' }, closesAfterMs: 5_000 },
    ],
    [{ rejections: true }, { read: { kind: 'rejections' } }],
  ] as const)('is read from a counter that means one thing: %j', (way, expected) => {
    const breakers: BreakerMapping[] = [{ metric: 'cooled_down', name, ...way }];
    expect(mapper({ breakers }).map('cooled_down', { name: 'm' }).breakers).toMatchObject([expected]);
  });

  it.each(['>', 'high', '1..2', ''])('has no value %j', (value) => {
    const breakers = [{ metric: 'm', name: 'x', values: { [value]: 'open' } }];
    expect(sourceMappingSchema.safeParse({ product: 'p', breakers }).success).toBe(false);
  });

  it.each([
    ['an event that means no state', { name: 'm', event: 'fire' }],
    ['an event named like what every object has', { name: 'm', event: 'constructor' }],
    ['no name', { event: 'open' }],
  ])('says nothing with %s', (_, labels) => {
    const breakers: BreakerMapping[] = [
      { metric: 'circuit', name, eventLabel: 'event', states: { open: 'open' } },
    ];
    expect(mapper({ breakers }).map('circuit', labels).breakers).toEqual([]);
  });
});

describe('a name without its suffix', () => {
  it.each([
    ['requests_total', 'requests'],
    ['requests', 'requests'],
    ['total', 'total'],
    ['_total', ''],
  ])('of %s is %j', (metric, bare) => {
    expect(bareName(metric)).toBe(bare);
  });
});
