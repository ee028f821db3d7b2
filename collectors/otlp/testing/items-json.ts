import type { AnyValueJson, KeyValueJson } from './otlp-json.ts';

/** An ExportTraceServiceRequest in OTLP/JSON, as far as tests write it. */
export interface TracesJson {
  resourceSpans: {
    resource?: { attributes?: KeyValueJson[] };
    scopeSpans: {
      scope?: { name?: string; version?: string; attributes?: KeyValueJson[] };
      spans: SpanJson[];
    }[];
  }[];
}

export interface SpanJson {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  traceState?: string;
  flags?: number;
  name?: string;
  kind?: number;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  attributes?: KeyValueJson[];
  events?: EventJson[];
  links?: { traceId: string; spanId: string; attributes?: KeyValueJson[] }[];
  status?: { code?: number; message?: string };
}

export interface EventJson {
  name?: string;
  timeUnixNano?: string;
  attributes?: KeyValueJson[];
}

/** An ExportLogsServiceRequest in OTLP/JSON, as far as tests write it. */
export interface LogsJson {
  resourceLogs: {
    resource?: { attributes?: KeyValueJson[] };
    scopeLogs: { scope?: { name?: string; version?: string }; logRecords: LogRecordJson[] }[];
  }[];
}

export interface LogRecordJson {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  severityNumber?: number;
  severityText?: string;
  body?: AnyValueJson;
  attributes?: KeyValueJson[];
  flags?: number;
  traceId?: string;
  spanId?: string;
  eventName?: string;
}

/** Attributes of any scalar type; what is not there is left out. */
export function typed(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): KeyValueJson[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValueOf(value) }],
  );
}

function anyValueOf(value: string | number | boolean): AnyValueJson {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
