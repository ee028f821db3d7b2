import type { BitReader, BitWriter } from './bit-stream.ts';

/** In a running mean the newest number counts for 1/16; tried from 1/1 to 1/64 on increments of traffic. */
const MEMORY = 16;
/** Bits that say how long a number in full is. */
const LENGTH_BITS = 6;
/** Most ones that a quotient is written with; a longer one is an escape, and the number follows in full. */
const LONGEST_UNARY = 24;

/** Numbers must be smaller than this in magnitude, so that every step of the arithmetic is exact. */
export const LARGEST = 2 ** 46;

/**
 * Writes whole numbers that follow each other: each as its difference from a running mean of those before, in the code of Robert F. Rice
 * (Some Practical Universal Noiseless Coding Techniques, 1979) whose parameter follows the size of the differences. Noise around a slow
 * change, which is what increments of traffic are, takes little more than its entropy.
 */
export function writeSequence(writer: BitWriter, values: Float64Array): void {
  let mean = values[0] ?? 0;
  let size = 0;
  writeInFull(writer, zigzag(mean));
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] as number;
    const residual = zigzag(value - Math.floor(mean + 0.5));
    writeRice(writer, residual, parameterFor(size));
    mean += (value - mean) / Math.min(i + 1, MEMORY);
    size += (residual - size) / Math.min(i, MEMORY);
  }
}

function writeRice(writer: BitWriter, value: number, k: number): void {
  const quotient = Math.floor(value / 2 ** k);
  if (quotient >= LONGEST_UNARY) {
    writer.bits(2 ** LONGEST_UNARY - 1, LONGEST_UNARY);
    writeInFull(writer, value);
  } else {
    writer.bits(2 ** (quotient + 1) - 2, quotient + 1);
    writer.bits(value % 2 ** k, k);
  }
}

/** Writes whole numbers from 0 on, most of them small, in a Rice code whose parameter follows their size. */
export function writeSmall(writer: BitWriter, values: Float64Array): void {
  let size = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    writeRice(writer, value, parameterFor(size));
    size += (value - size) / Math.min(i + 1, MEMORY);
  }
}

/** Reads the numbers that {@link writeSmall} wrote into `values`, as many as it is long. */
export function readSmall(reader: BitReader, values: Float64Array): void {
  let size = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = readRice(reader, parameterFor(size));
    values[i] = value;
    size += (value - size) / Math.min(i + 1, MEMORY);
  }
}

/** Writes one whole number from 0 on. */
export function writeInFull(writer: BitWriter, value: number): void {
  const length = value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
  writer.bits(length, LENGTH_BITS);
  writer.bits(value, length);
}

/** Reads what {@link writeInFull} wrote. */
export function readInFull(reader: BitReader): number {
  return reader.bits(reader.bits(LENGTH_BITS));
}

/** Reads the numbers that {@link writeSequence} wrote into `values`, as many as it is long. */
export function readSequence(reader: BitReader, values: Float64Array): void {
  let mean = unzigzag(readInFull(reader));
  let size = 0;
  values[0] = mean;
  for (let i = 1; i < values.length; i += 1) {
    const residual = readRice(reader, parameterFor(size));
    const value = Math.floor(mean + 0.5) + unzigzag(residual);
    values[i] = value;
    mean += (value - mean) / Math.min(i + 1, MEMORY);
    size += (residual - size) / Math.min(i, MEMORY);
  }
}

function readRice(reader: BitReader, k: number): number {
  const { bytes, position } = reader;
  const byte = position >>> 3;
  // At least 25 bits of what follows, at the head of a word: enough for nearly every number.
  const word =
    (((bytes[byte] ?? 0) << 24) |
      ((bytes[byte + 1] ?? 0) << 16) |
      ((bytes[byte + 2] ?? 0) << 8) |
      (bytes[byte + 3] ?? 0)) <<
    (position & 7);
  const quotient = Math.clz32(~word);
  if (quotient + k >= 24) return readLong(reader, Math.min(quotient, LONGEST_UNARY), k);
  reader.position = position + quotient + 1 + k;
  return k === 0 ? quotient : (quotient << k) | ((word << (quotient + 1)) >>> (32 - k));
}

function readLong(reader: BitReader, quotient: number, k: number): number {
  reader.position += quotient;
  if (quotient === LONGEST_UNARY) return readInFull(reader);
  reader.position += 1;
  return quotient * 2 ** k + reader.bits(k);
}

/** Near log2 of the mean, which is best for numbers that fall off geometrically. */
function parameterFor(mean: number): number {
  const scaled = mean * 0.7 + 1;
  return scaled < 2_147_483_648 ? 31 - Math.clz32(scaled) : Math.floor(Math.log2(scaled));
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  const half = Math.floor(value / 2);
  return half * 2 === value ? half : -half - 1;
}
