import { malformed, WireReader } from './wire.ts';

/** More attributes than this on one point are an accident or an attack; the SDKs' own default limit is 128. */
const MAX_ATTRIBUTES = 1_024;

/** AnyValue may nest without end; labels do not need to. */
const MAX_DEPTH = 16;

/**
 * Makes sure that a block of `repeated KeyValue` fields can be read, without reading any text: a set that passes can be decoded later,
 * when somebody asks for its labels.
 *
 * @throws GatelineError `otlp-invalid` with the offset in `bytes`
 */
export function checkAttributes(bytes: Uint8Array, start: number, end: number): void {
  const reader = new WireReader(bytes);
  reader.position = start;
  let count = 0;
  while (reader.position < end) {
    count += 1;
    if (count > MAX_ATTRIBUTES) throw malformed(start, `more than ${MAX_ATTRIBUTES} attributes in one set`);
    reader.tag(end);
    checkKeyValue(reader, reader.lengthDelimited(end), 0);
  }
}

/** KeyValue { string key = 1; AnyValue value = 2; } */
function checkKeyValue(reader: WireReader, end: number, depth: number): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === 0x12) checkAnyValue(reader, reader.lengthDelimited(end), depth);
    else reader.skip(tag, end);
  }
}

/** Makes sure that an AnyValue { oneof: …; ArrayValue = 5; KeyValueList = 6 } can be read. @throws GatelineError `otlp-invalid` */
export function checkAnyValue(reader: WireReader, end: number, depth: number): void {
  if (depth > MAX_DEPTH)
    throw malformed(reader.position, `a value is nested deeper than ${MAX_DEPTH} levels`);
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === 0x2a) checkEach(reader, reader.lengthDelimited(end), depth, checkAnyValue);
    else if (tag === 0x32) checkEach(reader, reader.lengthDelimited(end), depth, checkKeyValue);
    else reader.skip(tag, end);
  }
}

/** ArrayValue { repeated AnyValue values = 1; } and KeyValueList { repeated KeyValue values = 1; } */
function checkEach(
  reader: WireReader,
  end: number,
  depth: number,
  check: (reader: WireReader, end: number, depth: number) => void,
): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a) check(reader, reader.lengthDelimited(end), depth + 1);
    else reader.skip(tag, end);
  }
}
