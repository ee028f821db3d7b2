import { BitReader, BitWriter } from './bit-stream.ts';
import {
  LARGEST,
  readInFull,
  readSequence,
  readSmall,
  writeInFull,
  writeSequence,
  writeSmall,
} from './sequence.ts';

/** Points of one cell, ascending in time; several may be of one instant. */
export interface Points {
  /** Unix ms. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

const FORMAT = 1;
const FORMAT_BITS = 4;
const KIND_BITS = 2;
const DIGITS_BITS = 4;

/** How times are written: at one distance, at multiples of a unit, or anyhow. */
const TIMES = { regular: 0, multiples: 1, any: 2 } as const;
/** Digits behind the point that say: no decimals, the numbers stand there as they are. */
const AS_FLOATS = 15;
const MOST_DIGITS = 9;
/** Times at multiples of less than this are taken as they come: such a unit is chance, not an interval. */
const SMALLEST_UNIT_MS = 1_000;

const writer = new BitWriter();

/**
 * Packs points of one cell into bytes, without loss: times as multiples of their common interval, values as decimals of as many digits as
 * they need, each as what it differs from what was to be expected. Increments of a minute take about half a byte.
 *
 * @param points at least one
 * @param start an instant not after the first point: the closer, the shorter
 */
export function packPoints({ times, values }: Points, start: number): Uint8Array {
  writer.bits(FORMAT, FORMAT_BITS);
  writeInFull(writer, times.length);
  writeInFull(writer, (times[0] as number) - start);
  writeTimes(times);
  const digits = digitsOf(values);
  writer.bits(digits ?? AS_FLOATS, DIGITS_BITS);
  if (digits === undefined) return appended(writer.finish(), values);
  const scale = 10 ** digits;
  writeSequence(
    writer,
    values.map((value) => Math.round(value * scale)),
  );
  return writer.finish();
}

/**
 * The points that {@link packPoints} packed.
 * @throws RangeError when the bytes are not such points
 */
export function unpackPoints(bytes: Uint8Array, start: number): Points {
  const reader = new BitReader(bytes);
  if (reader.bits(FORMAT_BITS) !== FORMAT) throw new RangeError('Packed points are of an unknown format.');
  const count = readInFull(reader);
  // One bit a value is the least; a damaged count must not ask for memory without end.
  if (count < 1 || count > bytes.length * 8 + 1) throw new RangeError('Packed points are damaged.');
  const times = readTimes(reader, count, start + readInFull(reader));
  const digits = reader.bits(DIGITS_BITS);
  const values = digits === AS_FLOATS ? readFloats(reader, count) : readDecimals(reader, count, digits);
  if (reader.overrun) throw new RangeError('Packed points end too early.');
  return { times, values };
}

function writeTimes(times: Float64Array): void {
  const gaps = new Float64Array(times.length - 1);
  let unit = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < gaps.length; i += 1) {
    const gap = (times[i + 1] as number) - (times[i] as number);
    gaps[i] = gap;
    if (gap < least) least = gap;
    if (gap > most) most = gap;
    unit = commonDivisor(unit, gap);
  }
  if (least === most || gaps.length === 0) {
    writer.bits(TIMES.regular, KIND_BITS);
    writeInFull(writer, most);
  } else if (unit >= SMALLEST_UNIT_MS) {
    writer.bits(TIMES.multiples, KIND_BITS);
    writeInFull(writer, unit);
    writeInFull(writer, least / unit);
    writeSmall(
      writer,
      gaps.map((gap) => (gap - least) / unit),
    );
  } else {
    writer.bits(TIMES.any, KIND_BITS);
    writeSequence(writer, gaps);
  }
}

function readTimes(reader: BitReader, count: number, first: number): Float64Array {
  const kind = reader.bits(KIND_BITS);
  const gaps = new Float64Array(count - 1);
  if (kind === TIMES.regular) gaps.fill(readInFull(reader));
  else if (kind === TIMES.multiples) {
    const unit = readInFull(reader);
    const least = readInFull(reader);
    readSmall(reader, gaps);
    for (let i = 0; i < gaps.length; i += 1) gaps[i] = ((gaps[i] as number) + least) * unit;
  } else readSequence(reader, gaps);
  const times = new Float64Array(count);
  times[0] = first;
  for (let i = 1; i < count; i += 1) times[i] = (times[i - 1] as number) + (gaps[i - 1] as number);
  return times;
}

/** How many digits behind the point all values have at most; `undefined` when decimals would not give every one of them back. */
function digitsOf(values: Float64Array): number | undefined {
  let digits = 0;
  for (const value of values) {
    while (!isDecimal(value, 10 ** digits)) {
      digits += 1;
      if (digits > MOST_DIGITS) return undefined;
    }
  }
  const scale = 10 ** digits;
  return values.every((value) => isDecimal(value, scale)) ? digits : undefined;
}

/** Dividing by a power of ten that is exact rounds once, as reading the decimal does: so the number comes back bit for bit. */
function isDecimal(value: number, scale: number): boolean {
  const whole = Math.round(value * scale);
  return Math.abs(whole) < LARGEST && whole / scale === value;
}

function readDecimals(reader: BitReader, count: number, digits: number): Float64Array {
  const values = new Float64Array(count);
  readSequence(reader, values);
  if (digits === 0) return values;
  const scale = 10 ** digits;
  for (let i = 0; i < count; i += 1) values[i] = (values[i] as number) / scale;
  return values;
}

function appended(head: Uint8Array, values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(head.length + values.length * 8);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return bytes;
}

function readFloats(reader: BitReader, count: number): Float64Array {
  const from = Math.ceil(reader.position / 8);
  reader.position = (from + count * 8) * 8;
  if (reader.overrun) throw new RangeError('Packed points end too early.');
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + from);
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true));
}

function commonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}
