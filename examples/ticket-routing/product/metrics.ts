/** The metrics that the service exposes and pushes: one table for /metrics, for OTLP and for its history. */

/** Where a metric comes from: who answers tickets, or the pipeline that feeds the training data. */
export type MetricName = keyof typeof METRICS;

export type Labels = Readonly<Record<string, string>>;

export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Name of the instrument in OpenTelemetry, where `environment` is an attribute of the resource. */
  readonly instrument: string;
  /** In the notation of UCUM, as OpenTelemetry wants it. */
  readonly unit: string;
  /** In the order in which they are written. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Seconds. The bounds hold the targets of the roadmap (2 s), so that the buckets decide them exactly. */
export const DURATION_BUCKETS: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

const SERVED_BY = ['version', 'build', 'environment'] as const;

export const METRICS = {
  ticket_routing_requests_total: {
    type: 'counter',
    help: 'Tickets that the product was asked about, by what became of them.',
    instrument: 'ticket_routing.requests',
    unit: '{request}',
    labels: [...SERVED_BY, 'route', 'outcome'],
  },
  ticket_routing_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from a ticket to its answer.',
    instrument: 'ticket_routing.request.duration',
    unit: 's',
    labels: SERVED_BY,
    buckets: DURATION_BUCKETS,
  },
  ticket_routing_tokens_total: {
    type: 'counter',
    help: 'Tokens by model and type; cached_input is a part of input.',
    instrument: 'ticket_routing.tokens',
    unit: '{token}',
    labels: [...SERVED_BY, 'model', 'type'],
  },
  ticket_routing_cost_usd_total: {
    type: 'counter',
    help: 'What the calls of the models cost, in US dollars, by the price table of the day.',
    instrument: 'ticket_routing.cost',
    unit: '{USD}',
    labels: [...SERVED_BY, 'model'],
  },
  ticket_routing_answers_graded_total: {
    type: 'counter',
    help: 'Answers that agents graded later, by category of the ticket and grade.',
    instrument: 'ticket_routing.answers.graded',
    unit: '{answer}',
    labels: [...SERVED_BY, 'category', 'grade'],
  },
  ticket_routing_suggestions_total: {
    type: 'counter',
    help: 'Suggested responses shown to agents, by what the agent did with them.',
    instrument: 'ticket_routing.suggestions',
    unit: '{suggestion}',
    labels: [...SERVED_BY, 'agent'],
  },
  ticket_routing_tickets_closed_total: {
    type: 'counter',
    help: 'Closed tickets, by the version that was asked, their tier, and who had handled them end to end.',
    instrument: 'ticket_routing.tickets.closed',
    unit: '{ticket}',
    labels: [...SERVED_BY, 'tier', 'handled_by'],
  },
  ticket_routing_breaker_state: {
    type: 'gauge',
    help: 'State of the circuit breaker around a model: 0 closed, 1 half-open, 2 open.',
    instrument: 'ticket_routing.breaker.state',
    unit: '1',
    labels: ['environment', 'breaker'],
  },
  ticket_routing_breaker_events_total: {
    type: 'counter',
    help: 'Events of the circuit breaker around a model, as opossum names them.',
    instrument: 'ticket_routing.breaker.events',
    unit: '{event}',
    labels: ['environment', 'breaker', 'event'],
  },
  ticket_pipeline_records_total: {
    type: 'counter',
    help: 'Ticket records that a stage of the data pipeline took in, by outcome.',
    instrument: 'ticket_pipeline.records',
    unit: '{record}',
    labels: ['environment', 'stage', 'outcome'],
  },
  ticket_pipeline_lag_seconds: {
    type: 'gauge',
    help: 'How far the data pipeline is behind the ticket system.',
    instrument: 'ticket_pipeline.lag',
    unit: 's',
    labels: ['environment'],
  },
  ticket_pipeline_labeled_examples: {
    type: 'gauge',
    help: 'Labelled examples that are ready for training.',
    instrument: 'ticket_pipeline.labeled_examples',
    unit: '{example}',
    labels: ['environment'],
  },
} as const satisfies Record<string, MetricDefinition>;

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

/** Stages of the data pipeline, in order. */
export const PIPELINE_STAGES = ['ingest', 'clean', 'enrich'] as const;

/** Breakers, by the route whose model they guard. */
export const BREAKERS = { fast: 'model-fast', capable: 'model-capable' } as const;

/** Events of opossum that are counted. */
export const BREAKER_EVENTS = [
  'fire',
  'success',
  'failure',
  'timeout',
  'reject',
  'fallback',
  'open',
  'halfOpen',
  'close',
] as const;
export type BreakerEvent = (typeof BREAKER_EVENTS)[number];

export const BREAKER_STATES = { closed: 0, halfOpen: 1, open: 2 } as const;

/** Types of tokens that are counted. */
export const TOKEN_TYPES = ['input', 'cached_input', 'output'] as const;

export const GRADES = ['correct', 'wrong', 'hallucinated'] as const;

/** What agents do with a suggestion. */
export const SUGGESTION_USES = ['sent', 'edited', 'ignored'] as const;
