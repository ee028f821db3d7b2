import { z } from 'zod';

export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object that is its own; whatever the value is. */
export function member(value: unknown, key: string): unknown {
  return isRow(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** A number; also one that stands in a text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && NUMBER.test(value.trim()) ? finite(Number(value)) : undefined;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

const RIGHT: ReadonlySet<string> = new Set([
  'true',
  'yes',
  'y',
  'pass',
  'passed',
  'correct',
  'right',
  'success',
  'ok',
]);
const WRONG: ReadonlySet<string> = new Set([
  'false',
  'no',
  'n',
  'fail',
  'failed',
  'incorrect',
  'wrong',
  'failure',
]);
/** What stands where there is no score. */
const NONE: ReadonlySet<string> = new Set([
  '',
  'nan',
  'null',
  'none',
  'n/a',
  'na',
  '-',
  'inf',
  '-inf',
  'infinity',
  '-infinity',
]);

/** A score as tables have them: a number, or one of the words for right and wrong; `none` where there is none. */
export function scoreOf(value: unknown): number | 'none' | undefined {
  if (value === null || value === undefined) return 'none';
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (typeof value === 'number') return 'none';
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (NONE.has(word)) return 'none';
  if (RIGHT.has(word)) return 1;
  return WRONG.has(word) ? 0 : undefined;
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
/** Seconds up to the year 5138; above, a number is milliseconds. */
const MOST_SECONDS = 1e11;
/** The year 10000: later ones cannot be written as dates are. */
export const LAST_INSTANT = 253_402_300_800_000;

/** An instant as tools write it: ISO with its zone (without one, UTC), Unix seconds or milliseconds. Unix ms. */
export function instantOf(value: unknown): number | undefined {
  const number = typeof value === 'boolean' ? undefined : numberOf(value);
  if (number !== undefined) {
    return sensible(Math.round(number < MOST_SECONDS ? number * 1_000 : number));
  }
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value.trim());
  if (match === null) return undefined;
  const text = value.trim().replace(' ', 'T').replace(',', '.').replace(/\s+/g, '').replace(/UTC$/i, 'Z');
  const zoned = match[1] === undefined && text.length > 10 ? `${text}Z` : text;
  return sensible(Date.parse(zoned));
}

function sensible(at: number): number | undefined {
  return at > 0 && at < LAST_INSTANT ? at : undefined;
}

/** What tools write where they have nothing to say. */
export const anything = z.unknown().optional();
export const maybeText = z.union([z.string(), z.number()], { error: 'a text' }).nullish();
export const maybeNumber = z.number().nullish();
export const maybeBoolean = z.boolean().nullish();
