import { isPlaceholder, type Placeholder, placeholdersIn } from '../../text/placeholder.ts';
import { type DocumentPath, errorAt, type NoteProblem } from './problem.ts';
import { asRecord, type RawRecord, rawCriteria } from './raw.ts';

/** What is still to be said where a template's placeholder stands, for keys that a roadmap can do without for the time being. */
const CAN_WAIT: Readonly<Record<string, string>> = {
  vision: 'what it does at maturity',
  capability: 'the core capability that users value',
  description: 'what it is',
  owner: 'who owns it',
  start: 'the day on which it starts',
  due: 'the day on which it is due',
  done: 'the day on which it was done',
  link: 'the address',
  runbook: 'the address of the runbook',
  contact: 'whom to tell',
  note: 'the remark',
  measure: 'what it is measured by',
  target: 'what is aimed at',
  flag: 'the name of the flag',
  why: 'the reason',
};

/** What cannot be left aside: a waiver without a reason would be none. */
const MUST_BE_SAID = ['waiver', 'attestation', 'spend'];

/**
 * Finds what a template left open and nobody has filled in, and notes each with its place: `[Name]`, `[Date]`, `[X]`. What a roadmap can do
 * without for the time being is left out of it, with a warning; a criterion with a gap promises nothing, and is an error.
 *
 * @returns the document without its gaps
 */
export function withoutGaps(document: unknown, note: NoteProblem): unknown {
  const criteria = new Set(rawCriteria(document).map(({ path }) => JSON.stringify(path)));
  return walk(document, [], { note, criteria });
}

interface Looking {
  readonly note: NoteProblem;
  /** Where criteria stand. */
  readonly criteria: ReadonlySet<string>;
}

/** Left out of the document. */
const GONE = Symbol('gone');

function walk(value: unknown, path: DocumentPath, looking: Looking): unknown {
  if (looking.criteria.has(JSON.stringify(path))) return criterion(value, path, looking);
  if (typeof value === 'string') return text(value, path, looking);
  if (Array.isArray(value)) return list(value, path, looking);
  const record = asRecord(value);
  return record === undefined ? value : mapping(record, path, looking);
}

function list(values: readonly unknown[], path: DocumentPath, looking: Looking): unknown {
  // `owner: [Name]` without quotes is a list to YAML.
  const only = values.length === 1 ? values[0] : undefined;
  if (typeof only === 'string' && canWait(path) && isPlaceholder(`[${only}]`)) {
    return text(`[${only}]`, path, looking);
  }
  // What is left in a list keeps its place, by which everything that follows finds its line.
  return values.map((value, i) => walk(value, [...path, i], looking));
}

function mapping(record: RawRecord, path: DocumentPath, looking: Looking): unknown {
  const { decision } = record;
  if (
    path.length === 1 &&
    path[0] === 'build_or_buy' &&
    typeof decision === 'string' &&
    isPlaceholder(decision)
  ) {
    warn([...path, 'decision'], decision, 'what was decided', looking.note);
    return GONE;
  }
  const entries = Object.entries(record).map(
    ([key, value]) => [key, walk(value, [...path, key], looking)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== GONE));
}

function text(value: string, path: DocumentPath, { note }: Looking): unknown {
  const must = path.find((key) => MUST_BE_SAID.includes(String(key)));
  if (must !== undefined && isPlaceholder(value)) {
    note(
      errorAt(path, `\`${value}\` is a placeholder: say it, or take the ${String(must)} out.`, {
        read: value,
        expected: 'what is really so',
      }),
    );
    return GONE;
  }
  if (isPlaceholder(value) && canWait(path)) {
    warn(path, value, CAN_WAIT[String(path.at(-1))] ?? 'it', note);
    return GONE;
  }
  const gaps = isPlaceholder(value)
    ? [{ text: value.trim(), at: value.search(/\S/) }]
    : placeholdersIn(value);
  for (const gap of gaps) {
    note(within(path, gap, 'warning', `\`${gap.text}\` is a placeholder that is still to be filled in.`));
  }
  return value;
}

function canWait(path: DocumentPath): boolean {
  const key = path.at(-1);
  return typeof key === 'string' && Object.hasOwn(CAN_WAIT, key);
}

function warn(path: DocumentPath, value: string, what: string, note: NoteProblem): void {
  const message = `\`${value}\` is a placeholder: say ${what}, or take it out.`;
  note(errorAt(path, message, { severity: 'warning', read: value, expected: what }));
}

/** The text of a criterion with a gap is left out of everything that follows: one sentence says what is wrong with it. */
function criterion(value: unknown, path: DocumentPath, looking: Looking): unknown {
  const ofObject = asRecord(value)?.criterion;
  const written = typeof value === 'string' ? value : ofObject;
  if (typeof written !== 'string')
    return asRecord(value) === undefined ? value : mappingOnly(value, path, looking);
  const at = typeof value === 'string' ? path : [...path, 'criterion'];
  const gaps = placeholdersIn(written);
  for (const gap of gaps) {
    const message = `\`${gap.text}\` is a placeholder: write what must be reached. Until then the gate promises nothing.`;
    looking.note({ ...within(at, gap, 'error', message), expected: 'a number' });
  }
  if (gaps.length > 0) return 'attested by nobody';
  return typeof value === 'string' ? value : mappingOnly(value, path, looking);
}

function mappingOnly(value: unknown, path: DocumentPath, looking: Looking): unknown {
  const entries = Object.entries(asRecord(value) ?? {}).map(
    ([key, inner]) => [key, key === 'criterion' ? inner : walk(inner, [...path, key], looking)] as const,
  );
  return Object.fromEntries(entries.filter(([, inner]) => inner !== GONE));
}

function within(
  path: DocumentPath,
  { text: read, at }: Placeholder,
  severity: 'error' | 'warning',
  message: string,
) {
  return { severity, path, at: 'value', offset: at, length: read.length, read, message } as const;
}
