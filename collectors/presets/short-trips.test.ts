import { describe, expect, it } from 'vitest';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { sourceMapping } from '../source-mapping.ts';
import { IntakeUnderTest, SECOND, T0 } from '../testing/intake-under-test.ts';

const TARGETS = ['http://x.example/metrics'];
const at = (n: number) => T0 + n * 15 * SECOND;

/** A breaker by its gauge, closed at every scrape, beside the counter that tells what happened in between. */
const REPRESENTATIONS: readonly {
  readonly of: string;
  readonly settings: object;
  readonly breaker: string;
  readonly metrics: (n: number) => string;
}[] = [
  {
    of: 'Resilience4j, by calls that were not permitted',
    settings: { preset: 'resilience4j' },
    breaker: 'model',
    metrics: (n) => `# TYPE resilience4j_circuitbreaker_state gauge
resilience4j_circuitbreaker_state{name="model",state="closed"} 1
resilience4j_circuitbreaker_state{name="model",state="open"} 0
resilience4j_circuitbreaker_state{name="model",state="half_open"} 0
# TYPE resilience4j_circuitbreaker_not_permitted_calls_total counter
resilience4j_circuitbreaker_not_permitted_calls_total{name="model",kind="not_permitted"} ${n}
`,
  },
  {
    of: 'Envoy, by requests beyond its limit',
    settings: { preset: 'envoy' },
    breaker: 'model-v3 (capacity: pending requests)',
    metrics: (n) => `# TYPE envoy_cluster_circuit_breakers_default_rq_pending_open gauge
envoy_cluster_circuit_breakers_default_rq_pending_open{envoy_cluster_name="model-v3"} 0
# TYPE envoy_cluster_upstream_rq_pending_overflow counter
envoy_cluster_upstream_rq_pending_overflow{envoy_cluster_name="model-v3"} ${n}
`,
  },
  {
    of: 'Istio, whose label has another name',
    settings: { preset: 'envoy' },
    breaker: 'outbound|80||model-v3 (hosts ejected)',
    metrics: (n) => `# TYPE envoy_cluster_outlier_detection_ejections_active gauge
envoy_cluster_outlier_detection_ejections_active{cluster_name="outbound|80||model-v3"} 0
# TYPE envoy_cluster_outlier_detection_ejections_enforced_total counter
envoy_cluster_outlier_detection_ejections_enforced_total{cluster_name="outbound|80||model-v3"} ${n}
`,
  },
  {
    of: 'LiteLLM, by cooldowns, which are over after 5 s',
    settings: { preset: 'litellm' },
    breaker: 'openai/gpt-5.4',
    metrics: (n) => `# TYPE litellm_deployment_state gauge
litellm_deployment_state{litellm_model_name="openai/gpt-5.4"} 0
# TYPE litellm_deployment_cooled_down_total counter
litellm_deployment_cooled_down_total{litellm_model_name="openai/gpt-5.4"} ${n}
`,
  },
  {
    of: 'Polly, by its events',
    settings: { preset: 'polly' },
    breaker: 'model',
    metrics: (n) => `# TYPE resilience_polly_strategy_events_total counter
resilience_polly_strategy_events_total{event_name="OnCircuitOpened",pipeline_name="model"} ${n}
resilience_polly_strategy_events_total{event_name="OnCircuitHalfOpened",pipeline_name="model"} ${n}
resilience_polly_strategy_events_total{event_name="OnCircuitClosed",pipeline_name="model"} ${n}
`,
  },
  {
    of: 'any gauge with numbers of its own (2 is open) and a counter beside it, by mapping',
    settings: {
      breakers: [
        { metric: 'desk_breaker', name: 'model', values: { 0: 'closed', 1: 'half-open', 2: 'open' } },
        { metric: 'desk_trips', name: 'model', event: 'open' },
      ],
    },
    breaker: 'model',
    metrics: (n) => `# TYPE desk_breaker gauge
desk_breaker 0
# TYPE desk_trips_total counter
desk_trips_total ${n}
`,
  },
];

describe('a trip of 5 s between two scrapes, of which no gauge knows', () => {
  it.each(REPRESENTATIONS)('is seen of $of', async ({ settings, breaker, metrics }) => {
    const config = scrapeSourceSchema.parse({ name: 's', product: 'p', targets: TARGETS, ...settings });
    const source = new IntakeUnderTest(sourceMapping(config));
    for (const [n, trips] of [0, 0, 1, 1].entries()) await source.feed(at(n), metrics(trips));
    const changes = source.store.breakerChanges().map((change) => change.replace(/^(\d+) /, ''));
    const opened = changes.indexOf(`${breaker} open`);
    expect(opened).toBeGreaterThanOrEqual(0);
    expect(changes.at(-1)).toBe(`${breaker} closed`);
    expect(changes.lastIndexOf(`${breaker} closed`)).toBeGreaterThan(opened);
  });
});
