import { hash } from 'node:crypto';
import type { Labels } from '../../core/measure/series.ts';
import { WireReader } from './wire.ts';

/** Labels are for matching and grouping; longer texts (a prompt, a stack trace) are cut. UTF-16 units. */
const MAX_LABEL_LENGTH = 1_024;

/** An attribute's value as plain data; what JSON has no number for is text. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/**
 * Reads a block of `repeated KeyValue` fields (each with its tag, whatever its number) into labels: text as it is, numbers and booleans
 * written out, bytes as base64, lists and maps as JSON. Of a repeated key the last value holds. Names keep their dots.
 * The block has been checked ({@link checkAttributes}).
 */
export function decodeLabels(block: Uint8Array): Labels {
  const reader = new WireReader(block);
  const labels: Record<string, string> = Object.create(null);
  while (reader.position < block.length) {
    reader.tag(block.length);
    readKeyValue(reader, reader.lengthDelimited(block.length), (key, value) => {
      labels[key] = labelText(value);
    });
  }
  return labels;
}

/** The text that a label has for an attribute's value. */
export function labelText(value: Value): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return text.length > MAX_LABEL_LENGTH ? `${text.slice(0, MAX_LABEL_LENGTH)}…`.toWellFormed() : text;
}

/**
 * The identity of a set of attributes: equal for equal keys and values (types included) in any order, in every process. 96 bits in
 * base64url.
 */
export function attributesIdentity(block: Uint8Array): string {
  const reader = new WireReader(block);
  const entries: Uint8Array[] = [];
  while (reader.position < block.length) {
    reader.tag(block.length);
    const end = reader.lengthDelimited(block.length);
    entries.push(block.subarray(reader.position, end));
    reader.position = end;
  }
  if (entries.length > 1) entries.sort(Buffer.compare);
  const parts = entries.flatMap((entry) => [lengthOf(entry), entry]);
  return hash('sha256', Buffer.concat(parts), 'base64url').slice(0, 16);
}

/** Tells where an entry ends, so that no two lists of entries read alike. */
function lengthOf(entry: Uint8Array): Uint8Array {
  return Uint8Array.of(
    entry.length & 255,
    (entry.length >> 8) & 255,
    (entry.length >> 16) & 255,
    entry.length >>> 24,
  );
}

type TakePair = (key: string, value: Value) => void;

/** KeyValue { string key = 1; AnyValue value = 2; } */
function readKeyValue(reader: WireReader, end: number, take: TakePair): void {
  let key = '';
  let value: Value = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a) key = reader.text(end);
    else if (tag === 0x12) value = readAnyValue(reader, reader.lengthDelimited(end));
    else reader.skip(tag, end);
  }
  take(key, value);
}

/**
 * AnyValue { oneof: string = 1; bool = 2; int64 = 3; double = 4; ArrayValue = 5; KeyValueList = 6; bytes = 7 }
 *
 * It has been checked: nesting has an end.
 */
export function readAnyValue(reader: WireReader, end: number): Value {
  let value: Value = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 0x0a:
        value = reader.text(end);
        break;
      case 0x10:
        value = reader.varint(end) !== 0;
        break;
      case 0x18:
        value = exactInteger(reader.int64(end));
        break;
      case 0x21:
        value = finiteOrText(reader.double(end));
        break;
      case 0x2a:
        value = readList(reader, reader.lengthDelimited(end));
        break;
      case 0x32:
        value = readMap(reader, reader.lengthDelimited(end));
        break;
      case 0x3a:
        value = Buffer.from(readBytes(reader, end)).toString('base64');
        break;
      default:
        reader.skip(tag, end);
    }
  }
  return value;
}

/** ArrayValue { repeated AnyValue values = 1; } */
function readList(reader: WireReader, end: number): Value {
  const values: Value[] = [];
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a) values.push(readAnyValue(reader, reader.lengthDelimited(end)));
    else reader.skip(tag, end);
  }
  return values;
}

/** KeyValueList { repeated KeyValue values = 1; } */
function readMap(reader: WireReader, end: number): Value {
  const values: { [key: string]: Value } = Object.create(null);
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== 0x0a) {
      reader.skip(tag, end);
      continue;
    }
    readKeyValue(reader, reader.lengthDelimited(end), (key, value) => {
      values[key] = value;
    });
  }
  return values;
}

function readBytes(reader: WireReader, end: number): Uint8Array {
  const fieldEnd = reader.lengthDelimited(end);
  const bytes = reader.bytes.subarray(reader.position, fieldEnd);
  reader.position = fieldEnd;
  return bytes;
}

/** JSON has no 64-bit integers; what a double cannot hold stays text. */
function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function finiteOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
