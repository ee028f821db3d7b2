import type { AttributeSet } from './attribute-table.ts';
import type { DecodeOptions, DecoderTables } from './decoder-tables.ts';
import { parseJson } from './json-body.ts';
import { JsonEnvelope, type JsonEnvelopeReader } from './json-envelope.ts';
import { bucketCount, readHistogram } from './json-histograms.ts';
import { isGiven, type JsonObject, JsonWalker } from './json-walker.ts';
import {
  DEFAULT_DECODE_LIMITS,
  HAS_VALUE,
  type MetricKind,
  MetricPoints,
  type Scope,
} from './metric-points.ts';

/**
 * Decodes an ExportMetricsServiceRequest in OTLP's JSON encoding into the same columns as the protobuf decoder.
 *
 * @throws GatelineError `otlp-invalid` with the position or the path, `payload-too-large` beyond the limits
 */
export function decodeJson(
  body: Uint8Array,
  tables: DecoderTables,
  options: DecodeOptions = {},
): MetricPoints {
  return new JsonDecoder(body.length, tables, options).decode(parseJson(body));
}

/** The data of a metric by key (`oneof data`). */
const KINDS = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential-histogram'],
  ['summary', 'summary'],
] as const satisfies readonly (readonly [string, MetricKind])[];

const KEYS = { resources: 'resourceMetrics', scopes: 'scopeMetrics', items: 'metrics' };

class JsonDecoder implements JsonEnvelopeReader {
  readonly #walker = new JsonWalker();
  readonly #envelope: JsonEnvelope;
  readonly #tables: DecoderTables;
  readonly #points: MetricPoints;
  readonly #wants: ((metric: string) => boolean) | undefined;

  constructor(bodyBytes: number, tables: DecoderTables, options: DecodeOptions) {
    this.#tables = tables;
    const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
    tables.attributes.allow(limits.newSets);
    this.#points = new MetricPoints(limits, bodyBytes, tables.columns);
    this.#wants = options.wants;
    this.#envelope = new JsonEnvelope(this.#walker, tables.attributes, KEYS, this);
  }

  decode(parsed: unknown): MetricPoints {
    this.#envelope.walk(parsed);
    return this.#points;
  }

  countBlock(): void {
    this.#points.countBlock();
  }

  resource(resource: AttributeSet): void {
    this.#points.resources.push(resource);
  }

  item(metric: JsonObject, resource: AttributeSet, scope: Scope): void {
    const name = this.#walker.text(metric, 'name');
    const unit = this.#walker.text(metric, 'unit');
    if (this.#wants?.(name) === false) return;
    for (const [key, kind] of KINDS) {
      this.#walker.object(metric, key, (data) => {
        const from = this.#points.count;
        const temporality = this.#walker.enumeration(data, 'aggregationTemporality');
        const monotonic = this.#walker.boolean(data, 'isMonotonic');
        this.#walker.eachObject(data, 'dataPoints', (point) => this.#point(kind, point));
        const to = this.#points.count;
        this.#points.addBlock({ resource, scope, name, unit, kind, temporality, monotonic, from, to });
      });
    }
  }

  #point(kind: MetricKind, point: JsonObject): void {
    const attributes = this.#envelope.attributes(point);
    const start = this.#walker.instant(point, 'startTimeUnixNano');
    const time = this.#walker.instant(point, 'timeUnixNano');
    const flags = this.#walker.unsigned(point, 'flags') & 1;
    if (kind === 'gauge' || kind === 'sum') {
      const value = this.#number(point);
      this.#points.add(attributes, start, time, value ?? 0, value === undefined ? flags : flags | HAS_VALUE);
      return;
    }
    const value = readHistogram(kind, this.#walker, point, this.#tables.bounds);
    this.#points.countBuckets(bucketCount(value));
    this.#points.addHistogram(attributes, start, time, value, flags);
  }

  #number(point: JsonObject): number | undefined {
    if (isGiven(point, 'asInt')) return this.#walker.integer(point, 'asInt');
    return isGiven(point, 'asDouble') ? this.#walker.double(point, 'asDouble') : undefined;
  }
}
