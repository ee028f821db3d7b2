import type { z } from 'zod';
import type { DocumentPath } from '../../core/roadmap/document/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { type Fault, FileFaults } from './fault.ts';

/** Faults that are looked at; of more only the number is of interest. */
const MOST_FAULTS = 1_000;

/**
 * What a schema makes of a value.
 *
 * @param keysAt the keys that there are at a path, for those that there are not
 * @throws FileFaults with what is wrong, each with its path
 */
export function checked<S extends z.ZodType>(
  schema: S,
  value: unknown,
  keysAt: (path: DocumentPath) => readonly string[] = () => [],
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new FileFaults(
    result.error.issues.slice(0, MOST_FAULTS).flatMap((issue) => faultsOf(issue, value, keysAt)),
  );
}

function faultsOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  keysAt: (path: DocumentPath) => readonly string[],
): Fault[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, keysAt(path)));
  const read = valueAt(value, path);
  if (read === undefined) return [{ path, message: `This is missing; expected ${expected(issue)}.` }];
  return [{ path, message: `Expected ${expected(issue)}, not ${shown(read)}.` }];
}

function unknownKey(path: DocumentPath, key: string, known: readonly string[]): Fault {
  const meant = nearest(key, known);
  const hint = meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`;
  return { path: [...path, key], message: `There is no such key; ${hint}` };
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'invalid_union':
    case 'custom':
      return issue.message;
    case 'too_small':
      return issue.origin === 'array' ? 'at least one item' : 'a text that is not empty';
    case 'too_big':
      return `at most ${issue.maximum} ${issue.origin === 'array' ? 'items' : 'letters'}`;
    default:
      return 'something else';
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/** A value in a message: numbers and short texts as they are; never much of it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
