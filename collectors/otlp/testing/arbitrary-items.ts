import fc from 'fast-check';
import { keyValues, text, uint64 } from './arbitrary-request.ts';
import type { LogRecordJson, LogsJson, SpanJson, TracesJson } from './items-json.ts';
import type { KeyValueJson } from './otlp-json.ts';

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((of) => Buffer.from(of).toString('hex'));

/** Attributes that mean something, and others. */
const telling: fc.Arbitrary<KeyValueJson> = fc
  .tuple(
    fc.constantFrom(
      'gen_ai.operation.name',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'openinference.span.kind',
      'langfuse.observation.type',
      'langfuse.observation.usage_details',
      'gen_ai.input.messages',
      'sampling.probability',
      'gen_ai.evaluation.name',
      'gen_ai.evaluation.score.value',
      'gen_ai.evaluation.score.label',
      'event.name',
      'error.type',
    ),
    fc.oneof(
      fc
        .constantFrom(
          'chat',
          'LLM',
          'generation',
          'pass',
          'correctness',
          '{"input":3}',
          'gen_ai.evaluation.result',
        )
        .map((stringValue) => ({ stringValue })),
      fc.nat(1_000).map((n) => ({ intValue: String(n) })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
    ),
  )
  .map(([key, value]) => ({ key, value }));

const attributesOf = fc.oneof(keyValues, fc.array(telling, { maxLength: 5 }));

const span: fc.Arbitrary<SpanJson> = fc.record(
  {
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: hex(8),
    traceState: fc.constantFrom('', 'ot=th:8', 'a=b'),
    flags: fc.nat(1_023),
    name: text,
    kind: fc.nat(6),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes: attributesOf,
    events: fc.array(
      fc.record({
        name: fc.oneof(text, fc.constantFrom('First Token Stream Event', 'feature_flag')),
        timeUnixNano: uint64,
        attributes: keyValues,
      }),
      { maxLength: 3 },
    ),
    links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8), attributes: keyValues }), { maxLength: 2 }),
    status: fc.record({ code: fc.nat(3), message: text }),
  },
  { requiredKeys: [] },
);

const record: fc.Arbitrary<LogRecordJson> = fc.record(
  {
    timeUnixNano: uint64,
    observedTimeUnixNano: uint64,
    severityNumber: fc.nat(24),
    severityText: text,
    body: text.map((stringValue) => ({ stringValue })),
    attributes: attributesOf,
    flags: fc.nat(255),
    traceId: hex(16),
    spanId: hex(8),
    eventName: fc.constantFrom('gen_ai.evaluation.result', 'something.else'),
  },
  { requiredKeys: [] },
);

const resource = fc.record({ attributes: keyValues });
const scope = fc.record({ name: text, version: text });

/** Requests of every shape that the protocol knows, meaningful or not. */
export const arbitraryTraces: fc.Arbitrary<TracesJson> = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource,
      scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 4 }) }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});

export const arbitraryLogs: fc.Arbitrary<LogsJson> = fc.record({
  resourceLogs: fc.array(
    fc.record({
      resource,
      scopeLogs: fc.array(fc.record({ scope, logRecords: fc.array(record, { maxLength: 4 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
});
