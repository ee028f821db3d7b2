import type { AttributeSet } from '../attribute-table.ts';
import type { DecoderTables } from '../decoder-tables.ts';
import { parseJson } from '../json-body.ts';
import { JsonEnvelope, type JsonEnvelopeReader } from '../json-envelope.ts';
import { type JsonObject, JsonWalker } from '../json-walker.ts';
import type { Scope } from '../metric-points.ts';
import { readJsonAttributes } from './json-attribute-values.ts';
import {
  Blocks,
  DEFAULT_ITEM_LIMITS,
  type DecodedSpans,
  type ItemLimits,
  isReadEvent,
  type SpanEvent,
} from './span.ts';

const KEYS = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' };
const ERROR = 2;

/**
 * Decodes an ExportTraceServiceRequest in OTLP's JSON encoding into what the protobuf decoder gives.
 *
 * @throws GatelineError `otlp-invalid` with the position or the path, `payload-too-large` beyond the limits
 */
export function decodeJsonSpans(
  body: Uint8Array,
  tables: DecoderTables,
  limits: ItemLimits = DEFAULT_ITEM_LIMITS,
): DecodedSpans {
  tables.attributes.allow(limits.newSets);
  const spans: DecodedSpans = new Blocks(limits.items, 'spans');
  const walker = new JsonWalker({ quotes: false });
  new JsonEnvelope(walker, tables.attributes, KEYS, new SpanReader(walker, spans)).walk(parseJson(body));
  return spans;
}

class SpanReader implements JsonEnvelopeReader {
  readonly #walker: JsonWalker;
  readonly #spans: DecodedSpans;

  constructor(walker: JsonWalker, spans: DecodedSpans) {
    this.#walker = walker;
    this.#spans = spans;
  }

  countBlock(): void {
    this.#spans.count();
  }

  resource(resource: AttributeSet): void {
    this.#spans.resources.push(resource);
  }

  item(span: JsonObject, resource: AttributeSet, scope: Scope): void {
    const walker = this.#walker;
    this.#spans.add(resource, scope, {
      traceId: readId(walker, span, 'traceId'),
      spanId: readId(walker, span, 'spanId'),
      parentId: readId(walker, span, 'parentSpanId').replace(/^0+$/, ''),
      traceState: walker.text(span, 'traceState'),
      flags: walker.unsigned(span, 'flags'),
      name: walker.text(span, 'name'),
      kind: walker.enumeration(span, 'kind'),
      start: walker.instant(span, 'startTimeUnixNano'),
      end: walker.instant(span, 'endTimeUnixNano'),
      failed: walker.object(span, 'status', (status) => walker.enumeration(status, 'code')) === ERROR,
      attributes: readJsonAttributes(walker, span),
      events: this.#events(span),
      refused: false,
    });
  }

  #events(span: JsonObject): readonly SpanEvent[] {
    const events: SpanEvent[] = [];
    this.#walker.eachObject(span, 'events', (event) => {
      const name = this.#walker.text(event, 'name');
      if (!isReadEvent(name)) return;
      const at = this.#walker.instant(event, 'timeUnixNano');
      events.push({ name, at, attributes: readJsonAttributes(this.#walker, event) });
    });
    return events;
  }
}

/** Hexadecimal in either case (OTLP specification, "JSON Protobuf Encoding"); `''` for what is not. */
export function readId(walker: JsonWalker, parent: JsonObject, key: string): string {
  const text = walker.text(parent, key);
  return /^[0-9a-f]{1,64}$/i.test(text) ? text.toLowerCase() : '';
}
