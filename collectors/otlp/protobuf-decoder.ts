import type { AttributeSet } from './attribute-table.ts';
import type { DecodeOptions, DecoderTables } from './decoder-tables.ts';
import { DEFAULT_DECODE_LIMITS, type MetricKind, MetricPoints, type Scope } from './metric-points.ts';
import { type EnvelopeReader, ProtobufEnvelope } from './protobuf-envelope.ts';
import { PointReader } from './protobuf-points.ts';

/**
 * Decodes an ExportMetricsServiceRequest (opentelemetry-proto, collector/metrics/v1 and metrics/v1) in protobuf's binary encoding,
 * straight into columns. Unknown fields are skipped; repeated numbers may be packed or not; fields may come in any order.
 *
 * @throws GatelineError `otlp-invalid` with the byte offset, `payload-too-large` beyond the limits
 */
export function decodeProtobuf(
  body: Uint8Array,
  tables: DecoderTables,
  options: DecodeOptions = {},
): MetricPoints {
  return new ProtobufDecoder(body, tables, options).decode();
}

/** Temporality and monotony, which may be written after the points. */
interface Properties {
  temporality: number;
  monotonic: boolean;
}

/** The data of a metric by field tag (`oneof data`). */
const KIND_OF_TAG: Readonly<Record<number, MetricKind>> = {
  42: 'gauge',
  58: 'sum',
  74: 'histogram',
  82: 'exponential-histogram',
  90: 'summary',
};

class ProtobufDecoder implements EnvelopeReader {
  readonly #reader: PointReader;
  readonly #points: MetricPoints;
  readonly #wants: ((metric: string) => boolean) | undefined;

  constructor(body: Uint8Array, tables: DecoderTables, options: DecodeOptions) {
    const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
    tables.attributes.allow(limits.newSets);
    this.#points = new MetricPoints(limits, body.length, tables.columns);
    this.#reader = new PointReader(body, tables, this.#points);
    this.#wants = options.wants;
  }

  decode(): MetricPoints {
    const { wire, attributes } = this.#reader;
    new ProtobufEnvelope(wire, attributes, this).walk();
    return this.#points;
  }

  countBlock(): void {
    this.#points.countBlock();
  }

  resource(resource: AttributeSet): void {
    this.#points.resources.push(resource);
  }

  /** Metric { string name = 1; string unit = 3; oneof data { gauge = 5; sum = 7; histogram = 9; exponential_histogram = 10; summary = 11 } } */
  item(end: number, resource: AttributeSet, scope: Scope): void {
    const wire = this.#reader.wire;
    const from = this.#points.count;
    let name = '';
    let unit = '';
    let kind: MetricKind | undefined;
    const properties: Properties = { temporality: 0, monotonic: false };
    while (wire.position < end) {
      const tag = wire.tag(end);
      const data = KIND_OF_TAG[tag];
      if (tag === 0x0a) name = wire.text(end);
      else if (tag === 0x1a) unit = wire.text(end);
      else if (data === undefined || (name !== '' && this.#wants?.(name) === false)) wire.skip(tag, end);
      else {
        if (kind !== undefined && kind !== data) this.#points.truncate(from);
        kind = data;
        this.#data(wire.lengthDelimited(end), data, properties);
      }
    }
    const to = this.#points.count;
    if (kind !== undefined)
      this.#points.addBlock({ resource, scope, name, unit, kind, ...properties, from, to });
  }

  /** Gauge, Sum, Histogram, ExponentialHistogram, Summary { repeated … data_points = 1; temporality = 2; bool is_monotonic = 3; } */
  #data(end: number, kind: MetricKind, properties: Properties): void {
    const wire = this.#reader.wire;
    while (wire.position < end) {
      const tag = wire.tag(end);
      if (tag === 0x0a) this.#reader.point(kind, wire.lengthDelimited(end));
      else if (tag === 0x10) properties.temporality = wire.varint(end);
      else if (tag === 0x18) properties.monotonic = wire.varint(end) !== 0;
      else wire.skip(tag, end);
    }
  }
}
