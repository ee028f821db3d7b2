import { BREAKER_STATES, METRICS, type MetricName } from './product/metrics.ts';

/** A measure of Gateline's, and the metric of ours that it comes from. */
interface MappedMetric {
  readonly metric: MetricName;
  readonly measure: string;
  /** Only series with these labels; patterns, as in Prometheus matchers. */
  readonly where?: Readonly<Record<string, string>>;
  /** Labels that are worth a question. */
  readonly keep?: readonly string[];
}

/** A few mappings that belong together, under a comment. */
interface MappedMetrics {
  readonly about: string;
  readonly metrics: readonly MappedMetric[];
}

/** Which source of the demo brings a measure: what serves tickets is scraped, the pipeline and the tokens are pushed. */
const SERVING: readonly MappedMetrics[] = [
  {
    about: 'What became of the tickets.',
    metrics: [
      { metric: 'ticket_routing_requests_total', measure: 'requests', keep: ['route'] },
      { metric: 'ticket_routing_requests_total', measure: 'requests_failed', where: { outcome: 'error' } },
      { metric: 'ticket_routing_requests_total', measure: 'fallbacks', where: { outcome: 'fallback' } },
      { metric: 'ticket_routing_request_duration_seconds', measure: 'request_duration' },
      { metric: 'ticket_routing_cost_usd_total', measure: 'cost_usd', keep: ['model'] },
    ],
  },
  {
    about: 'How good the answers were: agents grade some of them, hours later.',
    metrics: [
      { metric: 'ticket_routing_answers_graded_total', measure: 'graded', keep: ['category'] },
      {
        metric: 'ticket_routing_answers_graded_total',
        measure: 'graded_correct',
        where: { grade: 'correct' },
        keep: ['category'],
      },
      {
        metric: 'ticket_routing_answers_graded_total',
        measure: 'graded_hallucinated',
        where: { grade: 'hallucinated' },
        keep: ['category'],
      },
      { metric: 'ticket_routing_suggestions_total', measure: 'suggestions_shown' },
      {
        metric: 'ticket_routing_suggestions_total',
        measure: 'suggestions_helpful',
        where: { agent: 'sent|edited' },
      },
    ],
  },
  {
    about: 'Measures of our own, for the signal tier1_end_to_end in the roadmap.',
    metrics: [
      { metric: 'ticket_routing_tickets_closed_total', measure: 'tier1_closed', where: { tier: '1' } },
      {
        metric: 'ticket_routing_tickets_closed_total',
        measure: 'tier1_closed_by_ai',
        where: { tier: '1', handled_by: 'ai' },
      },
    ],
  },
];

const PIPELINE: readonly MappedMetrics[] = [
  {
    about: 'A record is taken in once, and may fail at any stage.',
    metrics: [
      { metric: 'ticket_pipeline_records_total', measure: 'pipeline_records', where: { stage: 'ingest' } },
      {
        metric: 'ticket_pipeline_records_total',
        measure: 'pipeline_errors',
        where: { outcome: 'error' },
        keep: ['stage'],
      },
      { metric: 'ticket_pipeline_lag_seconds', measure: 'pipeline_lag' },
      { metric: 'ticket_pipeline_labeled_examples', measure: 'labeled_examples' },
    ],
  },
  {
    about: 'Cached input is a part of the input.',
    metrics: [
      {
        metric: 'ticket_routing_tokens_total',
        measure: 'tokens_input',
        where: { type: 'input' },
        keep: ['model'],
      },
      {
        metric: 'ticket_routing_tokens_total',
        measure: 'tokens_cached_input',
        where: { type: 'cached_input' },
        keep: ['model'],
      },
      {
        metric: 'ticket_routing_tokens_total',
        measure: 'tokens_output',
        where: { type: 'output' },
        keep: ['model'],
      },
    ],
  },
];

/** Measures that {@link renderConfiguration} maps, by kind of what they are read from. */
export const MAPPED_MEASURES: readonly string[] = [...SERVING, ...PIPELINE].flatMap(({ metrics }) =>
  metrics.map(({ measure }) => measure),
);

/** How metrics reach Gateline. `demo`: scraped and pushed, each measure from one of them; else everything from one source. */
export type ConfigurationKind = 'demo' | 'scrape' | 'prometheus' | 'otlp';

type SourceType = Exclude<ConfigurationKind, 'demo'>;

/**
 * A gateline.yaml for the example. Ports and folders are taken from the environment, with defaults for one machine.
 *
 * @param data folder of the measurements when the environment names none
 */
export function renderConfiguration(kind: ConfigurationKind, data = './data'): string {
  return `${HEADINGS[kind]}
listen: 127.0.0.1:\${GATELINE_PORT:-4600}
otlp:
  listen: 127.0.0.1:\${GATELINE_OTLP_PORT:-4318}
data: \${GATELINE_DATA:-${data}}
roadmaps: [roadmap.yaml]

sources:
${kind === 'demo' ? demoSources() : source(kind, 'ticket-routing', [...SERVING, ...PIPELINE], true)}`;
}

const HEADINGS: Readonly<Record<ConfigurationKind, string>> = {
  demo: `# Where the actuals of the ticket-routing roadmap come from. Each measure has one source: two would count everything twice.`,
  scrape: '# Everything from the /metrics of the service.',
  prometheus: '# Everything from a Prometheus server that scrapes the service: see prometheus.yml.',
  otlp: '# Everything from what the service pushes by OTLP.',
};

function demoSources(): string {
  return [
    '  # The service that answers tickets, read from its /metrics.',
    source('scrape', 'service', SERVING, true),
    '  # The data pipeline and the tokens, pushed through the OpenTelemetry SDK.',
    source('otlp', 'telemetry', PIPELINE, false),
  ].join('\n');
}

function source(
  type: SourceType,
  name: string,
  mapped: readonly MappedMetrics[],
  withBreakers: boolean,
): string {
  const lines = [
    `- type: ${type}`,
    `  name: ${name}`,
    '  product: ticket-routing',
    ...ADDRESSES[type],
    ...attribution(
      type,
      mapped.some(({ metrics }) => metrics.some(hasNoVersion)),
    ),
    '  metrics:',
    ...mapped.flatMap(({ about, metrics }) => [
      `    # ${about}`,
      ...metrics.flatMap((metric) => metricLines(type, metric)).map((line) => `    ${line}`),
    ]),
    ...(withBreakers ? breakers(type) : []),
  ];
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

const ADDRESSES: Readonly<Record<SourceType, readonly string[]>> = {
  scrape: ['  targets:', `    - http://127.0.0.1:\${TICKET_ROUTING_PORT:-9464}/metrics`, '  interval: 10s'],
  prometheus: [
    `  url: http://127.0.0.1:\${PROMETHEUS_PORT:-9090}`,
    '  match: { job: ticket-routing }',
    '  interval: 15s',
  ],
  otlp: ['  where: { service.name: ticket-routing }'],
};

function attribution(type: SourceType, someWithoutVersion: boolean): string[] {
  const environment = type === 'otlp' ? 'deployment.environment.name' : 'environment';
  return [
    '  attribution:',
    ...(someWithoutVersion ? itemOrPipeline() : ['    item: { label: version }']),
    '    build: { label: build }',
    `    environment: { label: ${environment} }`,
  ];
}

function itemOrPipeline(): string[] {
  return [
    '    # The pipeline serves no version: what it does belongs to the phase that promises it. Circuit breakers guard every version.',
    '    item:',
    '      - { label: version }',
    '      - { where: { breaker: "" }, is: data-scale }',
  ];
}

function hasNoVersion({ metric }: MappedMetric): boolean {
  return !(METRICS[metric].labels as readonly string[]).includes('version');
}

function metricLines(type: SourceType, { metric, measure, where, keep }: MappedMetric): string[] {
  const conditions = Object.entries(where ?? {}).map(([label, pattern]) => `${label}: ${quoted(pattern)}`);
  return [
    `- metric: ${nameIn(type, metric)}`,
    `  measure: ${measure}`,
    ...(conditions.length === 0 ? [] : [`  where: { ${conditions.join(', ')} }`]),
    ...(keep === undefined ? [] : [`  keep: [${keep.join(', ')}]`]),
  ];
}

/** YAML would read digits as a number. */
function quoted(text: string): string {
  return /^\d+$/.test(text) ? `"${text}"` : text;
}

/** The gauge says how the breaker is; the events tell of trips between two looks at it. */
function breakers(type: SourceType): string[] {
  const states = Object.entries(BREAKER_STATES).map(
    ([state, value]) => `"${value}": ${STATE_NAMES[state] ?? state}`,
  );
  return [
    '  breakers:',
    `    - metric: ${nameIn(type, 'ticket_routing_breaker_state')}`,
    '      name: { label: breaker }',
    `      values: { ${states.join(', ')} }`,
    `    - metric: ${nameIn(type, 'ticket_routing_breaker_events_total')}`,
    '      name: { label: breaker }',
    '      event_label: event',
    '      states: { open: open, halfOpen: half-open, close: closed }',
  ];
}

const STATE_NAMES: Readonly<Record<string, string>> = { halfOpen: 'half-open' };

function nameIn(type: SourceType, metric: MetricName): string {
  return type === 'otlp' ? METRICS[metric].instrument : metric;
}
