import { z } from 'zod';
import { nearest } from '../../text/nearest.ts';
import { alternatives } from '../../text/problem.ts';
import { isCalendarDate } from '../../time/calendar.ts';
import { type DocumentPath, type DocumentProblem, errorAt } from './problem.ts';
import { asRecord, valueAt } from './raw.ts';
import { ID_PATTERN, roadmapSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found wrong with a document, each as a sentence with its place and a way out. */
export function structureProblems(document: unknown): readonly DocumentProblem[] {
  const result = roadmapSchema.safeParse(document);
  return result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, [], document));
}

function describe(issue: Issue, above: DocumentPath, document: unknown): readonly DocumentProblem[] {
  const path = [...above, ...(issue.path as DocumentPath)];
  const value = valueAt(document, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path));
    case 'invalid_union':
      return describeUnion(issue, path, document);
    case 'invalid_key':
      return [badKey(path)];
    case 'invalid_type':
      return [value === undefined ? missing(path) : wrongType(path, value, issue.expected)];
    case 'invalid_value':
      return [value === undefined ? missing(path) : wrongChoice(path, value, issue.values.map(String))];
    case 'invalid_format':
      return [wrongFormat(path, String(value), issue.format)];
    case 'too_small':
    case 'too_big':
      return [wrongSize(path, value, issue)];
    default:
      return [errorAt(path, `\`${shown(value)}\` does not belong here.`)];
  }
}

/** Of several forms the one is described that the value comes closest to; where it is of no form's kind, all of them are. */
function describeUnion(
  issue: Issue & { code: 'invalid_union' },
  path: DocumentPath,
  document: unknown,
): readonly DocumentProblem[] {
  const value = valueAt(document, path);
  const forms = issue.errors.filter((issues) => issues.every((inner) => !isWrongKind(inner)));
  const near = forms.toSorted((a, b) => strangeness(a) - strangeness(b))[0];
  if (near !== undefined && value !== undefined)
    return near.flatMap((inner) => describe(inner, path, document));
  return [value === undefined ? missing(path) : wrongType(path, value, 'union')];
}

/** The value as a whole is not of the form's kind: a text where a mapping belongs. */
function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

/** How far a value is from a form: a key that the form never has tells more than a value that is wrong. */
function strangeness(issues: readonly Issue[]): number {
  return issues.reduce((sum, { code }) => sum + (code === 'invalid_key' ? 10 : 1), 0);
}

function unknownKey(key: string, parent: DocumentPath): DocumentProblem {
  const known = knownKeys(schemaAt(parent));
  const meant = nearest(key, known);
  const place = parent.length === 0 ? 'of a roadmap' : `under \`${placeName(parent)}\``;
  return errorAt(
    [...parent, key],
    `\`${key}\` is no key ${place}; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`,
    {
      at: 'key',
      read: key,
      expected: alternatives(known),
      ...(meant === undefined ? {} : { suggestion: meant }),
    },
  );
}

function badKey(path: DocumentPath): DocumentProblem {
  const key = String(path.at(-1));
  const ofSignal = path[0] === 'signals';
  const expected = ofSignal ? 'a name in lower_snake_case' : ID_EXPECTED;
  const suggestion = ofSignal ? key.toLowerCase().replace(/[^a-z0-9]+/g, '_') : idFor(key);
  return errorAt(path, `\`${key}\` was read where ${expected} was expected.`, {
    at: 'key',
    read: key,
    expected,
    ...(suggestion === key ? {} : { suggestion }),
  });
}

function missing(path: DocumentPath): DocumentProblem {
  const key = String(path.at(-1));
  const description = schemaAt(path)?.description;
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? '' : ` in \`${placeName(parent)}\``;
  return errorAt(
    parent,
    `\`${key}\` is missing${where}${description === undefined ? '.' : `: ${lowerFirst(description)}`}`,
    {
      at: parent.length === 0 || typeof parent.at(-1) === 'number' ? 'value' : 'key',
      read: '',
      expected: `\`${key}\``,
    },
  );
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  tuple: 'a list of two',
  object: 'a mapping of keys and values',
  record: 'a mapping of names and values',
};

function wrongType(path: DocumentPath, value: unknown, wanted: string): DocumentProblem {
  const expected = wanted === 'union' ? nounOf(path) : (KINDS[wanted] ?? wanted);
  const name = placeName(path);
  if (value === null)
    return errorAt(path, `\`${name}\` is empty, where ${expected} was expected.`, {
      at: 'key',
      read: '',
      expected,
    });
  const text = typeof value === 'number' || typeof value === 'boolean';
  if (wanted === 'string' && text) {
    return errorAt(
      path,
      `\`${value}\` is a ${typeof value} to YAML, where a text was expected: put it in quotes.`,
      {
        read: String(value),
        expected,
        suggestion: `"${value}"`,
        unquoted: true,
      },
    );
  }
  const suggestion = wanted === 'array' && typeof value === 'string' ? `[${value}]` : undefined;
  const subject = typeof path.at(-1) === 'number' ? shown(value) : name;
  return errorAt(path, `\`${subject}\` is ${kindOf(value)}, where ${expected} was expected.`, {
    read: shown(value),
    expected,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function wrongChoice(path: DocumentPath, value: unknown, choices: readonly string[]): DocumentProblem {
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined;
  const expected = alternatives(choices);
  return errorAt(
    path,
    `\`${shown(value)}\` was read under \`${placeName(path)}\` where ${expected} was expected.`,
    {
      read: shown(value),
      expected,
      ...(meant === undefined ? {} : { suggestion: meant }),
    },
  );
}

const ID_EXPECTED = 'an id: a letter, then letters, digits, `.`, `_`, `-`';

function wrongFormat(path: DocumentPath, value: string, format: string): DocumentProblem {
  if (format === 'date') {
    const suggestion = dateFor(value);
    return errorAt(
      path,
      `\`${value}\` is no day of the calendar, where a date such as 2026-11-23 was expected.`,
      {
        read: value,
        expected: 'a date such as 2026-11-23',
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    );
  }
  if (format === 'url') {
    return errorAt(
      path,
      `\`${value}\` is no web address, where one such as https://wiki.example.com was expected.`,
      {
        read: value,
        expected: 'a web address (http or https)',
      },
    );
  }
  return errorAt(path, `\`${value}\` was read where ${ID_EXPECTED} was expected.`, {
    read: value,
    expected: ID_EXPECTED,
    ...(idFor(value) === value ? {} : { suggestion: idFor(value) }),
  });
}

function wrongSize(
  path: DocumentPath,
  value: unknown,
  issue: Issue & { code: 'too_small' | 'too_big' },
): DocumentProblem {
  const name = placeName(path);
  if (issue.code === 'too_small') {
    const least = Number(issue.minimum);
    if (Array.isArray(value) && least > 1) {
      const expected = `${least} entries`;
      return errorAt(path, `\`${name}\` has ${value.length}, where ${expected} were expected.`, { expected });
    }
    const what = Array.isArray(value) ? 'one entry or more' : 'a text';
    return errorAt(path, `\`${name}\` is empty, where ${what} was expected.`, { read: '', expected: what });
  }
  const many = Array.isArray(value) ? `${value.length} entries` : `${String(value).length} letters`;
  return errorAt(path, `\`${name}\` has ${many}, and at most ${issue.maximum} are taken.`, {
    expected: `at most ${issue.maximum}`,
  });
}

/** What belongs at a path, as the noun phrase that its description begins with. */
function nounOf(path: DocumentPath): string {
  const description = schemaAt(path)?.description ?? 'something else';
  return lowerFirst(description).replace(/[.:].*$/, '');
}

/** The schema at a path of the document, as far as one can be named. */
function schemaAt(path: DocumentPath): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((schema, key) => schema && stepInto(schema, key), roadmapSchema);
}

function stepInto(schema: z.ZodType, key: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional) return stepInto(schema.unwrap() as z.ZodType, key);
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodObject) return schema.shape[key] as z.ZodType | undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const object = schema.options.find((option) => option instanceof z.ZodObject);
  return object === undefined ? undefined : stepInto(object, key);
}

function knownKeys(schema: z.ZodType | undefined): readonly string[] {
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (!(schema instanceof z.ZodUnion)) return [];
  return schema.options.flatMap((option) => knownKeys(option as z.ZodType));
}

/** The last key of a path that is a word: `criteria` of `models[0].gate.criteria[2]`. */
function placeName(path: DocumentPath): string {
  return String(path.findLast((key) => typeof key === 'string') ?? 'the roadmap');
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (asRecord(value) !== undefined) return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** A value as it may stand in a sentence. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function lowerFirst(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** An id that a text could become. */
function idFor(text: string): string {
  const plain = text
    .trim()
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return ID_PATTERN.test(plain) ? plain : `v${plain}`;
}

/** The day that was most likely meant, in another order or without its zeros; months first and days first cannot be told apart. */
function dateFor(text: string): string | undefined {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const plain = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  const parts = dotted === null ? plain?.slice(1) : dotted.slice(1).reverse();
  const date = parts?.map((part) => part.padStart(2, '0')).join('-');
  return date !== undefined && isCalendarDate(date) ? date : undefined;
}
