import type { AttributeSet, AttributeTable } from './attribute-table.ts';
import { encodeAttributes } from './json-attributes.ts';
import type { JsonObject, JsonWalker } from './json-walker.ts';
import type { Scope } from './metric-points.ts';

/** What the parts of an export request are called in JSON. */
export interface EnvelopeKeys {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

/** What is done with the parts of an export request. */
export interface JsonEnvelopeReader {
  /** A resource, a scope or an item begins. @throws GatelineError `payload-too-large` */
  countBlock(): void;
  resource(resource: AttributeSet): void;
  /** Reads a metric, a span, a log record. */
  item(item: JsonObject, resource: AttributeSet, scope: Scope): void;
}

/** Walks any export request of OTLP in JSON, as ProtobufEnvelope does in protobuf. */
export class JsonEnvelope {
  readonly #walker: JsonWalker;
  readonly #table: AttributeTable;
  readonly #keys: EnvelopeKeys;
  readonly #reader: JsonEnvelopeReader;

  constructor(walker: JsonWalker, table: AttributeTable, keys: EnvelopeKeys, reader: JsonEnvelopeReader) {
    this.#walker = walker;
    this.#table = table;
    this.#keys = keys;
    this.#reader = reader;
  }

  walk(parsed: unknown): void {
    const request = this.#walker.asObject(parsed);
    this.#walker.eachObject(request, this.#keys.resources, (each) => this.#ofResource(each));
  }

  /** The attributes of an object as a recognised set. */
  attributes(parent: JsonObject): AttributeSet {
    const block = encodeAttributes(this.#walker, parent);
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    return this.#table.recognise(block, view, 0, block.length);
  }

  #ofResource(parent: JsonObject): void {
    this.#reader.countBlock();
    const named = this.#walker.object(parent, 'resource', (each) => this.attributes(each));
    const resource = named ?? this.attributes({});
    this.#reader.resource(resource);
    this.#walker.eachObject(parent, this.#keys.scopes, (each) => this.#ofScope(each, resource));
  }

  #ofScope(parent: JsonObject, resource: AttributeSet): void {
    this.#reader.countBlock();
    const scope = this.#walker.object(parent, 'scope', (each) => this.#scope(each)) ?? this.#scope({});
    this.#walker.eachObject(parent, this.#keys.items, (each) => {
      this.#reader.countBlock();
      this.#reader.item(each, resource, scope);
    });
  }

  #scope(scope: JsonObject): Scope {
    return {
      name: this.#walker.text(scope, 'name'),
      version: this.#walker.text(scope, 'version'),
      attributes: this.attributes(scope),
    };
  }
}
