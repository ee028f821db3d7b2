import type { z } from 'zod';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { nearest } from '../../core/text/nearest.ts';
import { isOneLine, oneLine } from '../../core/text/one-line.ts';
import { alternatives } from '../../core/text/problem.ts';
import { redactAnywhere } from '../redaction.ts';
import { knownKeys } from './known-keys.ts';
import type { Path, YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

export interface SchemaProblemOptions {
  readonly schema: z.ZodType;
  /** The value that was checked. */
  readonly value: unknown;
  /** Where that value stands in the file; absent: it is the whole file. */
  readonly root?: Path;
  /** Values at these paths of the file are never repeated, only their path. Absent: all may be. */
  readonly isSecret?: (path: Path) => boolean;
}

/** Says what a schema found wrong in a file: each with its place, what was read, what was expected, and the nearest known name. */
export function schemaProblems(
  source: YamlSource,
  issues: readonly Issue[],
  options: SchemaProblemOptions,
): Problem[] {
  return issues.flatMap((issue) => problemsOf(source, issue, options));
}

function problemsOf(source: YamlSource, issue: Issue, options: SchemaProblemOptions): Problem[] {
  const within = issue.path as Path;
  const path = [...(options.root ?? []), ...within];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(options.schema, within, options.value);
      return issue.keys.map((key) => unknownKey(source, path, key, known));
    }
    case 'invalid_key':
      return [badKey(source, path, issue.issues[0]?.message)];
    case 'invalid_union': {
      const branch = closestBranch(issue.errors, valueAt(options.value, within));
      if (branch === undefined || branch.length === 0) break;
      const inner = branch.map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] }) as Issue);
      return schemaProblems(source, inner, options);
    }
  }
  return [wrongValue(source, path, valueAt(options.value, within), issue, options)];
}

function wrongValue(
  source: YamlSource,
  path: Path,
  read: unknown,
  issue: Issue,
  options: SchemaProblemOptions,
): Problem {
  const expected = expectation(issue);
  if (read === undefined) return missing(source, path, expected);
  const isWhole = typeof read === 'object' && 'remark' in expected;
  if (isWhole || options.isSecret?.(path)) {
    return source.problem(path, `\`${dotted(path)}\` is not right${after(expected)}.`);
  }
  const meant = typeof read === 'string' ? nearest(read, choices(issue)) : undefined;
  const where = path.length === 0 ? '' : ` under \`${dotted(path)}\``;
  const instead = 'noun' in expected ? `, where ${expected.noun} was expected` : after(expected);
  const problem = source.problem(path, `${show(read)} was read${where}${instead}.`);
  return meant === undefined ? problem : { ...problem, suggestion: meant };
}

function badKey(source: YamlSource, path: Path, why = 'it is not a name that belongs here'): Problem {
  const message = `\`${shown(String(path.at(-1)))}\` is no key under \`${dotted(path.slice(0, -1))}\`: ${why}.`;
  return { severity: 'error', file: source.file, ...source.placeOfKey(path), message };
}

function missing(source: YamlSource, path: Path, expected: Expected): Problem {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? '' : ` in \`${dotted(parent)}\``;
  return source.problem(parent, `\`${path.at(-1)}\` is missing${where}${after(expected)}.`);
}

function unknownKey(source: YamlSource, parent: Path, key: string, known: readonly string[]): Problem {
  const path = [...parent, key];
  const where = parent.length === 0 ? 'of this file' : `under \`${dotted(parent)}\``;
  const meant = nearest(key, known);
  return {
    severity: 'error',
    file: source.file,
    ...source.placeOfKey(path),
    message: `\`${shown(key)}\` is no key ${where}; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}

/**
 * The branch of a union that came closest: one that looked inside the value, found none of its fixed words wrong, and has the fewest
 * complaints. Where every branch wants another
 * word in the same place (`type: bearer`, `type: basic`), that is the one complaint, with all of the words.
 */
function closestBranch(unions: readonly (readonly Issue[])[], read: unknown): readonly Issue[] | undefined {
  const errors = unions.flatMap(branchesOf);
  const words = errors.map((issues) => issues.find((issue) => issue.code === 'invalid_value'));
  const place = JSON.stringify(words[0]?.path);
  if (words.length > 0 && words.every((word) => word !== undefined && JSON.stringify(word.path) === place)) {
    const values = words.flatMap((word) => word?.values ?? []);
    return [{ ...words[0], values } as Issue];
  }
  const distance = (issues: readonly Issue[]) => {
    // A word was wanted in place of the whole value: that is as far off as another type.
    const isWhole = typeof read === 'object' && read !== null;
    const off = (issue: Issue) =>
      issue.code === 'invalid_type' || (isWhole && issue.code === 'invalid_value');
    if (issues.every((issue) => issue.path.length === 0 && off(issue))) return 2;
    return issues.some((issue) => issue.code === 'invalid_value') ? 1 : 0;
  };
  return [...errors].sort((a, b) => distance(a) - distance(b) || a.length - b.length)[0];
}

/** The branches of a union within a union are branches of both. */
function branchesOf(issues: readonly Issue[]): readonly (readonly Issue[])[] {
  const [first, ...others] = issues;
  if (first?.code !== 'invalid_union' || first.path.length > 0 || others.length > 0) return [issues];
  return first.errors.length === 0 ? [issues] : first.errors.flatMap(branchesOf);
}

function choices(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options as unknown[]).map(String);
  return [];
}

/** What belongs there: as a noun phrase, or in the schema's own words. */
type Expected = { readonly noun: string } | { readonly remark: string };

/** As the end of a sentence that has told what is wrong. */
function after(expected: Expected): string {
  return 'noun' in expected ? `; ${expected.noun} was expected` : `: ${expected.remark}`;
}

function expectation(issue: Issue): Expected {
  const options = choices(issue);
  if (options.length > 0) return { noun: alternatives(options) };
  switch (issue.code) {
    case 'invalid_type':
      return { noun: KINDS[issue.expected] ?? issue.expected };
    case 'too_small':
      return { noun: amount(issue.origin, `${issue.minimum} or more`) };
    case 'too_big':
      return { noun: amount(issue.origin, `at most ${issue.maximum}`) };
    default:
      return ownWords(issue.message.replace(/\.$/, ''));
  }
}

function ownWords(message: string): Expected {
  const noun = /^expected (.*)$/i.exec(message)?.[1];
  return noun === undefined ? { remark: message.charAt(0).toLowerCase() + message.slice(1) } : { noun };
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping of keys and values',
  record: 'a mapping of names and values',
};

function amount(origin: string, bound: string): string {
  if (origin === 'string') return `a text of ${bound} letters`;
  return origin === 'array' ? `a list of ${bound} entries` : `a number of ${bound}`;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

const SHOWN_LENGTH = 60;

/** A value as it begins a sentence. A password in an address is no more to be repeated than any other. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object' && value !== null) return 'A mapping';
  return `\`${shown(redactAnywhere(String(value)))}\``;
}

/** What a file says, as it may stand in a sentence: its beginning, on one line. */
function shown(text: string): string {
  return text.length <= SHOWN_LENGTH && isOneLine(text) ? text : oneLine(text, SHOWN_LENGTH);
}

/** `sources[0].url`; the whole file for the empty path. */
function dotted(path: Path): string {
  if (path.length === 0) return 'the file';
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? shown(step) : `.${shown(step)}`))
    .join('');
}
