import { GatelineError } from '../../core/errors.ts';
import { millisecondsOf } from './wire.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads fields of a parsed JSON body by the rules of OTLP/JSON (opentelemetry-proto, docs/specification.md "JSON Protobuf Encoding"):
 * lowerCamelCase keys, unknown ones ignored, `null` as absent, 64-bit integers as decimal text or as numbers, enums as integers,
 * non-finite doubles as text. Knows where it is, for errors.
 *
 * @throws GatelineError `otlp-invalid` with the path in `details.path`
 */
export class JsonWalker {
  readonly #path: (string | number)[] = [];
  readonly #quotes: boolean;

  /** @param options.quotes whether errors say what was found; not where it may be a prompt. Default true */
  constructor(options: { readonly quotes?: boolean } = {}) {
    this.#quotes = options.quotes ?? true;
  }

  /** Reads each object of an array; absent reads as empty. */
  eachObject(parent: JsonObject, key: string, read: (item: JsonObject) => void): void {
    const items = parent[key];
    if (items === undefined || items === null) return;
    this.#path.push(key);
    if (!Array.isArray(items)) this.fail('an array', items);
    for (let i = 0; i < items.length; i += 1) {
      this.#path.push(i);
      read(this.asObject(items[i]));
      this.#path.pop();
    }
    this.#path.pop();
  }

  /** Reads an object, if it is there. */
  object<T>(parent: JsonObject, key: string, read: (value: JsonObject) => T): T | undefined {
    const value = parent[key];
    if (value === undefined || value === null) return undefined;
    this.#path.push(key);
    const result = read(this.asObject(value));
    this.#path.pop();
    return result;
  }

  asObject(value: unknown): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail('an object', value);
    return value as JsonObject;
  }

  text(parent: JsonObject, key: string): string {
    return this.#field(parent, key, '', 'text', (value) =>
      typeof value === 'string' ? value.toWellFormed() : undefined,
    );
  }

  boolean(parent: JsonObject, key: string): boolean {
    return this.#field(parent, key, false, 'true or false', (value) =>
      typeof value === 'boolean' ? value : undefined,
    );
  }

  /** A 64-bit integer as a double, exact up to 2^53. */
  integer(parent: JsonObject, key: string): number {
    return this.#field(parent, key, 0, 'an integer', readInteger);
  }

  /** Nothing below zero. */
  unsigned(parent: JsonObject, key: string): number {
    return this.#field(parent, key, 0, 'an integer that is not negative', readUnsigned);
  }

  /** An instant in nanoseconds since 1970, as Unix ms with fractions; 0 when not given. */
  instant(parent: JsonObject, key: string): number {
    return this.#field(parent, key, 0, 'nanoseconds since 1970', readInstant);
  }

  /** An enum's number; its name is not accepted, as the specification says. */
  enumeration(parent: JsonObject, key: string): number {
    return this.#field(parent, key, 0, "the enum's integer", (value) =>
      typeof value === 'number' ? readInteger(value) : undefined,
    );
  }

  double(parent: JsonObject, key: string): number {
    return this.#field(parent, key, 0, 'a number', readDouble);
  }

  unsignedList(parent: JsonObject, key: string): number[] {
    return this.#list(parent, key, 'an integer that is not negative', readUnsigned);
  }

  doubleList(parent: JsonObject, key: string): number[] {
    return this.#list(parent, key, 'a number', readDouble);
  }

  fail(expected: string, found: unknown): never {
    const path = this.#path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
    const place = path.replace(/^\./, '') || 'the top';
    const shown = this.#quotes ? (JSON.stringify(found)?.slice(0, 60) ?? String(found)) : kindOf(found);
    throw new GatelineError(
      'otlp-invalid',
      `Malformed JSON at ${place}: expected ${expected}, found ${shown}.`,
      {
        details: { path: place },
      },
    );
  }

  #field<T>(
    parent: JsonObject,
    key: string,
    absent: T,
    expected: string,
    read: (value: unknown) => T | undefined,
  ): T {
    const value = parent[key];
    if (value === undefined || value === null) return absent;
    const result = read(value);
    if (result !== undefined) return result;
    this.#path.push(key);
    return this.fail(expected, value);
  }

  #list(
    parent: JsonObject,
    key: string,
    expected: string,
    read: (value: unknown) => number | undefined,
  ): number[] {
    const values = parent[key];
    if (values === undefined || values === null) return [];
    this.#path.push(key);
    if (!Array.isArray(values)) this.fail('an array', values);
    const numbers = values.map((value, i) => {
      const number = read(value);
      if (number !== undefined) return number;
      this.#path.push(i);
      return this.fail(expected, value);
    });
    this.#path.pop();
    return numbers;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  return { string: 'text', number: 'a number', object: 'an object' }[typeof value as string] ?? String(value);
}

/** Whether a field was written at all: proto3's JSON mapping reads `null` as absent. */
export function isGiven(parent: JsonObject, key: string): boolean {
  return parent[key] !== undefined && parent[key] !== null;
}

function readInteger(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^-?\d{1,20}$/.test(value)) return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : undefined;
}

function readUnsigned(value: unknown): number | undefined {
  const number = readInteger(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

function readInstant(value: unknown): number | undefined {
  if (readUnsigned(value) === undefined) return undefined;
  const nanoseconds = BigInt(value as string | number);
  if (nanoseconds >= 2n ** 64n) return undefined;
  return millisecondsOf(Number(nanoseconds >> 32n), Number(nanoseconds & 0xffffffffn));
}

const NON_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function readDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (Object.hasOwn(NON_FINITE, value)) return NON_FINITE[value];
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined;
}
