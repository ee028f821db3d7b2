import type { AttributeSet } from '../attribute-table.ts';
import type { DecoderTables } from '../decoder-tables.ts';
import type { Scope } from '../metric-points.ts';
import { AttributeReader } from '../protobuf-attributes.ts';
import { type EnvelopeReader, ProtobufEnvelope } from '../protobuf-envelope.ts';
import { countAttribute, noAttributes, readAttribute } from '../spans/protobuf-attribute-values.ts';
import { Blocks, DEFAULT_ITEM_LIMITS, type ItemLimits } from '../spans/span.ts';
import { WireReader } from '../wire.ts';
import { type DecodedLogs, EVALUATION_EVENT, EVENT_NAME_ATTRIBUTE } from './log-record.ts';

/**
 * Decodes an ExportLogsServiceRequest (opentelemetry-proto, collector/logs/v1 and logs/v1) in protobuf's binary encoding. Only evaluations
 * are kept; what was logged is never read.
 *
 * @throws GatelineError `otlp-invalid` with the byte offset, `payload-too-large` beyond the limits
 */
export function decodeProtobufLogs(
  body: Uint8Array,
  tables: DecoderTables,
  limits: ItemLimits = DEFAULT_ITEM_LIMITS,
): DecodedLogs {
  tables.attributes.allow(limits.newSets);
  const logs: DecodedLogs = new Blocks(limits.items, 'log records');
  const wire = new WireReader(body);
  const attributes = new AttributeReader(wire, tables.attributes);
  new ProtobufEnvelope(wire, attributes, new RecordReader(wire, logs)).walk();
  return logs;
}

class RecordReader implements EnvelopeReader {
  readonly #wire: WireReader;
  readonly #logs: DecodedLogs;

  constructor(wire: WireReader, logs: DecodedLogs) {
    this.#wire = wire;
    this.#logs = logs;
  }

  countBlock(): void {
    this.#logs.count();
  }

  resource(resource: AttributeSet): void {
    this.#logs.resources.push(resource);
  }

  /**
   * LogRecord { fixed64 time = 1; AnyValue body = 5; attributes = 6; fixed32 flags = 8; trace_id = 9; span_id = 10;
   * fixed64 observed_time = 11; event_name = 12 }
   */
  item(end: number, resource: AttributeSet, scope: Scope): void {
    const wire = this.#wire;
    const attributes = noAttributes();
    let at = 0;
    let observedAt = 0;
    let traceId = '';
    let spanId = '';
    let eventName = '';
    let count = 0;
    while (wire.position < end) {
      const tagAt = wire.position;
      const tag = wire.tag(end);
      switch (tag) {
        case 0x09:
          at = wire.instant(end);
          break;
        case 0x32:
          count = countAttribute(count, tagAt);
          readAttribute(wire, wire.lengthDelimited(end), attributes);
          break;
        case 0x4a:
          traceId = wire.id(end);
          break;
        case 0x52:
          spanId = wire.id(end);
          break;
        case 0x59:
          observedAt = wire.instant(end);
          break;
        case 0x62:
          eventName = wire.text(end);
          break;
        default:
          wire.skip(tag, end);
      }
    }
    eventName ||= String(attributes[EVENT_NAME_ATTRIBUTE] ?? '');
    if (eventName !== EVALUATION_EVENT) return;
    this.#logs.add(resource, scope, {
      at,
      observedAt,
      eventName,
      traceId,
      spanId,
      attributes,
      refused: false,
    });
  }
}
