import type { AttributeSet } from '../attribute-table.ts';
import type { DecoderTables } from '../decoder-tables.ts';
import type { Scope } from '../metric-points.ts';
import { AttributeReader } from '../protobuf-attributes.ts';
import { type EnvelopeReader, ProtobufEnvelope } from '../protobuf-envelope.ts';
import { WireReader } from '../wire.ts';
import { countAttribute, noAttributes, readAttribute } from './protobuf-attribute-values.ts';
import {
  Blocks,
  DEFAULT_ITEM_LIMITS,
  type DecodedSpans,
  type ItemLimits,
  isReadEvent,
  type Span,
  type SpanEvent,
} from './span.ts';

const ERROR = 2;

/**
 * Decodes an ExportTraceServiceRequest (opentelemetry-proto, collector/trace/v1 and trace/v1) in protobuf's binary encoding. Links, most
 * events, and attributes that may hold contents are passed over unread.
 *
 * @throws GatelineError `otlp-invalid` with the byte offset, `payload-too-large` beyond the limits
 */
export function decodeProtobufSpans(
  body: Uint8Array,
  tables: DecoderTables,
  limits: ItemLimits = DEFAULT_ITEM_LIMITS,
): DecodedSpans {
  tables.attributes.allow(limits.newSets);
  const spans: DecodedSpans = new Blocks(limits.items, 'spans');
  const wire = new WireReader(body);
  const attributes = new AttributeReader(wire, tables.attributes);
  new ProtobufEnvelope(wire, attributes, new SpanReader(wire, spans)).walk();
  return spans;
}

class SpanReader implements EnvelopeReader {
  readonly #wire: WireReader;
  readonly #spans: DecodedSpans;

  constructor(wire: WireReader, spans: DecodedSpans) {
    this.#wire = wire;
    this.#spans = spans;
  }

  countBlock(): void {
    this.#spans.count();
  }

  resource(resource: AttributeSet): void {
    this.#spans.resources.push(resource);
  }

  /**
   * Span { trace_id = 1; span_id = 2; trace_state = 3; parent_span_id = 4; name = 5; kind = 6; fixed64 start = 7, end = 8;
   * attributes = 9; events = 11; Status status = 15; fixed32 flags = 16 }
   */
  item(end: number, resource: AttributeSet, scope: Scope): void {
    const wire = this.#wire;
    const attributes = noAttributes();
    const events: SpanEvent[] = [];
    let traceId = '';
    let spanId = '';
    let traceState = '';
    let parentId = '';
    let name = '';
    let kind = 0;
    let start = 0;
    let finish = 0;
    let failed = false;
    let flags = 0;
    let count = 0;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      switch (tag) {
        case 0x0a:
          traceId = wire.id(end);
          break;
        case 0x12:
          spanId = wire.id(end);
          break;
        case 0x1a:
          traceState = wire.text(end);
          break;
        case 0x22:
          parentId = wire.id(end);
          break;
        case 0x2a:
          name = wire.text(end);
          break;
        case 0x30:
          kind = wire.varint(end);
          break;
        case 0x39:
          start = wire.instant(end);
          break;
        case 0x41:
          finish = wire.instant(end);
          break;
        case 0x4a:
          count = countAttribute(count, at);
          readAttribute(wire, wire.lengthDelimited(end), attributes);
          break;
        case 0x5a:
          this.#event(wire.lengthDelimited(end), events);
          break;
        case 0x7a:
          failed = this.#isError(wire.lengthDelimited(end));
          break;
        case 0x85:
          flags = wire.fixed32(end);
          break;
        default:
          wire.skip(tag, end);
      }
    }
    const span: Span = {
      traceId,
      spanId,
      parentId: parentId.replace(/^0+$/, ''),
      traceState,
      flags,
      name,
      kind,
      start,
      end: finish,
      failed,
      attributes,
      events,
      refused: false,
    };
    this.#spans.add(resource, scope, span);
  }

  /** Event { fixed64 time = 1; string name = 2; attributes = 3 }; the name may come after the attributes. */
  #event(end: number, events: SpanEvent[]): void {
    const wire = this.#wire;
    const start = wire.position;
    let name = '';
    let at = 0;
    while (wire.position < end) {
      const tag = wire.tag(end);
      if (tag === 0x09) at = wire.instant(end);
      else if (tag === 0x12) name = wire.text(end);
      else wire.skip(tag, end);
    }
    if (!isReadEvent(name)) return;
    const attributes = noAttributes();
    wire.position = start;
    let count = 0;
    while (wire.position < end) {
      const tagAt = wire.position;
      const tag = wire.tag(end);
      if (tag !== 0x1a) {
        wire.skip(tag, end);
        continue;
      }
      count = countAttribute(count, tagAt);
      readAttribute(wire, wire.lengthDelimited(end), attributes);
    }
    events.push({ name, at, attributes });
  }

  /** Status { string message = 2; StatusCode code = 3 }: what the message says is nobody's business. */
  #isError(end: number): boolean {
    const wire = this.#wire;
    let code = 0;
    while (wire.position < end) {
      const tag = wire.tag(end);
      if (tag === 0x18) code = wire.varint(end);
      else wire.skip(tag, end);
    }
    return code === ERROR;
  }
}
