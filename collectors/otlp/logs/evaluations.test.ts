import { describe, expect, it } from 'vitest';
import { otlpSourceSchema } from '../source-schema.ts';
import { T0 } from '../testing/receiver-under-test.ts';
import { chat, evaluation, server, spanId, traceId, tracesUnderTest } from '../testing/spans.ts';

const score = (value: number) => ({ 'gen_ai.evaluation.score.value': value });
const label = (value: string) => ({ 'gen_ai.evaluation.score.label': value });

/** Whom a measure was counted for, when (ms after T0), and how often. */
function countedOf(under: Awaited<ReturnType<typeof tracesUnderTest>>, measure: string) {
  return under.store.batches
    .flatMap((batch) => batch.counters ?? [])
    .filter((point) => point.series.measure === measure)
    .map((point) => [point.series.item, point.at - T0, point.value]);
}

describe('evaluations', () => {
  it('of correctness are counted without a word of configuration', async () => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    await under.logs(
      [
        evaluation({ ...label('pass') }),
        evaluation({ ...label('Incorrect') }, { at: 1 }),
        evaluation({ ...score(1) }, { at: 2 }),
        evaluation({ ...score(0) }, { at: 3 }),
      ],
      { version: 'v2' },
    );
    expect(under.store.counters()).toEqual({ 'graded v2': 4, 'graded_correct v2': 2 });
  });

  it('become the measures that the configuration says, by name', async () => {
    const evaluations = [
      {
        name: 'Relevance',
        graded: 'graded_relevance',
        passed: 'relevant',
        score: 'relevance',
        pass: { at_least: 0.8 },
      },
      { name: 'hallucination|groundedness', graded: 'graded_truth', failed: 'graded_hallucinated' },
      { name: 'tone', graded: 'graded_tone', passed: 'polite', pass: { labels: ['formal', 'Warm'] } },
      { name: 'latency_feeling', graded: 'graded_feeling', score: 'feeling' },
    ];
    const under = await tracesUnderTest({ traces: false, logs: { evaluations } });
    const named = (name: string, of: object, at: number) =>
      evaluation({ 'gen_ai.evaluation.name': name, ...of }, { at });
    await under.logs(
      [
        named('Relevance', { ...score(0.83), ...label('meh') }, 1),
        named('Relevance', score(0.79), 2),
        named('hallucination', label('hallucinated'), 3),
        named('groundedness', label('grounded'), 4),
        named('tone', label('warm'), 5),
        named('tone', label('rude'), 6),
        named('latency_feeling', score(-1.255), 7),
      ],
      { version: 'v2' },
    );
    expect(under.store.counters()).toEqual({
      'graded_relevance v2': 2,
      'relevant v2': 1,
      'graded_truth v2': 2,
      'graded_hallucinated v2': 1,
      'graded_tone v2': 2,
      'polite v2': 1,
      'graded_feeling v2': 1,
    });
    expect(under.store.distribution('relevance')).toEqual({
      cells: [
        { lower: 0.78, upper: 0.79, count: 1 },
        { lower: 0.82, upper: 0.83, count: 1 },
      ],
      sum: 1.62,
    });
    expect(under.store.distribution('feeling').sum).toBe(-1.255);
  });

  it('that nobody asked for, and those that ended in an error, are told at the source', async () => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    await under.logs([
      evaluation({ 'gen_ai.evaluation.name': 'Tone', ...label('pass') }),
      evaluation({ 'error.type': 'timeout' }),
      evaluation({ ...label('pass') }),
    ]);
    expect(under.warnings).toEqual([
      '1 evaluations ended in an error and grade nothing.',
      '1 evaluations are counted nowhere: name "Tone" under logs.evaluations.',
    ]);
    expect(under.store.counters()).toEqual({ graded: 1, graded_correct: 1 });
  });

  it.each<[string, object, object, string]>([
    ['without a grade', {}, {}, 'neither a label nor a score that says whether it passed'],
    [
      'with a grade that says nothing',
      label('7 of 10'),
      {},
      'neither a label nor a score that says whether it passed',
    ],
    [
      'with a score that nobody judges',
      score(0.5),
      {},
      'neither a label nor a score that says whether it passed',
    ],
    ['without a time', label('pass'), { timeUnixNano: '0' }, 'no time'],
    ['that are too old', label('pass'), { at: -4_000_000 }, 'older than max_sample_age'],
    ['of the future', label('pass'), { at: 400_000 }, 'more than 5 min ahead'],
  ])('%s are refused with the reason', async (_, of, options, reason) => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    const answer = await under.logs([
      evaluation({ ...of }, options),
      evaluation({ ...label('pass') }, { at: 9 }),
    ]);
    expect(answer).toEqual({ refused: 1, message: `Refused log records: 1: ${reason}.` });
    expect(under.store.counters()).toEqual({ graded: 1, graded_correct: 1 });
  });

  it.each<[string, object, object, number | undefined]>([
    ['hallucination', label('hallucinated'), {}, 1],
    ['hallucination', label('factual'), {}, 0],
    ['Hallucination', label('yes'), {}, undefined],
    ['hallucination_detected', score(1), {}, undefined],
    ['toxicity', { ...score(0), ...label('no') }, {}, undefined],
    ['toxicity', { ...score(0), ...label('very low') }, {}, undefined],
    ['hallucination', label('yes'), { pass: { labels: ['no'] } }, 1],
    ['violence', score(0), { pass: { at_most: 3 } }, 0],
    ['harmlessness', score(1), {}, 0],
  ])('of %s by %j, configured with %j, fail %j times', async (name, of, more, failed) => {
    const evaluations = [{ name: '.*', failed: 'graded_faulty', ...more }];
    const under = await tracesUnderTest({ traces: false, logs: { evaluations } });
    const { refused } = await under.logs([evaluation({ 'gen_ai.evaluation.name': name, ...of })]);
    const counted = failed === undefined ? {} : { graded: 1, graded_faulty: failed };
    expect([under.store.counters(), refused]).toEqual([counted, failed === undefined ? 1 : 0]);
  });

  it('have the time at which they were seen where they have no other', async () => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    const seen = String(BigInt(T0 + 1_000) * 1_000_000n);
    await under.logs([evaluation({ ...label('pass') }, { timeUnixNano: '0', observedTimeUnixNano: seen })]);
    expect(countedOf(under, 'graded')).toEqual([['', 0, 1]]);
  });
});

describe('an answer that is graded later', () => {
  const call = () => [
    server(1),
    chat(2, { parentSpanId: spanId(1), attributes: { 'gen_ai.response.id': 'resp-1' } }),
  ];

  it.each<[string, object, object]>([
    ['by the name that its provider gave it', { 'gen_ai.response.id': 'resp-1' }, {}],
    ['by its span', {}, { traceId: traceId(1), spanId: spanId(2) }],
    ['by another span of its trace', {}, { traceId: traceId(1), spanId: spanId(77) }],
  ])('counts for who gave it, at the time when they did: %s', async (_, of, options) => {
    const under = await tracesUnderTest({ logs: {} });
    await under.spans(...call());
    under.now += 3 * 3_600_000;
    await under.restart();
    const later = { at: 3 * 3_600_000, ...options };
    await under.logs([evaluation({ ...label('pass'), ...of }, later)], {
      'service.name': 'judge',
      version: 'judge-7',
    });
    expect(countedOf(under, 'graded')).toEqual([['v2', 0, 1]]);
    expect(countedOf(under, 'graded_correct')).toEqual([['v2', 0, 1]]);
  });

  it('counts for who gave it days later, without a word of configuration', async () => {
    const under = await tracesUnderTest({ logs: {} });
    await under.spans(...call());
    const days = 6 * 24 * 3_600_000;
    under.now += days;
    const late = evaluation({ ...label('pass'), 'gen_ai.response.id': 'resp-1' }, { at: days });
    await under.logs([late], { version: 'v9' });
    expect(countedOf(under, 'graded')).toEqual([['v2', 0, 1]]);
    expect(under.warnings).toEqual([]);
  });

  it('and was forgotten counts by what its grade says of itself, which is told', async () => {
    const under = await tracesUnderTest({ logs: { remember: '1h' } });
    await under.spans(...call());
    under.now += 2 * 3_600_000;
    const late = evaluation({ ...label('pass'), 'gen_ai.response.id': 'resp-1' }, { at: 2 * 3_600_000 });
    await under.logs([late], { version: 'v9' });
    expect(countedOf(under, 'graded')).toEqual([['v9', 7_200_000, 1]]);
    expect(under.warnings).toEqual([
      expect.stringMatching(
        /^1 evaluations name an answer that is not known: .*They count at their own time/,
      ),
    ]);
  });

  it('is graded once by each evaluation, however often it is said', async () => {
    const under = await tracesUnderTest({ logs: {} });
    await under.spans(...call());
    const of = (word: string, at: number) =>
      evaluation({ ...label(word), 'gen_ai.response.id': 'resp-1' }, { at });
    await under.logs([of('pass', 1), of('pass', 2)]);
    await under.restart();
    await under.logs([of('fail', 3)]);
    expect(under.store.counters()).toMatchObject({ 'graded v2': 1, 'graded_correct v2': 1 });
    expect(under.counts['out-of-order']).toBe(2);
  });

  it('that nothing names is told apart by its record', async () => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    const records = [1, 2, 2].map((at) => evaluation({ ...label('pass') }, { at }));
    await under.logs(records);
    expect(under.store.counters()).toEqual({ graded: 2, graded_correct: 2 });
  });

  it('after a lost answer of ours counts once', async () => {
    const under = await tracesUnderTest({ traces: false, logs: {} });
    under.store.lostAnswers = 1;
    const records = [evaluation({ ...label('pass') })];
    await expect(under.logs(records)).rejects.toMatchObject({ code: 'store-unavailable' });
    await under.logs(records);
    expect(under.store.counters()).toEqual({ graded: 1, graded_correct: 1 });
    expect(under.counts.duplicate).toBe(1);
  });
});

describe('log records that nobody takes', () => {
  it('are answered with what to do', async () => {
    const under = await tracesUnderTest();
    expect(await under.logs([evaluation({ ...label('pass') })])).toEqual({
      refused: 1,
      message:
        'No configured source takes logs of the resource with service.name=router; one that should needs logs: in gateline.yaml.',
    });
  });
});

describe('the configuration of evaluations', () => {
  const issuesOf = (settings: object) =>
    (otlpSourceSchema.safeParse({ name: 'a', product: 'b', ...settings }).error?.issues ?? []).map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );

  it('may not count an answer twice', () => {
    const evaluations = [
      { name: 'correctness', passed: 'graded_correct' },
      { name: 'hallucination', failed: 'graded_hallucinated' },
    ];
    expect(issuesOf({ logs: { evaluations } })).toEqual([
      'logs.evaluations.1: brings graded, which another evaluation of this source brings too: it would count twice',
    ]);
    const metrics = [{ metric: 'graded', measure: 'graded' }];
    expect(issuesOf({ metrics, logs: {} })).toEqual([
      'logs.evaluations.0: brings graded, which metrics of this source bring too: it would count twice',
    ]);
    expect(
      issuesOf({ metrics: [{ metric: 'c', measure: 'calls' }], traces: { measures: ['calls'] } }),
    ).toEqual([
      'traces.measures.0: brings calls, which metrics of this source bring too: it would count twice',
    ]);
  });

  it('needs something to count, and patterns that can be read', () => {
    expect(issuesOf({ logs: { evaluations: [{ name: 'a' }] } })).toEqual([
      'logs.evaluations.0: needs at least one of passed, failed and score',
    ]);
    expect(issuesOf({ logs: { evaluations: [{ name: '(', passed: 'x' }] } })).toEqual([
      'logs.evaluations.0.name: is not a regular expression',
    ]);
  });

  it('leaves to traces what metrics do not bring', async () => {
    const under = await tracesUnderTest({
      traces: {},
      source: { metrics: [{ metric: 'app.requests', measure: 'requests' }] },
    });
    await under.spans(server(1), chat(2, { parentSpanId: spanId(1) }));
    expect(under.store.counters()['requests v2']).toBeUndefined();
    expect(under.store.counters()['calls v2']).toBe(1);
  });
});
