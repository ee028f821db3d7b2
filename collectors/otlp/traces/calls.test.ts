import { describe, expect, it } from 'vitest';
import { priceDocumentSchema, readPriceDocument } from '../../../core/price/document.ts';
import { priceBook } from '../../../core/price/price-book.ts';
import { T0 } from '../testing/receiver-under-test.ts';
import { chat, server, span, spanId, traceId, tracesUnderTest } from '../testing/spans.ts';

const CALL = { traceId: traceId(1), parentSpanId: spanId(99) };

/** What one call adds, by measure; the version stands behind each. */
async function callOf(
  attributes: Record<string, string | number | boolean | undefined>,
  options: object = {},
): Promise<Record<string, number>> {
  const under = await tracesUnderTest({ traces: { requests: 'none' } });
  await under.spans(span(1, { kind: 3, attributes, ...options }));
  return Object.fromEntries(
    Object.entries(under.store.counters()).map(([key, value]) => [key.replace(' v2', ''), value]),
  );
}

/** Prices for 1,000 tokens. */
function pricesOf(models: Record<string, unknown>) {
  const document = priceDocumentSchema.parse({ currency: 'USD', per: 1_000, models });
  const { table } = readPriceDocument(document);
  return priceBook(
    () => [table],
    () => 'USD',
  );
}

const NONE = {
  calls: 1,
  calls_failed: 0,
  tokens_input: 0,
  tokens_cached_input: 0,
  tokens_cache_write_input: 0,
  tokens_output: 0,
  tokens_reasoning_output: 0,
  tokens_priced: 0,
  tokens_unpriced: 0,
  cost_usd: 0,
};

describe('a call of a model is read', () => {
  it.each<[string, Record<string, string | number>, Partial<typeof NONE>]>([
    [
      'of OpenTelemetry up to 1.36, with prompt and completion tokens',
      {
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.prompt_tokens': 11,
        'gen_ai.usage.completion_tokens': 7,
      },
      { tokens_input: 11, tokens_output: 7, tokens_unpriced: 18 },
    ],
    [
      'of OpenTelemetry up to 1.36, with an operation',
      {
        'gen_ai.system': 'az.ai.openai',
        'gen_ai.operation.name': 'text_completion',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.usage.output_tokens': 7,
      },
      { tokens_input: 11, tokens_output: 7, tokens_unpriced: 18 },
    ],
    [
      'of OpenTelemetry 1.37 to 1.41, the cached tokens a part of the input',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-opus-4-8',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.cache_read.input_tokens': 80,
        'gen_ai.usage.cache_creation.input_tokens': 10,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.reasoning.output_tokens': 20,
      },
      {
        tokens_input: 100,
        tokens_cached_input: 80,
        tokens_cache_write_input: 10,
        tokens_output: 30,
        tokens_reasoning_output: 20,
        tokens_unpriced: 130,
      },
    ],
    [
      'of the conventions for GenAI, that write into the cache',
      {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'gemini-3',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.cache_write.input_tokens': 60,
        'gen_ai.usage.text.input_tokens': 70,
        'gen_ai.usage.output_tokens': 30,
      },
      { tokens_input: 100, tokens_cache_write_input: 60, tokens_output: 30, tokens_unpriced: 130 },
    ],
    [
      'of OpenInference, with its cost in US dollars',
      {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'gpt-5.4',
        'llm.token_count.prompt': 100,
        'llm.token_count.prompt_details.cache_read': 40,
        'llm.token_count.completion': 20,
        'llm.token_count.completion_details.reasoning': 5,
        'llm.token_count.total': 120,
        'llm.cost.prompt': 0.25,
        'llm.cost.completion': 0.5,
        'llm.cost.total': 0.75,
      },
      {
        tokens_input: 100,
        tokens_cached_input: 40,
        tokens_output: 20,
        tokens_reasoning_output: 5,
        tokens_priced: 120,
        cost_usd: 0.75,
      },
    ],
    [
      'of OpenLLMetry, with its names for the cache',
      {
        'gen_ai.system': 'Anthropic',
        'llm.request.type': 'chat',
        'gen_ai.request.model': 'claude-opus-4-8',
        'gen_ai.usage.prompt_tokens': 100,
        'gen_ai.usage.completion_tokens': 20,
        'gen_ai.usage.cache_read_input_tokens': 30,
        'gen_ai.usage.cache_creation_input_tokens': 5,
        'gen_ai.usage.reasoning_tokens': 4,
        'llm.usage.total_tokens': 120,
      },
      {
        tokens_input: 100,
        tokens_cached_input: 30,
        tokens_cache_write_input: 5,
        tokens_output: 20,
        tokens_reasoning_output: 4,
        tokens_unpriced: 120,
      },
    ],
    [
      'of OpenLLMetry, that tells a total and one of its parts',
      {
        'llm.request.type': 'completion',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.prompt_tokens': 100,
        'llm.usage.total_tokens': 120,
      },
      { tokens_input: 100, tokens_output: 20, tokens_unpriced: 120 },
    ],
    [
      'of Langfuse, whose types of tokens stand side by side',
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.model.name': 'gpt-5.4',
        'langfuse.observation.usage_details': JSON.stringify({
          input: 60,
          input_cached_tokens: 40,
          output: 15,
          output_reasoning_tokens: 5,
          total: 120,
        }),
        'langfuse.observation.cost_details': JSON.stringify({ input: 0.25, output: 0.5 }),
      },
      {
        tokens_input: 100,
        tokens_cached_input: 40,
        tokens_output: 20,
        tokens_reasoning_output: 5,
        tokens_priced: 120,
        cost_usd: 0.75,
      },
    ],
    [
      'of Langfuse, whose total says that the cached tokens are a part',
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': JSON.stringify({
          input: 100,
          input_cached_tokens: 40,
          output: 20,
          total: 120,
        }),
        'langfuse.observation.cost_details': JSON.stringify({ input: 0.25, output: 0.5, total: 0.8 }),
      },
      { tokens_input: 100, tokens_cached_input: 40, tokens_output: 20, tokens_priced: 120, cost_usd: 0.8 },
    ],
    [
      'of Langfuse, with the answer of a provider as it came',
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': JSON.stringify({
          prompt_tokens: 100,
          completion_tokens: 20,
          total_tokens: 120,
          prompt_tokens_details: { cached_tokens: 40 },
          completion_tokens_details: { reasoning_tokens: 5 },
        }),
      },
      {
        tokens_input: 100,
        tokens_cached_input: 40,
        tokens_output: 20,
        tokens_reasoning_output: 5,
        tokens_unpriced: 120,
      },
    ],
    [
      "of Langfuse before OpenTelemetry's own attributes",
      {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': '{"input":5,"output":6}',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.usage.output_tokens': 60,
      },
      { tokens_input: 5, tokens_output: 6, tokens_unpriced: 11 },
    ],
    [
      'of the AI SDK, that names no operation',
      {
        'ai.operationId': 'ai.generateText.doGenerate',
        'gen_ai.system': 'openai.chat',
        'gen_ai.request.model': 'gpt-5.4',
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
      },
      { tokens_input: 9, tokens_output: 3, tokens_unpriced: 12 },
    ],
    [
      'of a gateway, with its cost',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.cost.total_cost': 0.125,
      },
      { tokens_input: 9, tokens_output: 3, tokens_priced: 12, cost_usd: 0.125 },
    ],
    [
      'whose cached tokens are told beside the input: the whole is never less than its parts',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.cache_read.input_tokens': 500,
        'gen_ai.usage.output_tokens': 3,
      },
      { tokens_input: 500, tokens_cached_input: 500, tokens_output: 3, tokens_unpriced: 503 },
    ],
    [
      'whose numbers are texts, or are no numbers',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': '100',
        'gen_ai.usage.output_tokens': 'many',
      },
      { tokens_input: 100, tokens_unpriced: 100 },
    ],
  ])('%s', async (_, attributes, expected) => {
    expect(await callOf(attributes)).toEqual({ ...NONE, ...expected });
  });

  it('that makes embeddings, too', async () => {
    const embedding = { 'gen_ai.operation.name': 'embeddings', 'gen_ai.usage.input_tokens': 9 };
    expect(await callOf(embedding)).toEqual({ ...NONE, tokens_input: 9, tokens_unpriced: 9 });
  });

  it.each([
    ['an agent, whose tokens are those of its calls', { 'gen_ai.operation.name': 'invoke_agent' }],
    ['a tool', { 'gen_ai.operation.name': 'execute_tool' }],
    ['a workflow of OpenLLMetry', { 'traceloop.span.kind': 'workflow' }],
    ['a chain of OpenInference', { 'openinference.span.kind': 'CHAIN' }],
    ['a plain span of Langfuse', { 'langfuse.observation.type': 'span' }],
    ['a database', { 'db.system': 'postgresql' }],
  ])('but not %s', async (_, attributes) => {
    expect(await callOf({ ...attributes, 'gen_ai.usage.input_tokens': 9 })).toEqual({});
  });
});

describe('a call that failed', () => {
  it.each([
    ['by its status', {}, { status: { code: 2, message: 'timeout' } }],
    ['by its type of error', { 'error.type': 'timeout' }, {}],
    ['by the level of Langfuse', { 'langfuse.observation.level': 'ERROR' }, {}],
  ])('is known %s', async (_, attributes, options) => {
    const { calls, calls_failed } = await callOf({ 'gen_ai.operation.name': 'chat', ...attributes }, options);
    expect([calls, calls_failed]).toEqual([1, 1]);
  });

  it('did not, where its status is OK', async () => {
    const { calls_failed } = await callOf({ 'gen_ai.operation.name': 'chat' }, { status: { code: 1 } });
    expect(calls_failed).toBe(0);
  });
});

describe('the time of a call', () => {
  it('is kept in buckets whose bounds have two digits', async () => {
    const under = await tracesUnderTest();
    await under.spans(
      chat(1, { end: 800 }),
      chat(2, { end: 800.5 }),
      chat(3, { end: 1_500 }),
      chat(4, { end: 30_000 }),
    );
    under.now += 60_000;
    await under.spans(chat(5, { end: 30_000 }));
    const { cells, sum } = under.store.distribution('call_duration');
    expect(cells).toEqual([
      { lower: 0.79, upper: 0.8, count: 1 },
      { lower: 0.8, upper: 0.81, count: 1 },
      { lower: 1.45, upper: 1.5, count: 1 },
      { lower: 29, upper: 30, count: 2 },
    ]);
    expect(sum).toBeCloseTo(63.1005, 9);
  });

  it('is not known when the span does not say when it began', async () => {
    const under = await tracesUnderTest();
    await under.spans(chat(1, { startTimeUnixNano: '0' }));
    expect(under.store.counters()['calls v2']).toBe(1);
    expect(under.store.distribution('call_duration').cells).toEqual([]);
  });

  const first = (at: number) => ({ timeUnixNano: String(BigInt(1_795_428_000_000 + at) * 1_000_000n) });
  it.each<[string, object]>([
    ['OpenTelemetry', { attributes: { 'gen_ai.response.time_to_first_chunk': 0.25 } }],
    ['the AI SDK', { attributes: { 'ai.response.msToFirstChunk': 250 } }],
    [
      'Langfuse',
      { attributes: { 'langfuse.observation.completion_start_time': '"2026-11-23T10:00:00.250Z"' } },
    ],
    ['OpenInference', { events: [{ name: 'First Token Stream Event', ...first(250) }] }],
    [
      'OpenLLMetry',
      { events: [400, 250, 300].map((at) => ({ name: 'llm.content.completion.chunk', ...first(at) })) },
    ],
  ])('to the first token is read of %s', async (_, options) => {
    const under = await tracesUnderTest();
    await under.spans(chat(1, { end: 2_150, ...options }));
    expect(under.store.distribution('time_to_first_token').cells).toEqual([
      { lower: 0.24, upper: 0.25, count: 1 },
    ]);
    // 1.9 s for the 19 tokens behind the first.
    expect(under.store.distribution('time_per_output_token').cells).toEqual([
      { lower: 0.099, upper: 0.1, count: 1 },
    ]);
  });

  it('to the first token is not known when it lies outside of the call', async () => {
    const under = await tracesUnderTest();
    await under.spans(
      chat(1, { attributes: { 'langfuse.observation.completion_start_time': '2026-11-23T09:59:59Z' } }),
    );
    expect(under.store.distribution('time_to_first_token').cells).toEqual([]);
  });
});

describe('a call that two libraries saw', () => {
  const outer = (options: object = {}) =>
    chat(1, { ...CALL, end: 900, attributes: { library: 'outer' }, ...options });
  const inner = (n = 2) => chat(n, { ...CALL, parentSpanId: spanId(1), start: 100, end: 800 });

  it.each([
    ['in one request', [[outer(), inner()]]],
    ['in one request, the outer one last', [[inner(), outer()]]],
    ['the inner one first', [[inner()], [outer()]]],
    ['the outer one first', [[outer()], [inner()]]],
  ])('is one call: %s', async (_, requests) => {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    for (const spans of requests) await under.spans(...spans);
    expect(under.store.counters()).toMatchObject({ 'calls v2': 1, 'tokens_input v2': 100 });
  });

  it('and tried again is as many calls as were tried', async () => {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    await under.spans(inner(2), inner(3), outer());
    expect(under.store.counters()).toMatchObject({ 'calls v2': 2, 'tokens_input v2': 200 });
  });

  it('is two when a tool lies in between', async () => {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    const tool = span(5, {
      ...CALL,
      parentSpanId: spanId(1),
      attributes: { 'gen_ai.operation.name': 'execute_tool' },
    });
    await under.spans(outer(), tool, chat(6, { ...CALL, parentSpanId: spanId(5) }));
    expect(under.store.counters()['calls v2']).toBe(2);
  });
});

describe('the cost of a call', () => {
  const before = { input: 1, cached_input: 0, output: 1, priority: { output: 11 } };
  const prices = pricesOf({
    'gpt-5.4': [before, { from: new Date(T0 + 60_000).toISOString(), input: 50, output: 50 }],
  });
  async function priced(attributes: Record<string, string | number | undefined>, options: object = {}) {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    under.prices = prices;
    await under.restart();
    await under.spans(chat(1, { attributes, ...options }));
    const {
      'cost_usd v2': cost,
      'tokens_priced v2': pricedTokens,
      'tokens_unpriced v2': unpriced,
    } = under.store.counters();
    return [Number(cost?.toFixed(9)), pricedTokens, unpriced];
  }

  it('is that of its tokens at the price of its time, cached ones being a part of the input', async () => {
    expect(await priced({})).toEqual([0.12, 120, 0]);
    expect(await priced({ 'gen_ai.usage.cache_read.input_tokens': 50 })).toEqual([0.07, 120, 0]);
  });

  it('is looked up for the model that answered, then for the one that was asked for', async () => {
    expect(await priced({ 'gen_ai.response.model': 'gpt-5.4-2026-10-01' })).toEqual([0.12, 120, 0]);
  });

  it('is looked up for the model of its provider as well, as a table has it', async () => {
    const own = pricesOf({ 'xai/grok-9': { input: 2, output: 2 }, 'home/grok-9': { input: 1, output: 1 } });
    const costs = async (provider: string) => {
      const under = await tracesUnderTest({ traces: { requests: 'none' } });
      under.prices = own;
      await under.restart();
      const attributes = { 'gen_ai.request.model': 'grok-9', 'gen_ai.provider.name': provider };
      await under.spans(chat(1, { attributes }));
      return Number(under.store.counters()['cost_usd v2']?.toFixed(9));
    };
    expect(await costs('home')).toBe(120e-3);
    expect(await costs('x_ai')).toBe(240e-3);
    expect(await costs('constructor')).toBe(0);
  });

  it('depends on the tier of service', async () => {
    expect(await priced({ 'openai.response.service_tier': 'priority' })).toEqual([0.32, 120, 0]);
    expect(await priced({ 'openai.response.service_tier': 'default' })).toEqual([0.12, 120, 0]);
  });

  it('is that of its own time', async () => {
    expect(await priced({}, { start: 59_000, end: 60_000 })).toEqual([6, 120, 0]);
    expect(await priced({}, { start: 59_000, end: 59_999 })).toEqual([0.12, 120, 0]);
  });

  it('is not made of tokens where the source is not to be priced', async () => {
    const under = await tracesUnderTest({ traces: { requests: 'none' }, source: { pricing: false } });
    under.prices = prices;
    await under.restart();
    await under.spans(chat(1));
    expect(under.store.counters()).toMatchObject({ 'cost_usd v2': 0, 'tokens_unpriced v2': 120 });
    expect(under.counts.unpriced).toBeUndefined();
  });

  it('is what the span says where it says it, whatever the price', async () => {
    expect(await priced({ 'gen_ai.usage.cost': 0.5 })).toEqual([0.5, 120, 0]);
  });

  it('is not known for a model without a price, whose tokens are counted as such', async () => {
    expect(await priced({ 'gen_ai.request.model': 'home-grown' })).toEqual([0, 0, 120]);
  });

  it('is missed by model, once it is written', async () => {
    const under = await tracesUnderTest({ traces: { requests: 'none' } });
    under.prices = prices;
    await under.restart();
    const unknown = { attributes: { 'gen_ai.request.model': 'home-grown' } };
    await under.spans(chat(1, unknown), chat(2, unknown), chat(3));
    await under.spans(chat(1, unknown), chat(2, unknown), chat(3));
    expect(under.reasons).toMatchObject({ 'home-grown': 240 });
  });

  it('is made of the counted tokens where the source brings tokens and no cost', async () => {
    const measures = ['tokens_input', 'tokens_cached_input', 'tokens_output'];
    const under = await tracesUnderTest({
      traces: { requests: 'none', measures },
      source: { metrics: [], pricing: { model: { label: 'gen_ai.request.model' } } },
    });
    under.prices = prices;
    under.isPriced = true;
    await under.restart();
    await under.spans(chat(1, { attributes: { 'gen_ai.usage.cache_read.input_tokens': 50 } }));
    expect(under.store.counters()).toMatchObject({
      'cost_usd v2 {model=gpt-5.4}': expect.closeTo(0.07),
      'tokens_priced v2 {model=gpt-5.4}': 120,
    });
    await under.restart();
    await under.spans(chat(2, { attributes: { 'gen_ai.request.model': 'home-grown' } }));
    expect(under.store.counters()).toMatchObject({
      'cost_usd v2 {model=gpt-5.4}': expect.closeTo(0.07),
      'tokens_unpriced v2 {model=home-grown}': 120,
    });
    expect(under.reasons).toMatchObject({ 'home-grown': 120 });
  });

  it('of tokens of unknown type is not known', async () => {
    const total = {
      'gen_ai.usage.input_tokens': undefined,
      'gen_ai.usage.output_tokens': undefined,
      'gen_ai.usage.total_tokens': 70,
    };
    expect(await priced(total)).toEqual([0, 0, 70]);
  });

  it('that nobody tells is told at the source', async () => {
    const under = await tracesUnderTest();
    const silent = { 'gen_ai.usage.input_tokens': undefined, 'gen_ai.usage.output_tokens': undefined };
    await under.spans(
      server(9),
      chat(1, { attributes: silent }),
      chat(2, { attributes: silent, status: { code: 2 } }),
    );
    expect(under.warnings).toEqual(['1 calls told neither their tokens nor their cost, which is missing.']);
  });
});

describe('labels of calls', () => {
  it('are kept as configured, of the span before the resource', async () => {
    const under = await tracesUnderTest({
      traces: {
        requests: 'none',
        measures: ['calls'],
        keep: ['gen_ai.request.model', 'region', 'span.kind'],
      },
    });
    await under.spans(chat(1, { attributes: { region: 'eu' } }));
    expect(under.store.counters()).toEqual({
      'calls v2 {gen_ai.request.model=gpt-5.4,region=eu,span.kind=client}': 1,
    });
  });

  it('tell the variant of a feature flag', async () => {
    const under = await tracesUnderTest({
      traces: { requests: 'none', measures: ['calls'] },
      source: { attribution: { item: { label: 'feature_flag.answer-model' } } },
    });
    const flag = (name: string, variant: string) => ({
      name,
      attributes: [
        { key: 'feature_flag.key', value: { stringValue: 'answer-model' } },
        { key: variant, value: { stringValue: 'v3' } },
      ],
    });
    await under.spans(
      chat(1, { events: [flag('feature_flag', 'feature_flag.variant')] }),
      chat(2, { events: [flag('feature_flag.evaluation', 'feature_flag.result.variant')] }),
    );
    expect(under.store.counters()).toEqual({ 'calls v3': 2 });
  });

  it('beyond the cap share a series, and calls of nobody are counted as such', async () => {
    const under = await tracesUnderTest({
      traces: { requests: 'none', measures: ['calls'], keep: ['user'] },
      source: { attribution: {}, max_label_sets: 2 },
    });
    await under.spans(...[1, 2, 3, 4].map((n) => chat(n, { attributes: { user: `u${n}` } })));
    expect(under.store.counters()).toEqual({
      'calls  {user=u1}': 1,
      'calls  {user=u2}': 1,
      'calls  {overflow=true}': 2,
    });
    expect(under.counts).toMatchObject({ accepted: 4, unattributed: 4, overflowed: 2 });
  });
});
