import { describe, expect, it } from 'vitest';
import type { SpanJson } from '../testing/items-json.ts';
import { chat, server, span, spanId, traceId, tracesOf, tracesUnderTest } from '../testing/spans.ts';

const REQUESTS = { traces: { measures: ['requests', 'requests_failed', 'request_duration', 'calls'] } };
const PARENT = { parentSpanId: spanId(1) };
const agent = (n: number, options: object = {}) =>
  span(n, { ...PARENT, attributes: { 'gen_ai.operation.name': 'invoke_agent' }, ...options });

/** What is counted of spans that come in so many requests, a second apart, once everything has settled. */
async function countsOf(...requests: SpanJson[][]): Promise<Record<string, number>> {
  const under = await tracesUnderTest(REQUESTS);
  for (const spans of requests) {
    await under.spans(...spans);
    under.now += 1_000;
  }
  await under.wait(60_000);
  return under.store.counters();
}

describe('a request', () => {
  it('is a trace with a call of a model, told by its root: how long it took and how it ended', async () => {
    const under = await tracesUnderTest(REQUESTS);
    await under.spans(chat(2, PARENT), chat(3, PARENT), server(1, { end: 1_500, status: { code: 2 } }));
    expect(under.store.counters()).toEqual({
      'requests v2': 1,
      'requests_failed v2': 1,
      'calls v2': 2,
    });
    expect(under.store.distribution('request_duration').cells).toEqual([
      { lower: 1.45, upper: 1.5, count: 1 },
    ]);
  });

  it('is not what never called a model: health checks, static files', async () => {
    expect(await countsOf([server(1)], [server(2, { traceId: traceId(2) })])).toEqual({});
  });

  it('may be a call that nothing surrounds', async () => {
    expect(await countsOf([chat(1, { parentSpanId: '' })])).toEqual({
      'requests v2': 1,
      'requests_failed v2': 0,
      'calls v2': 1,
    });
  });

  it('of an agent may fail before it called anything', async () => {
    expect(await countsOf([agent(1, { parentSpanId: '', status: { code: 2 } })])).toEqual({
      'requests v2': 1,
      'requests_failed v2': 1,
    });
  });

  it.each<[string, SpanJson[][]]>([
    ['in one request', [[chat(3, { parentSpanId: spanId(2) }), agent(2), server(1)]]],
    ['its spans one by one', [[chat(3, { parentSpanId: spanId(2) })], [agent(2)], [server(1)]]],
    ['its root first', [[server(1)], [agent(2)], [chat(3, { parentSpanId: spanId(2) })]]],
    ['a span of it twice', [[server(1), chat(3, PARENT)], [chat(3, PARENT)], [server(1), agent(2)]]],
    ['through several services', [[chat(3, { parentSpanId: spanId(2) }), server(2, PARENT)], [server(1)]]],
  ])('is counted once, however its trace comes: %s', async (_, requests) => {
    expect(await countsOf(...requests)).toEqual({ 'requests v2': 1, 'requests_failed v2': 0, 'calls v2': 1 });
  });

  it('lasts as long as the root, whichever of its spans comes first', async () => {
    const spans = [
      server(1, { end: 1_000 }),
      server(2, { ...PARENT, start: 100, end: 900 }),
      chat(3, PARENT),
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [1, 0, 2],
    ]) {
      const under = await tracesUnderTest(REQUESTS);
      for (const i of order) await under.spans(spans[i] as SpanJson);
      await under.wait(60_000);
      const { cells } = under.store.distribution('request_duration');
      expect({ order, cells }).toEqual({ order, cells: [{ lower: 0.99, upper: 1, count: 1 }] });
    }
  });

  it.each<[string, SpanJson, SpanJson]>([
    ['where the service was entered', server(2, { ...PARENT, end: 700 }), agent(4, { end: 500 })],
    ['where a message was taken', span(2, { ...PARENT, kind: 5, end: 700 }), agent(4, { end: 500 })],
    ['its agent', agent(2, { end: 700 }), span(4, { ...PARENT, end: 900 })],
    [
      'the outer one of its agents',
      agent(2, { end: 700 }),
      agent(4, { parentSpanId: spanId(2), start: 1, end: 600 }),
    ],
  ])('whose root is sent to somebody else is told by %s, a moment later', async (_, entry, other) => {
    const under = await tracesUnderTest(REQUESTS);
    await under.spans(chat(3, { parentSpanId: spanId(2) }), other, entry);
    expect(under.store.counters()['requests v2']).toBeUndefined();
    await under.wait(4_000);
    expect(under.store.counters()['requests v2']).toBeUndefined();
    await under.wait(1_000);
    expect(under.store.counters()['requests v2']).toBe(1);
    expect(under.store.distribution('request_duration').cells).toEqual([
      { lower: 0.69, upper: 0.7, count: 1 },
    ]);
    await under.spans(server(1));
    await under.wait(60_000);
    expect(under.store.counters()['requests v2']).toBe(1);
  });

  it('that nothing tells is missed, and the source says so', async () => {
    const under = await tracesUnderTest(REQUESTS);
    await under.spans(chat(3, PARENT));
    await under.wait(11 * 60_000);
    await under.spans(chat(4, { ...PARENT, traceId: traceId(2), start: 600_000, end: 601_000 }));
    expect(under.store.counters()).toEqual({ 'calls v2': 2 });
    expect(under.warnings).toEqual([
      '1 traces called models and had no root, no span of a server and none of an agent: say under traces.requests which spans are requests.',
    ]);
  });

  it('belongs to the version that it called, where it does not say so itself', async () => {
    const under = await tracesUnderTest({
      traces: { measures: ['requests'] },
      source: { attribution: { item: { label: 'gen_ai.request.model', map: { 'gpt-.*': 'v3' } } } },
    });
    await under.spans(chat(2, PARENT), server(1));
    expect(under.store.counters()).toEqual({});
    await under.wait(5_000);
    expect(under.store.counters()).toEqual({ 'requests v3': 1 });
    expect(under.counts).toEqual({ accepted: 2 });
  });
});

describe('requests, as the configuration has them,', () => {
  it('are the spans with its labels, whether a model was called or not', async () => {
    const under = await tracesUnderTest({
      traces: {
        measures: ['requests', 'requests_failed'],
        requests: { where: { 'http.route': '/tickets', 'span.kind': 'server' } },
      },
    });
    const route = (of: string) => ({ attributes: { 'http.route': of } });
    await under.spans(server(1, route('/tickets')), chat(2, PARENT));
    await under.spans(server(1, { traceId: traceId(2), ...route('/tickets'), status: { code: 2 } }));
    await under.spans(server(1, { traceId: traceId(3), ...route('/health') }));
    await under.spans(server(1, route('/tickets')), server(9, route('/other')));
    expect(under.store.counters()).toEqual({ 'requests v2': 2, 'requests_failed v2': 1 });
    expect(under.counts['out-of-order']).toBe(1);
  });

  it('may be none: only calls are counted', async () => {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    await under.spans(server(1), chat(2, PARENT));
    expect(Object.keys(under.store.counters()).filter((key) => key.startsWith('requests'))).toEqual([]);
  });

  it('are excluded with the traffic that they are', async () => {
    const under = await tracesUnderTest({
      traces: { measures: ['requests', 'calls'] },
      source: { exclude: [{ 'load.test': 'true' }] },
    });
    const test = { attributes: { 'load.test': true } };
    await under.spans(server(1, test), chat(2, { ...PARENT, ...test }));
    expect(under.store.counters()).toEqual({ 'calls v2 in excluded': 1, 'requests v2 in excluded': 1 });
    expect(under.counts).toMatchObject({ excluded: 2 });
  });
});

describe('spans that are wrong', () => {
  it.each<[string, object, string]>([
    ['without an identity', { traceId: '' }, 'no valid trace and span id'],
    ['with an identity of zeros', { spanId: spanId(0) }, 'no valid trace and span id'],
    ['with an identity that is too short', { traceId: 'abcd' }, 'no valid trace and span id'],
    ['without an end', { endTimeUnixNano: '0' }, 'no end'],
    ['that end before they start', { start: 900, end: 800 }, 'ends before it starts'],
    ['that are too old', { start: -3_700_000, end: -3_660_000 }, 'older than max_sample_age'],
    ['of the future', { start: 0, end: 400_000 }, 'more than 5 min ahead'],
  ])('%s are refused with the reason, and the others counted', async (_, options, reason) => {
    const under = await tracesUnderTest(REQUESTS);
    const answer = await under.spans(chat(2, { ...PARENT, ...options }), chat(3, PARENT), server(1));
    expect(answer).toEqual({ refused: 1, message: `Refused spans: 1: ${reason}.` });
    expect(under.reasons).toEqual({ [reason]: 1 });
    expect(under.store.counters()).toMatchObject({ 'requests v2': 1, 'calls v2': 1 });
  });

  it('are refused with the reason again when they are sent again', async () => {
    const under = await tracesUnderTest(REQUESTS);
    for (let n = 0; n < 3; n += 1) {
      const answer = await under.spans(server(1), chat(2, { ...PARENT, traceId: '' }));
      expect(answer).toEqual({ refused: 1, message: 'Refused spans: 1: no valid trace and span id.' });
    }
    expect(under.reasons).toEqual({ 'no valid trace and span id': 1 });
  });

  it('are nobody’s business when they would not have counted', async () => {
    const under = await tracesUnderTest(REQUESTS);
    const answer = await under.spans(span(1, { end: -1 }), server(2, { start: -9_000_000, end: -8_000_000 }));
    expect(answer).toEqual({ refused: 0, message: '' });
  });
});

describe('traces that nobody takes', () => {
  it('are answered as refused, with what to do', async () => {
    const under = await tracesUnderTest({ traces: false });
    expect(await under.spans(chat(1), server(2))).toEqual({
      refused: 2,
      message:
        'No configured source takes traces of the resource with service.name=router; one that should needs traces: in gateline.yaml.',
    });
    expect(under.reasons).toEqual({ 'no source takes traces of its resource': 2 });
  });
});

describe('the time that traces are watched', () => {
  it('reaches from span to span, and over pauses of those who are heard of', async () => {
    const under = await tracesUnderTest({
      traces: { measures: ['calls', 'calls_failed'], requests: 'none' },
    });
    await under.spans(chat(1, { start: 0, end: 1_000 }));
    under.now += 60_000;
    // Nothing happened, but its process is there.
    await under.spans(span(2, { start: 60_000, end: 61_000 }));
    expect(under.store.observedMs('calls')).toBe(61_000);
    expect(under.store.observedMs('calls_failed')).toBe(61_000);
    under.now += 600_000;
    await under.spans(span(3, { start: 660_000, end: 661_000 }));
    expect(under.store.observedMs('calls')).toBe(61_000);
  });

  it('is of each version apart', async () => {
    const under = await tracesUnderTest({ traces: { measures: ['calls'], requests: 'none' } });
    await under.traces(tracesOf([chat(1)], { version: 'v1' }));
    await under.traces(tracesOf([chat(2)], { version: 'v2' }));
    under.now += 100_000;
    await under.traces(tracesOf([span(3, { start: 0, end: 101_000 })], { version: 'v1' }));
    const of = (item: string) =>
      under.store.batches
        .flatMap((batch) => batch.observations ?? [])
        .filter((each) => each.item === item)
        .reduce((sum, each) => sum + each.durationMs, 0);
    expect([of('v1'), of('v2')]).toEqual([101_000, 1_000]);
  });
});
