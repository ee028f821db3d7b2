import protobuf from 'protobufjs/minimal.js';
import { isGiven, type JsonObject, type JsonWalker } from './json-walker.ts';

const MAX_DEPTH = 16;

type Writer = protobuf.Writer;

/**
 * Writes the attributes of a JSON message as protobuf's `repeated KeyValue attributes = 1`, so that a set of attributes is recognised and
 * identified in one way, whatever encoding it came in.
 *
 * @throws GatelineError `otlp-invalid` with the path
 */
export function encodeAttributes(walker: JsonWalker, parent: JsonObject): Uint8Array {
  const writer = protobuf.Writer.create();
  walker.eachObject(parent, 'attributes', (pair) => writeKeyValue(walker, writer, pair, 0));
  return writer.finish();
}

function writeKeyValue(walker: JsonWalker, writer: Writer, pair: JsonObject, depth: number): void {
  writer.uint32(0x0a).fork();
  writer.uint32(0x0a).string(walker.text(pair, 'key'));
  walker.object(pair, 'value', (value) => {
    writer.uint32(0x12).fork();
    writeAnyValue(walker, writer, value, depth);
    writer.ldelim();
  });
  writer.ldelim();
}

function writeAnyValue(walker: JsonWalker, writer: Writer, value: JsonObject, depth: number): void {
  if (depth > MAX_DEPTH) walker.fail(`at most ${MAX_DEPTH} levels of nesting`, '…');
  if (isGiven(value, 'stringValue')) writer.uint32(0x0a).string(walker.text(value, 'stringValue'));
  else if (isGiven(value, 'boolValue')) writer.uint32(0x10).bool(walker.boolean(value, 'boolValue'));
  else if (isGiven(value, 'intValue')) writer.uint32(0x18).int64(exactInteger(walker, value));
  else if (isGiven(value, 'doubleValue')) writer.uint32(0x21).double(walker.double(value, 'doubleValue'));
  else if (isGiven(value, 'bytesValue')) writer.uint32(0x3a).bytes(readBase64(walker, value));
  else writeNested(walker, writer, value, depth);
}

function writeNested(walker: JsonWalker, writer: Writer, value: JsonObject, depth: number): void {
  walker.object(value, 'arrayValue', (list) => {
    writer.uint32(0x2a).fork();
    walker.eachObject(list, 'values', (item) => {
      writer.uint32(0x0a).fork();
      writeAnyValue(walker, writer, item, depth + 1);
      writer.ldelim();
    });
    writer.ldelim();
  });
  walker.object(value, 'kvlistValue', (list) => {
    writer.uint32(0x32).fork();
    walker.eachObject(list, 'values', (pair) => writeKeyValue(walker, writer, pair, depth + 1));
    writer.ldelim();
  });
}

/** As text, so that all 64 bits survive. */
function exactInteger(walker: JsonWalker, value: JsonObject): string {
  const number = walker.integer(value, 'intValue');
  return typeof value.intValue === 'string' ? value.intValue : BigInt(number).toString();
}

/** Base64, standard or URL-safe, padded or not, as proto3's JSON mapping accepts it. */
function readBase64(walker: JsonWalker, value: JsonObject): Buffer {
  const text = walker.text(value, 'bytesValue');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) walker.fail('base64', text);
  return Buffer.from(text, 'base64');
}
