import { describe, expect, it } from 'vitest';
import { chat, server, spanId, tracesUnderTest } from '../testing/spans.ts';
import { samplingOf, samplingOfAttributes } from './sampling.ts';

const plain = {
  traceId: '1',
  spanId: '2',
  parentId: '',
  traceState: '',
  flags: 0,
  name: '',
  kind: 0,
  start: 1,
  end: 2,
  failed: false,
  attributes: {},
  events: [],
  refused: false,
};

describe('a span was sampled', () => {
  it.each<[string, object, string, number]>([
    ['not at all, when nothing says so', {}, 'all', 1],
    ['not at all: th:0', { traceState: 'ot=th:0' }, 'all', 1],
    ['one in two: th:8', { traceState: 'ot=th:8' }, 'probability', 2],
    [
      'one in four, among other members',
      { traceState: 'vendor=x, ot=rv:abc;th:c,other=y' },
      'probability',
      4,
    ],
    ['one in a hundred', { traceState: 'ot=th:fd70a4' }, 'probability', 100],
    ['one in 256, by the older p-value', { traceState: 'ot=p:8;r:62' }, 'probability', 256],
    ['nobody knows how: p:63', { traceState: 'ot=p:63' }, 'unknown', 1],
    ['nobody knows how: rarer than one in a million', { traceState: 'ot=th:ffffffffff' }, 'unknown', 1],
    ['not that anyone could read it', { traceState: 'ot=th:xyz' }, 'all', 1],
    ['not by somebody else’s member', { traceState: 'not=th:8' }, 'all', 1],
    ['one in ten, by an attribute', { attributes: { 'sampling.probability': 0.1 } }, 'probability', 10],
    ['one in twenty, by a rate', { attributes: { SampleRate: 20 } }, 'probability', 20],
    ['nobody knows how, by a rate below one', { attributes: { SampleRate: 0.25 } }, 'unknown', 1],
    ['nobody knows how, by no rate', { attributes: { SampleRate: 0 } }, 'unknown', 1],
    ['nobody knows how, by a share above one', { attributes: { 'sampling.probability': 25 } }, 'unknown', 1],
    ['not at all, by the rate of its audio', { attributes: { sample_rate: 16_000 } }, 'all', 1],
    ['one in four, by a percentage', { attributes: { 'microsoft.sample_rate': 25 } }, 'probability', 4],
    [
      'one in five, by Jaeger',
      { attributes: { 'sampler.type': 'probabilistic', 'sampler.param': 0.2 } },
      'probability',
      5,
    ],
    ['all of them, by Jaeger', { attributes: { 'sampler.type': 'const', 'sampler.param': true } }, 'all', 1],
    ['so many a second, by Jaeger', { attributes: { 'sampler.type': 'ratelimiting' } }, 'unknown', 1],
    ['for what it is, by a tail sampler', { attributes: { 'tailsampling.policy': 'errors' } }, 'unknown', 1],
    ['not to be recorded at all', { flags: 0x100 }, 'unknown', 1],
    ['to be recorded', { flags: 0x101 }, 'all', 1],
    ['by somebody who fills no flags in', { flags: 0 }, 'all', 1],
  ])('%s', (_, options, kind, weight) => {
    const sampling = samplingOf({ ...plain, ...options }, undefined);
    expect(sampling.kind).toBe(kind);
    expect(sampling.weight).toBeCloseTo(weight, 3);
  });

  it('as the source declares, whatever the span says', () => {
    const span = { ...plain, traceState: 'ot=th:8' };
    expect(samplingOf(span, 'tail')).toEqual({ kind: 'unknown', weight: 1 });
    expect(samplingOf(span, 0.1)).toEqual({ kind: 'probability', weight: 10 });
    expect(samplingOf(span, 1)).toEqual({ kind: 'all', weight: 1 });
  });

  it('as a log record is, by the threshold that the Collector leaves', () => {
    expect(samplingOfAttributes({ 'sampling.threshold': '8' })).toEqual({ kind: 'probability', weight: 2 });
    expect(samplingOfAttributes({})).toEqual({ kind: 'all', weight: 1 });
  });
});

describe('what is made of sampled traces', () => {
  const measures = ['calls', 'calls_failed', 'call_duration', 'requests', 'tokens_input'];
  const trace = (options: object = {}) => [
    server(1, options),
    chat(2, { parentSpanId: spanId(1), ...options }),
  ];

  it('is an estimate, with the number of samples beside it', async () => {
    const under = await tracesUnderTest({ traces: { measures } });
    await under.spans(...trace({ traceState: 'ot=th:c' }));
    expect(under.store.counters()).toEqual({
      'calls v2': 4,
      'calls_failed v2': 0,
      'tokens_input v2': 400,
      'requests v2': 4,
      'sampled.calls v2 {sampling=probability}': 1,
      'sampled.call_duration v2 {sampling=probability}': 1,
      'sampled.tokens_input v2 {sampling=probability}': 1,
      'sampled.requests v2 {sampling=probability}': 1,
    });
    expect(under.store.distribution('call_duration')).toEqual({
      cells: [{ lower: 0.99, upper: 1, count: 4 }],
      sum: 4,
    });
    expect(under.warnings).toEqual([
      'Traces are sampled: 2 calls and requests stand for about 8, so what is made of them is an estimate.',
    ]);
  });

  it('proves nothing when a sampler chose by what they are', async () => {
    const under = await tracesUnderTest({ traces: { measures, sampling: 'tail' } });
    await under.spans(...trace());
    expect(under.store.counters()).toMatchObject({
      'calls v2': 1,
      'sampled.calls v2 {sampling=unknown}': 1,
      'sampled.requests v2 {sampling=unknown}': 1,
    });
    expect(under.warnings).toEqual([
      'Traces are sampled, and how is not known: 2 calls and requests prove nothing about those that were not sent.',
    ]);
  });

  it('is exact, and says nothing, when all of them came', async () => {
    const under = await tracesUnderTest({ traces: { measures } });
    await under.spans(...trace({ traceState: 'ot=th:0', flags: 0x101 }));
    expect(Object.keys(under.store.counters()).filter((key) => key.startsWith('sampled'))).toEqual([]);
    expect(under.warnings).toEqual([]);
  });

  it('keeps the labels of what it stands beside', async () => {
    const under = await tracesUnderTest({
      traces: { measures: ['calls'], keep: ['region'], sampling: '50%' },
    });
    await under.spans(chat(2, { attributes: { region: 'eu' } }));
    expect(under.store.counters()).toEqual({
      'calls v2 {region=eu}': 2,
      'sampled.calls v2 {region=eu,sampling=probability}': 1,
    });
  });
});
