import { checkAnyValue } from '../attribute-check.ts';
import { labelText, readAnyValue } from '../attribute-labels.ts';
import { mayBeRead } from '../genai/contents.ts';
import { malformed, type WireReader } from '../wire.ts';
import { type AttributeValue, LONGEST_VALUE } from './attributes.ts';

/** More attributes than this on one span are an accident or an attack; the SDKs' own default limit is 128. */
export const MAX_ATTRIBUTES = 1_024;

/** Attributes that are being read, without a prototype. */
export type MutableAttributes = Record<string, AttributeValue>;

export function noAttributes(): MutableAttributes {
  return Object.create(null) as MutableAttributes;
}

/**
 * Reads a KeyValue { string key = 1; AnyValue value = 2; } that ends at `end` into `attributes`; of what may hold contents only the name is
 * read, and of what is too long for a label as well.
 */
export function readAttribute(wire: WireReader, end: number, attributes: MutableAttributes): void {
  let name = '';
  let valueAt = -1;
  let valueEnd = -1;
  while (wire.position < end) {
    const tag = wire.tag(end);
    if (tag === 0x0a) name = wire.text(end);
    else if (tag === 0x12) {
      valueEnd = wire.lengthDelimited(end);
      valueAt = wire.position;
      wire.position = valueEnd;
    } else wire.skip(tag, end);
  }
  if (valueAt < 0 || valueEnd - valueAt > LONGEST_VALUE || !mayBeRead(name)) return;
  wire.position = valueAt;
  const value = readValue(wire, valueEnd);
  if (value !== undefined) attributes[name] = value;
  wire.position = end;
}

/** Counts the attributes of one message. @throws GatelineError `otlp-invalid` */
export function countAttribute(count: number, at: number): number {
  if (count >= MAX_ATTRIBUTES) throw malformed(at, `more than ${MAX_ATTRIBUTES} attributes in one set`);
  return count + 1;
}

function readValue(wire: WireReader, end: number): AttributeValue | undefined {
  const start = wire.position;
  checkAnyValue(wire, end, 0);
  wire.position = start;
  const value = readAnyValue(wire, end);
  if (value === null) return undefined;
  return typeof value === 'object' ? labelText(value) : value;
}
