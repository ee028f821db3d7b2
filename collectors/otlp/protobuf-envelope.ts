import type { AttributeSet } from './attribute-table.ts';
import type { Scope } from './metric-points.ts';
import type { AttributeReader } from './protobuf-attributes.ts';
import type { WireReader } from './wire.ts';

/** What is done with the parts of an export request. */
export interface EnvelopeReader {
  /** A resource, a scope or an item begins. @throws GatelineError `payload-too-large` */
  countBlock(): void;
  resource(resource: AttributeSet): void;
  /** Reads the item (a metric, a span, a log record) that ends at `end`. */
  item(end: number, resource: AttributeSet, scope: Scope): void;
}

/**
 * Walks any export request of OTLP, which are all alike: repeated Resource… = 1 { Resource resource = 1; repeated Scope… = 2
 * { InstrumentationScope scope = 1; repeated items = 2 } }. Fields may come in any order.
 */
export class ProtobufEnvelope {
  readonly #wire: WireReader;
  readonly #attributes: AttributeReader;
  readonly #reader: EnvelopeReader;

  constructor(wire: WireReader, attributes: AttributeReader, reader: EnvelopeReader) {
    this.#wire = wire;
    this.#attributes = attributes;
    this.#reader = reader;
  }

  walk(): void {
    this.#each(this.#wire.bytes.length, 0x0a, (end) => this.#ofResource(end));
  }

  #ofResource(end: number): void {
    this.#reader.countBlock();
    const start = this.#wire.position;
    this.#each(end, 0x0a, (fieldEnd) => this.#takeAttributes(fieldEnd));
    const resource = this.#attributes.taken();
    this.#reader.resource(resource);
    this.#wire.position = start;
    this.#each(end, 0x12, (fieldEnd) => this.#ofScope(fieldEnd, resource));
  }

  #ofScope(end: number, resource: AttributeSet): void {
    this.#reader.countBlock();
    const start = this.#wire.position;
    let scope: Scope | undefined;
    this.#each(end, 0x0a, (fieldEnd) => {
      scope = this.#scope(fieldEnd);
    });
    const known = scope ?? { name: '', version: '', attributes: this.#attributes.taken() };
    this.#wire.position = start;
    this.#each(end, 0x12, (fieldEnd) => {
      this.#reader.countBlock();
      this.#reader.item(fieldEnd, resource, known);
    });
  }

  /** InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; } */
  #scope(end: number): Scope {
    const wire = this.#wire;
    let name = '';
    let version = '';
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      if (tag === 0x0a) name = wire.text(end);
      else if (tag === 0x12) version = wire.text(end);
      else if (tag === 0x1a) this.#attributes.take(at, end);
      else wire.skip(tag, end);
    }
    return { name, version, attributes: this.#attributes.taken() };
  }

  /** Resource { repeated KeyValue attributes = 1; } */
  #takeAttributes(end: number): void {
    const wire = this.#wire;
    while (wire.position < end) {
      const at = wire.position;
      const tag = wire.tag(end);
      if (tag === 0x0a) this.#attributes.take(at, end);
      else wire.skip(tag, end);
    }
  }

  /** Calls `read` for each field with this tag, its end given, and passes over the others. */
  #each(end: number, wanted: number, read: (fieldEnd: number) => void): void {
    const wire = this.#wire;
    while (wire.position < end) {
      const tag = wire.tag(end);
      if (tag !== wanted) {
        wire.skip(tag, end);
        continue;
      }
      const fieldEnd = wire.lengthDelimited(end);
      read(fieldEnd);
      wire.position = fieldEnd;
    }
  }
}
