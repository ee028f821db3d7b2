import protobuf from 'protobufjs/minimal.js';
import type {
  AnyValueJson,
  ExponentialPointJson,
  HistogramPointJson,
  KeyValueJson,
  MetricJson,
  NumberPointJson,
  PointJson,
  RequestJson,
  SummaryPointJson,
} from './otlp-json.ts';

export type Writer = protobuf.Writer;

export interface EncodeOptions {
  /** Repeated numbers one by one instead of packed. */
  readonly unpacked?: boolean;
  /** A field that no version of the protocol has, in every message. */
  readonly unknownFields?: boolean;
}

/** Writes a request of OTLP/JSON in protobuf's binary encoding, field by field as metrics.proto numbers them. */
export function encodeProtobuf(request: RequestJson, options: EncodeOptions = {}): Uint8Array {
  const w = protobuf.Writer.create();
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    message(w, 1, options, () => {
      if (resource !== undefined) message(w, 1, options, () => keyValues(w, 1, resource.attributes));
      for (const { scope, metrics } of scopeMetrics) {
        message(w, 2, options, () => {
          if (scope !== undefined) {
            message(w, 1, options, () => {
              text(w, 1, scope.name);
              text(w, 2, scope.version);
              keyValues(w, 3, scope.attributes);
            });
          }
          for (const metric of metrics) message(w, 2, options, () => writeMetric(w, metric, options));
        });
      }
    });
  }
  return w.finish();
}

function writeMetric(w: Writer, metric: MetricJson, options: EncodeOptions): void {
  const { name, description, unit, gauge, sum, histogram, exponentialHistogram, summary } = metric;
  text(w, 1, name);
  text(w, 2, description);
  text(w, 3, unit);
  const data = <P>(
    field: number,
    of: { dataPoints: P[]; aggregationTemporality?: number; isMonotonic?: boolean } | undefined,
    write: (point: P) => void,
  ) => {
    if (of === undefined) return;
    message(w, field, options, () => {
      for (const point of of.dataPoints) message(w, 1, options, () => write(point));
      if (of.aggregationTemporality) tag(w, 2, 0).uint32(of.aggregationTemporality);
      if (of.isMonotonic) tag(w, 3, 0).bool(true);
    });
  };
  data(5, gauge, (point) => numberPoint(w, point));
  data(7, sum, (point) => numberPoint(w, point));
  data(9, histogram, (point) => histogramPoint(w, point, options));
  data(10, exponentialHistogram, (point) => exponentialPoint(w, point, options));
  data(11, summary, (point) => summaryPoint(w, point));
}

function numberPoint(w: Writer, point: NumberPointJson): void {
  times(w, point);
  if (point.asDouble !== undefined) tag(w, 4, 1).double(Number(point.asDouble));
  if (point.asInt !== undefined) tag(w, 6, 1).sfixed64(String(point.asInt));
  keyValues(w, 7, point.attributes);
  if (point.flags) tag(w, 8, 0).uint32(point.flags);
}

function histogramPoint(w: Writer, point: HistogramPointJson, options: EncodeOptions): void {
  times(w, point);
  if (point.count !== undefined) tag(w, 4, 1).fixed64(String(point.count));
  if (point.sum !== undefined) tag(w, 5, 1).double(Number(point.sum));
  repeated(w, 6, 1, point.bucketCounts, options, (count) => w.fixed64(String(count)));
  repeated(w, 7, 1, point.explicitBounds, options, (bound) => w.double(bound));
  keyValues(w, 9, point.attributes);
  if (point.flags) tag(w, 10, 0).uint32(point.flags);
}

function exponentialPoint(w: Writer, point: ExponentialPointJson, options: EncodeOptions): void {
  keyValues(w, 1, point.attributes);
  times(w, point);
  if (point.count !== undefined) tag(w, 4, 1).fixed64(String(point.count));
  if (point.sum !== undefined) tag(w, 5, 1).double(point.sum);
  if (point.scale) tag(w, 6, 0).sint32(point.scale);
  if (point.zeroCount !== undefined) tag(w, 7, 1).fixed64(String(point.zeroCount));
  for (const [field, buckets] of [
    [8, point.positive],
    [9, point.negative],
  ] as const) {
    if (buckets === undefined) continue;
    message(w, field, options, () => {
      if (buckets.offset) tag(w, 1, 0).sint32(buckets.offset);
      repeated(w, 2, 0, buckets.bucketCounts, options, (count) => w.uint64(String(count)));
    });
  }
  if (point.flags) tag(w, 10, 0).uint32(point.flags);
  if (point.zeroThreshold !== undefined) tag(w, 14, 1).double(point.zeroThreshold);
}

function summaryPoint(w: Writer, point: SummaryPointJson): void {
  times(w, point);
  if (point.count !== undefined) tag(w, 4, 1).fixed64(String(point.count));
  if (point.sum !== undefined) tag(w, 5, 1).double(point.sum);
  keyValues(w, 7, point.attributes);
  if (point.flags) tag(w, 8, 0).uint32(point.flags);
}

function times(w: Writer, { startTimeUnixNano, timeUnixNano }: PointJson): void {
  if (startTimeUnixNano !== undefined) tag(w, 2, 1).fixed64(startTimeUnixNano);
  if (timeUnixNano !== undefined) tag(w, 3, 1).fixed64(timeUnixNano);
}

export function keyValues(w: Writer, field: number, pairs: readonly KeyValueJson[] = []): void {
  for (const { key, value } of pairs) {
    message(w, field, {}, () => {
      text(w, 1, key);
      if (value !== undefined) message(w, 2, {}, () => anyValue(w, value));
    });
  }
}

export function anyValue(w: Writer, value: AnyValueJson): void {
  if (value.stringValue !== undefined) tag(w, 1, 2).string(value.stringValue);
  if (value.boolValue !== undefined) tag(w, 2, 0).bool(value.boolValue);
  if (value.intValue !== undefined) tag(w, 3, 0).int64(String(value.intValue));
  if (value.doubleValue !== undefined) tag(w, 4, 1).double(value.doubleValue);
  const { arrayValue, kvlistValue, bytesValue } = value;
  if (arrayValue !== undefined) {
    message(w, 5, {}, () => {
      for (const item of arrayValue.values) message(w, 1, {}, () => anyValue(w, item));
    });
  }
  if (kvlistValue !== undefined) message(w, 6, {}, () => keyValues(w, 1, kvlistValue.values));
  if (bytesValue !== undefined) tag(w, 7, 2).bytes(Buffer.from(bytesValue, 'base64'));
}

function repeated<T>(
  w: Writer,
  field: number,
  wireType: number,
  values: readonly T[] | undefined,
  { unpacked }: EncodeOptions,
  write: (value: T) => void,
): void {
  if (values === undefined || values.length === 0) return;
  if (unpacked) {
    for (const value of values) {
      tag(w, field, wireType);
      write(value);
    }
    return;
  }
  message(w, field, {}, () => {
    for (const value of values) write(value);
  });
}

export function message(w: Writer, field: number, { unknownFields }: EncodeOptions, write: () => void): void {
  tag(w, field, 2).fork();
  write();
  if (unknownFields) {
    tag(w, 900, 2).string('from the future');
    tag(w, 901, 0).uint64('18446744073709551615');
    tag(w, 902, 5).fixed32(7);
    tag(w, 903, 1).double(1.5);
  }
  w.ldelim();
}

export function text(w: Writer, field: number, value: string | undefined): void {
  if (value) tag(w, field, 2).string(value);
}

export function tag(w: Writer, field: number, wireType: number): Writer {
  return w.uint32((field << 3) | wireType);
}
