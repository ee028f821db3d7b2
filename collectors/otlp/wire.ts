import { GatelineError } from '../../core/errors.ts';

/** Wire types of the protobuf encoding (https://protobuf.dev/programming-guides/encoding/#structure). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const TWO_POW_32 = 2 ** 32;
const TWO_POW_49 = 2 ** 49;

/** Trace ids have 16 bytes. */
const LONGEST_ID = 32;

const utf8 = new TextDecoder();

/**
 * 64 bits of nanoseconds as milliseconds with fractions. Whole milliseconds come out whole; a plain division of the rounded 64-bit number
 * would miss them by a hair, and their floor by one.
 */
export function millisecondsOf(high: number, low: number): number {
  // 2^32 ns = 4294 ms + 967296 ns, and high × 967296 + low is below 2^53.
  return high * 4_294 + (high * 967_296 + low) / 1e6;
}

/** What is wrong with a protobuf body, and at which byte. */
export function malformed(offset: number, what: string): GatelineError {
  return new GatelineError('otlp-invalid', `Malformed protobuf at byte ${offset}: ${what}.`, {
    details: { offset },
  });
}

/**
 * Reads protobuf's wire format out of one buffer. 64-bit numbers come as doubles, exact up to 2^53. Every read is told where its message
 * ends and never goes beyond.
 *
 * Written by hand because it was measured: walking 10,000 number points takes 0.39 ms here and 1.05 ms with protobufjs' Reader, which
 * allocates an object for each 64-bit number and knows no message boundaries, so that errors could not name their byte.
 *
 * @throws GatelineError `otlp-invalid` with the offset in `details.offset`
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A base-128 number of at most ten bytes. */
  varint(end: number): number {
    const bytes = this.bytes;
    let position = this.position;
    if (position < end) {
      const first = bytes[position] as number;
      if (first < 128) {
        this.position = position + 1;
        return first;
      }
    }
    // The first seven bytes are 49 bits, the others 21: both exact, so that their sum is rounded once.
    let low = 0;
    let high = 0;
    let factor = 1;
    for (let i = 0; i < 10; i += 1) {
      if (position >= end) throw malformed(this.position, 'a varint is cut off');
      const byte = bytes[position] as number;
      position += 1;
      if (i === 7) factor = 1;
      if (i < 7) low += (byte & 127) * factor;
      else high += (byte & 127) * factor;
      if (byte < 128) {
        this.position = position;
        return low + high * TWO_POW_49;
      }
      factor *= 128;
    }
    throw malformed(this.position, 'a varint is longer than ten bytes');
  }

  /** A field's number and wire type: `number << 3 | type`. */
  tag(end: number): number {
    const start = this.position;
    const tag = this.varint(end);
    if (tag < 8 || tag >= TWO_POW_32) throw malformed(start, `${tag} is not a field's tag`);
    return tag;
  }

  /** A 64-bit two's complement number, exactly. */
  int64(end: number): bigint {
    const start = this.position;
    this.varint(end);
    let value = 0n;
    for (let i = this.position - 1; i >= start; i -= 1) {
      value = (value << 7n) | BigInt((this.bytes[i] as number) & 127);
    }
    return BigInt.asIntN(64, value);
  }

  /** A zigzag-encoded 32-bit number. */
  sint32(end: number): number {
    const value = this.varint(end) % TWO_POW_32;
    return (value >>> 1) ^ -(value & 1);
  }

  /** An unsigned 32-bit number of four bytes. */
  fixed32(end: number): number {
    const at = this.position;
    if (at + 4 > end) throw malformed(at, 'a 32-bit number is cut off');
    this.position = at + 4;
    return this.view.getUint32(at, true);
  }

  /** An identity of some bytes, in hexadecimal; `''` when it is too long to be one. */
  id(end: number): string {
    const fieldEnd = this.lengthDelimited(end);
    const at = this.position;
    this.position = fieldEnd;
    if (fieldEnd - at > LONGEST_ID) return '';
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, fieldEnd - at).toString('hex');
  }

  /** An unsigned 64-bit number of eight bytes. */
  fixed64(end: number): number {
    const at = this.#eight(end);
    return this.view.getUint32(at + 4, true) * TWO_POW_32 + this.view.getUint32(at, true);
  }

  /** A signed 64-bit number of eight bytes. */
  sfixed64(end: number): number {
    const at = this.#eight(end);
    return this.view.getInt32(at + 4, true) * TWO_POW_32 + this.view.getUint32(at, true);
  }

  /** An instant in nanoseconds since 1970, as Unix ms: see {@link millisecondsOf}. */
  instant(end: number): number {
    const at = this.#eight(end);
    return millisecondsOf(this.view.getUint32(at + 4, true), this.view.getUint32(at, true));
  }

  double(end: number): number {
    return this.view.getFloat64(this.#eight(end), true);
  }

  /** Reads a length and answers where the field that follows it ends. */
  lengthDelimited(end: number): number {
    const start = this.position;
    const length = this.varint(end);
    const fieldEnd = this.position + length;
    if (fieldEnd > end) {
      throw malformed(
        start,
        `a field of ${length} bytes does not fit into the ${end - this.position} that are left`,
      );
    }
    return fieldEnd;
  }

  /** Text; bytes that are not UTF-8 become U+FFFD. */
  text(end: number): string {
    const fieldEnd = this.lengthDelimited(end);
    const text = utf8.decode(this.bytes.subarray(this.position, fieldEnd));
    this.position = fieldEnd;
    return text;
  }

  /** Passes over a field that nobody asked for. Groups (wire types 3 and 4) are not part of proto3. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint(end);
        return;
      case FIXED64:
        this.#eight(end);
        return;
      case LENGTH_DELIMITED:
        this.position = this.lengthDelimited(end);
        return;
      case FIXED32:
        this.fixed32(end);
        return;
      default:
        throw malformed(this.position, `field ${tag >>> 3} has the unknown wire type ${tag & 7}`);
    }
  }

  #eight(end: number): number {
    const at = this.position;
    if (at + 8 > end) throw malformed(at, 'a 64-bit number is cut off');
    this.position = at + 8;
    return at;
  }
}
