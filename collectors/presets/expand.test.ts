import { describe, expect, it } from 'vitest';
import { Mapper } from '../../core/measure/mapper.ts';
import { otlpSourceSchema } from '../otlp/source-schema.ts';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { sourceMapping, sourceProblems } from '../source-mapping.ts';
import { SPELLINGS } from './spelling.ts';

const TARGETS = { targets: ['http://gateway.example/metrics'] };

function scrape(fields: Record<string, unknown>) {
  return scrapeSourceSchema.parse({ name: 's', product: 'p', ...TARGETS, ...fields });
}

/** What each of these metrics feeds. */
function fed(fields: Record<string, unknown>, metric: string, labels: Record<string, string> = {}) {
  return new Mapper(sourceMapping(scrape(fields)))
    .map(metric, labels)
    .measures.map(({ series }) => series.measure)
    .sort();
}

describe('a source with a preset', () => {
  it('has its mapping', () => {
    expect(fed({ preset: 'vllm' }, 'vllm:generation_tokens_total')).toEqual(['tokens_output']);
    expect(fed({ preset: 'vllm' }, 'vllm:request_success', { finished_reason: 'error' })).toEqual([
      'calls',
      'calls_failed',
    ]);
    expect(fed({}, 'vllm:generation_tokens_total')).toEqual([]);
  });

  it('may have several', () => {
    const preset = ['litellm', { name: 'opossum', without: ['fallbacks', 'breaker_opens'] }];
    expect(fed({ preset }, 'litellm_spend_metric')).toEqual(['cost_usd']);
    const { breakers } = sourceMapping(scrape({ preset }));
    expect([...new Set(breakers.map(({ metric }) => metric))]).toEqual([
      'litellm_deployment_state',
      'litellm_deployment_cooled_down',
      'circuit',
    ]);
  });

  it('adds lines of its own, which take the place of what the preset says of the same measure', () => {
    const metrics = [
      { metric: 'desk_requests_total', measure: 'requests' },
      { metric: 'desk_answers_total', measure: 'graded' },
    ];
    expect(fed({ preset: 'litellm', metrics }, 'litellm_proxy_total_requests_metric')).toEqual([]);
    expect(fed({ preset: 'litellm', metrics }, 'litellm_proxy_failed_requests_metric')).toEqual([
      'requests_failed',
    ]);
    expect(fed({ preset: 'litellm', metrics }, 'desk_requests_total')).toEqual(['requests']);
    expect(fed({ preset: 'litellm', metrics }, 'desk_answers_total')).toEqual(['graded']);
  });

  it('has its own way to read a breaker in place of the preset’s', () => {
    const breakers = [
      { metric: 'litellm_deployment_cooled_down', name: 'model', event: 'open', closes_after: '30s' },
    ];
    const mapping = sourceMapping(scrape({ preset: 'litellm', breakers }));
    expect(mapping.breakers.map(({ metric, closesAfterMs }) => [metric, closesAfterMs])).toEqual([
      ['litellm_deployment_cooled_down', 30_000],
      ['litellm_deployment_state', undefined],
    ]);
  });

  it('takes some of its measures, or all but some, of some series', () => {
    const only = { name: 'litellm', only: ['cost_usd'] };
    expect(fed({ preset: only }, 'litellm_input_tokens_metric')).toEqual([]);
    expect(fed({ preset: only }, 'litellm_spend_metric')).toEqual(['cost_usd']);
    const without = { name: 'litellm', without: ['cost_usd'], where: { team_alias: 'desk' } };
    expect(fed({ preset: without }, 'litellm_spend_metric', { team_alias: 'desk' })).toEqual([]);
    expect(fed({ preset: without }, 'litellm_input_tokens_metric', { team_alias: 'desk' })).toEqual([
      'tokens_input',
    ]);
    expect(fed({ preset: without }, 'litellm_input_tokens_metric', { team_alias: 'other' })).toEqual([]);
  });

  it('may count calls as requests, where one answers the other', () => {
    const preset = { name: 'vllm', calls_are_requests: true };
    expect(fed({ preset }, 'vllm:request_success')).toEqual(['calls', 'requests']);
    expect(fed({ preset }, 'vllm:e2e_request_latency_seconds')).toEqual([
      'call_duration',
      'request_duration',
    ]);
    expect(fed({ preset }, 'vllm:prompt_tokens_total')).toEqual(['tokens_input']);
  });

  it('says itself whose traffic it is, as far as it wants', () => {
    const mapper = new Mapper(
      sourceMapping(scrape({ preset: 'vllm', attribution: { item: 'v9', environment: 'staging' } })),
    );
    const { series } = mapper.map('vllm:request_success', { model_name: 'router-v3' }).measures[0] ?? {};
    expect(series).toMatchObject({ item: 'v9', build: 'router-v3', environment: 'staging' });
  });

  it('prices tokens by the labels of the preset, or by its own', () => {
    const labels = { model_name: 'a', engine: 'b' };
    const model = (fields: Record<string, unknown>) =>
      new Mapper(sourceMapping(scrape({ preset: 'vllm', ...fields }), { priced: true })).map(
        'vllm:prompt_tokens_total',
        labels,
      ).measures[0]?.series.labels;
    expect(model({})).toEqual({ model: 'a' });
    expect(model({ pricing: { model: { label: 'engine' }, tier: 'batch' } })).toEqual({
      model: 'b',
      tier: 'batch',
    });
  });
});

describe('presets that bring the same', () => {
  it('are refused, with a way out', () => {
    expect(sourceProblems(scrape({ preset: ['litellm', 'vllm'] }), 'exposition')[0]).toEqual({
      path: ['preset'],
      message:
        'The presets `litellm` and `vllm` both bring calls, which would count it twice; write `{ name: vllm, without: [calls] }` for the one that is not to count.',
    });
  });

  it('are settled by lines of the source, or by leaving the measure out', () => {
    const without = [
      'calls',
      'calls_failed',
      'call_duration',
      'time_to_first_token',
      'time_per_output_token',
    ];
    const tokens = ['tokens_input', 'tokens_output', 'tokens_cached_input'];
    const preset = [
      'litellm',
      { name: 'vllm', without: [...without, 'tokens_input', 'tokens_cached_input'] },
    ];
    expect(sourceProblems(scrape({ preset }), 'exposition').map(({ message }) => message)).toEqual([
      expect.stringContaining('both bring tokens_output'),
    ]);
    const metrics = [{ metric: 'mine', measure: 'tokens_output' }];
    expect(sourceProblems(scrape({ preset, metrics }), 'exposition')).toEqual([]);
    expect(
      sourceProblems(
        scrape({ preset: ['litellm', { name: 'vllm', without: [...without, ...tokens] }] }),
        'exposition',
      ),
    ).toEqual([]);
  });

  it('are looked for where there can be any', () => {
    expect(sourceProblems(scrape({ preset: 'openinference' }), 'exposition')).toEqual([
      {
        path: ['preset'],
        message:
          'The preset `openinference` reads spans, which only a source of type otlp brings; name it there.',
      },
    ]);
    expect(sourceProblems(scrape({ preset: 'openinference' }), 'opentelemetry')).toEqual([]);
  });

  it.each([
    ['no-such', 'Invalid'],
    [['litellm', 'litellm'], 'a preset stands there twice'],
    [{ name: 'litellm', onyl: ['requests'] }, 'onyl'],
    [[], 'Too small'],
  ])('%j is no preset', (preset, why) => {
    const result = scrapeSourceSchema.safeParse({ name: 's', product: 'p', ...TARGETS, preset });
    expect(JSON.stringify(result.error?.issues)).toContain(why);
  });
});

describe('names of OpenTelemetry', () => {
  it.each([
    [
      'gen_ai.client.operation.duration',
      { kind: 'histogram', unit: 's' },
      [
        'gen_ai_client_operation_duration_seconds',
        'gen_ai_client_operation_duration',
        'gen_ai.client.operation.duration_seconds',
        'gen_ai.client.operation.duration',
      ],
    ],
    [
      'gen_ai.client.operation.duration_count',
      { kind: 'histogram', unit: 's' },
      [
        'gen_ai_client_operation_duration_seconds_count',
        'gen_ai_client_operation_duration_count',
        'gen_ai.client.operation.duration_seconds_count',
        'gen_ai.client.operation.duration_count',
      ],
    ],
    [
      'gen_ai.client.token.usage_sum',
      { kind: 'histogram', unit: '{token}' },
      [
        'gen_ai_client_token_usage_sum',
        'gen_ai_client_token_usage_sum',
        'gen_ai.client.token.usage_sum',
        'gen_ai.client.token.usage_sum',
      ],
    ],
    [
      'gen_ai.client.token.usage_sum',
      { kind: 'histogram', unit: 'token' },
      [
        'gen_ai_client_token_usage_token_sum',
        'gen_ai_client_token_usage_sum',
        'gen_ai.client.token.usage_token_sum',
        'gen_ai.client.token.usage_sum',
      ],
    ],
    [
      'resilience.polly.strategy.events',
      { kind: 'counter', unit: '' },
      [
        'resilience_polly_strategy_events',
        'resilience_polly_strategy_events',
        'resilience.polly.strategy.events',
        'resilience.polly.strategy.events',
      ],
    ],
    ['a.b', { kind: 'gauge', unit: '1' }, ['a_b_ratio', 'a_b', 'a.b_ratio', 'a.b']],
    ['a.b', { kind: 'histogram', unit: 'By' }, ['a_b_bytes', 'a_b', 'a.b_bytes', 'a.b']],
    [
      'a.latency.ms',
      { kind: 'histogram', unit: 'By/s' },
      ['a_latency_ms_By_s', 'a_latency_ms', 'a.latency.ms_By_s', 'a.latency.ms'],
    ],
  ] as const)('%s as %j are %j', (name, instrument, expected) => {
    expect(SPELLINGS.map(({ metric }) => metric(name, instrument))).toEqual(expected);
  });

  it.each([
    ['gen_ai_client_token_usage_sum', { gen_ai_token_type: 'input' }],
    ['gen_ai_client_token_usage_token_sum', { gen_ai_token_type: 'input' }],
    ['gen_ai.client.token.usage_sum', { 'gen_ai.token.type': 'input' }],
  ])('are known in an exposition as %s with %j, labels likewise', (metric, labels) => {
    const mapper = new Mapper(sourceMapping(scrape({ preset: 'otel-genai' })));
    const both = { ...labels, service_version: '2.3.1', deployment_environment_name: 'staging' };
    const measures = mapper.map(metric, both).measures;
    expect(measures.map(({ series }) => [series.measure, series.item, series.environment])).toEqual([
      ['tokens_input', 'v2', 'staging'],
    ]);
    expect(measures[0]?.unless).toContain('gen_ai_client_inference_usage_input_tokens');
    expect(
      mapper.map(metric, Object.fromEntries(Object.keys(labels).map((name) => [name, 'total']))).measures,
    ).toEqual([]);
  });

  it('are what they are where they are sent by OTLP', () => {
    const config = otlpSourceSchema.parse({ name: 's', product: 'p', preset: 'otel-genai' });
    const { metrics } = sourceMapping(config, { naming: 'opentelemetry' });
    expect(metrics.every(({ metric }) => metric.startsWith('gen_ai.'))).toBe(true);
  });
});
