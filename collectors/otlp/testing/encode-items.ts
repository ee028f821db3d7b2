import protobuf from 'protobufjs/minimal.js';
import {
  anyValue,
  type EncodeOptions,
  keyValues,
  message,
  tag,
  text,
  type Writer,
} from './encode-protobuf.ts';
import type { EventJson, LogRecordJson, LogsJson, SpanJson, TracesJson } from './items-json.ts';

/** Writes traces of OTLP/JSON in protobuf's binary encoding, field by field as trace.proto numbers them. */
export function encodeTraces(request: TracesJson, options: EncodeOptions = {}): Uint8Array {
  const w = protobuf.Writer.create();
  for (const { resource, scopeSpans } of request.resourceSpans) {
    message(w, 1, options, () => {
      if (resource !== undefined) message(w, 1, options, () => keyValues(w, 1, resource.attributes));
      for (const { scope, spans } of scopeSpans) {
        message(w, 2, options, () => {
          if (scope !== undefined) writeScope(w, scope, options);
          for (const span of spans) message(w, 2, options, () => writeSpan(w, span, options));
        });
      }
    });
  }
  return w.finish();
}

/** Writes log records of OTLP/JSON in protobuf's binary encoding, field by field as logs.proto numbers them. */
export function encodeLogs(request: LogsJson, options: EncodeOptions = {}): Uint8Array {
  const w = protobuf.Writer.create();
  for (const { resource, scopeLogs } of request.resourceLogs) {
    message(w, 1, options, () => {
      if (resource !== undefined) message(w, 1, options, () => keyValues(w, 1, resource.attributes));
      for (const { scope, logRecords } of scopeLogs) {
        message(w, 2, options, () => {
          if (scope !== undefined) writeScope(w, scope, options);
          for (const record of logRecords) message(w, 2, options, () => writeRecord(w, record));
        });
      }
    });
  }
  return w.finish();
}

function writeScope(w: Writer, scope: { name?: string; version?: string }, options: EncodeOptions): void {
  message(w, 1, options, () => {
    text(w, 1, scope.name);
    text(w, 2, scope.version);
  });
}

function writeSpan(w: Writer, span: SpanJson, options: EncodeOptions): void {
  id(w, 1, span.traceId);
  id(w, 2, span.spanId);
  text(w, 3, span.traceState);
  id(w, 4, span.parentSpanId);
  text(w, 5, span.name);
  if (span.kind) tag(w, 6, 0).uint32(span.kind);
  time(w, 7, span.startTimeUnixNano);
  time(w, 8, span.endTimeUnixNano);
  keyValues(w, 9, span.attributes);
  for (const event of span.events ?? []) message(w, 11, options, () => writeEvent(w, event));
  for (const link of span.links ?? []) {
    message(w, 13, options, () => {
      id(w, 1, link.traceId);
      id(w, 2, link.spanId);
      keyValues(w, 4, link.attributes);
    });
  }
  if (span.status !== undefined) {
    const { message: said, code } = span.status;
    message(w, 15, options, () => {
      text(w, 2, said);
      if (code) tag(w, 3, 0).uint32(code);
    });
  }
  if (span.flags) tag(w, 16, 5).fixed32(span.flags);
}

function writeEvent(w: Writer, event: EventJson): void {
  time(w, 1, event.timeUnixNano);
  text(w, 2, event.name);
  keyValues(w, 3, event.attributes);
}

function writeRecord(w: Writer, record: LogRecordJson): void {
  time(w, 1, record.timeUnixNano);
  if (record.severityNumber) tag(w, 2, 0).uint32(record.severityNumber);
  text(w, 3, record.severityText);
  const { body } = record;
  if (body !== undefined) message(w, 5, {}, () => anyValue(w, body));
  keyValues(w, 6, record.attributes);
  if (record.flags) tag(w, 8, 5).fixed32(record.flags);
  id(w, 9, record.traceId);
  id(w, 10, record.spanId);
  time(w, 11, record.observedTimeUnixNano);
  text(w, 12, record.eventName);
}

function id(w: Writer, field: number, hex: string | undefined): void {
  if (hex) tag(w, field, 2).bytes(Buffer.from(hex, 'hex'));
}

function time(w: Writer, field: number, nanos: string | undefined): void {
  if (nanos !== undefined) tag(w, field, 1).fixed64(nanos);
}
