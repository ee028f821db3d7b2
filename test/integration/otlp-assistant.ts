import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { OtlpListener } from './otlp-listener.ts';

/** What the SDK sends everything with. */
export interface Exporters {
  readonly metrics: PushMetricExporter;
  readonly traces: SpanExporter;
  readonly logs: LogRecordExporter;
}

/** A machine that has much else to do must not make an exporter give up. */
const timeoutMillis = 60_000;
const temporalityPreference = AggregationTemporality.DELTA;

/** The ways in which the SDK sends what it has, to a listener. Metrics go as deltas: what is lost on the way would be lost for good. */
export const WAYS = {
  'HTTP in protobuf': ({ origin }: OtlpListener): Exporters => ({
    metrics: new ProtobufMetrics({ url: `${origin}/v1/metrics`, timeoutMillis, temporalityPreference }),
    traces: new ProtobufTraces({ url: `${origin}/v1/traces`, timeoutMillis }),
    logs: new ProtobufLogs({ url: `${origin}/v1/logs`, timeoutMillis }),
  }),
  'HTTP in JSON': ({ origin }: OtlpListener): Exporters => ({
    metrics: new JsonMetrics({ url: `${origin}/v1/metrics`, timeoutMillis, temporalityPreference }),
    traces: new JsonTraces({ url: `${origin}/v1/traces`, timeoutMillis }),
    logs: new JsonLogs({ url: `${origin}/v1/logs`, timeoutMillis }),
  }),
  gRPC: ({ grpcOrigin: url }: OtlpListener): Exporters => ({
    metrics: new GrpcMetrics({ url, timeoutMillis, temporalityPreference }),
    traces: new GrpcTraces({ url, timeoutMillis }),
    logs: new GrpcLogs({ url, timeoutMillis }),
  }),
} as const;

/** What the user said; nobody may keep it. */
export const PROMPT = 'my-parcel-is-lost-and-my-name-is-Ada';

/** Requests of one assistant, counted by their number. */
export const TICKETS = 20;
export const isFailed = (i: number) => i % 10 === 9;
export const isRight = (i: number) => i % 3 !== 0;
/** How long the model took, seconds. */
export const callSeconds = (i: number) => 0.4 + 0.1 * i;
/** How much longer the request took, seconds. */
export const OVERHEAD = 0.3;
export const FIRST_TOKEN_SECONDS = 0.25;
export const inputTokens = (i: number) => 100 + i;
export const CACHED_TOKENS = 40;
export const OUTPUT_TOKENS = 20;

/** A service that answers tickets with a model, instrumented by the conventions for GenAI; every answer is graded. */
export class Assistant {
  readonly #meters: MeterProvider;
  readonly #tracers: TracerProvider;
  readonly #loggers: LoggerProvider;

  constructor({ metrics, traces, logs }: Exporters) {
    const resource = resourceFromAttributes({ 'service.name': 'assistant', 'service.version': 'v2' });
    const never = 2 ** 30;
    const patience = { exportTimeoutMillis: timeoutMillis, scheduledDelayMillis: never };
    this.#meters = new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: metrics,
          exportIntervalMillis: never,
          exportTimeoutMillis: timeoutMillis,
        }),
      ],
    });
    this.#tracers = new TracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor({ exporter: traces, ...patience })],
    });
    this.#loggers = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter: logs, ...patience })],
    });
  }

  /** Answers all tickets, in moments that are just over. */
  work(): void {
    const tracer = this.#tracers.getTracer('assistant');
    const logger = this.#loggers.getLogger('grader');
    const escalated = this.#meters.getMeter('assistant').createCounter('tickets.escalated');
    for (let i = 0; i < TICKETS; i += 1) {
      const begun = Date.now() - 10_000;
      const root = tracer.startSpan(
        'POST /tickets',
        { kind: SpanKind.SERVER, startTime: begun },
        ROOT_CONTEXT,
      );
      this.#call(tracer, root, begun, i);
      if (isFailed(i)) root.setStatus({ code: SpanStatusCode.ERROR });
      root.end(begun + 1_000 * (callSeconds(i) + OVERHEAD));
      escalated.add(1);
      if (isFailed(i)) continue;
      logger.emit({
        eventName: 'gen_ai.evaluation.result',
        attributes: {
          'gen_ai.evaluation.name': 'correctness',
          'gen_ai.evaluation.score.label': isRight(i) ? 'pass' : 'fail',
          'gen_ai.evaluation.score.value': isRight(i) ? 1 : 0,
          'gen_ai.evaluation.explanation': PROMPT,
          'gen_ai.response.id': `answer-${i}`,
        },
      });
    }
  }

  #call(tracer: Tracer, root: Span, begun: number, i: number): void {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5.4',
      'gen_ai.request.stream': true,
      'gen_ai.input.messages': PROMPT,
    };
    const context = trace.setSpan(ROOT_CONTEXT, root);
    const span = tracer.startSpan(
      'chat gpt-5.4',
      { kind: SpanKind.CLIENT, startTime: begun, attributes },
      context,
    );
    if (isFailed(i))
      span.setAttribute('error.type', 'timeout').setStatus({ code: SpanStatusCode.ERROR, message: PROMPT });
    else {
      span.setAttributes({
        'gen_ai.response.id': `answer-${i}`,
        'gen_ai.response.time_to_first_chunk': FIRST_TOKEN_SECONDS,
        'gen_ai.usage.input_tokens': inputTokens(i),
        'gen_ai.usage.cache_read.input_tokens': CACHED_TOKENS,
        'gen_ai.usage.output_tokens': OUTPUT_TOKENS,
      });
    }
    span.end(begun + 1_000 * callSeconds(i));
  }

  /** Sends it, the answers before their grades. @throws Error when it was not taken */
  async send(): Promise<void> {
    await Promise.all([this.#tracers.forceFlush(), this.#meters.forceFlush()]);
    await this.#loggers.forceFlush();
  }

  async end(): Promise<void> {
    await Promise.all([this.#tracers.shutdown(), this.#meters.shutdown(), this.#loggers.shutdown()]);
  }
}
