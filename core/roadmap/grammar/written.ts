import { readClauses, skipToClause } from './clauses.ts';
import {
  type Comparison,
  startsQuantity,
  takeLinkedOperator,
  takeOperator,
  takePostfixOperator,
} from './operators.ts';
import { type Reader, type Span, Unreadable } from './reader.ts';
import type { Stated, StatedClauses } from './stated-clauses.ts';
import { type TargetContext, takeTarget, type WrittenTarget } from './target.ts';

/** A measured criterion as it was written, cut into its parts. What could not be read is absent, and noted at the reader. */
export interface WrittenCriterion {
  readonly signal: Stated<string> | undefined;
  /** Absent in `50% lower than v2`, where the target says it all. */
  readonly comparison: Comparison | undefined;
  readonly target: WrittenTarget | undefined;
  readonly clauses: StatedClauses;
}

/** Signs that look like a comparison and are none. */
const NO_COMPARISON = ['!=', '<>', '≠', '~', '≈', '!'];

interface Comparing {
  /** The signal, where its name goes on behind the target: `cost < $0.01 per request`. */
  readonly signal?: Stated<string>;
  readonly comparison: Comparison | undefined;
  readonly target: WrittenTarget | undefined;
}

/** Cuts `signal op target { clause }` into its parts. */
export function readWritten(reader: Reader, context: TargetContext): WrittenCriterion {
  const signal = takeSignal(reader);
  let comparing: Comparing = { comparison: undefined, target: undefined };
  try {
    comparing = takeComparing(reader, context, signal);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    skipToClause(reader);
  }
  return { signal, ...comparing, clauses: readClauses(reader) };
}

/** Everything before the comparison, or before a number where the comparison stands behind it or is missing. */
function takeSignal(reader: Reader): Stated<string> | undefined {
  const start = reader.position;
  while (!reader.atEnd && !startsComparison(reader, start)) reader.take();
  if (reader.position === start) return undefined;
  const { text, span } = reader.since(start);
  return { value: text, ...span };
}

function startsComparison(reader: Reader, start: number): boolean {
  const here = reader.position;
  const first = here === start;
  // A word such as `max` may begin a signal's name; a sign cannot.
  if (first && reader.peek().kind === 'word') return false;
  const found = takeLinkedOperator(reader) !== undefined || NO_COMPARISON.includes(reader.word());
  reader.position = here;
  return found || (!first && startsQuantity(reader) && !isOrdinal(reader));
}

/** `95th percentile latency` */
function isOrdinal(reader: Reader): boolean {
  return reader.peek(1).attached && /^(?:st|nd|rd|th)$/i.test(reader.peek(1).text);
}

function takeComparing(
  reader: Reader,
  context: TargetContext,
  signal: Stated<string> | undefined,
): Comparing {
  const start = reader.position;
  const comparison = takeLinkedOperator(reader);
  if (comparison === undefined && !startsQuantity(reader)) {
    reader.refuse('a comparison (>=, >, <=, <, =, at least, under …)');
  }
  const target = takeTarget(reader, context);
  const behind = comparison === undefined ? takePostfixOperator(reader) : undefined;
  if (comparison === undefined && behind === undefined && target.kind !== 'distance') {
    refuseMissingComparison(reader, target, signal);
  }
  const comparing = clauseInFront(reader, context, start, signal) ?? {
    comparison: comparison ?? behind,
    target,
  };
  return { ...comparing, ...perUnit(reader, context, signal) };
}

/** `cost < $0.01 per request` and `cost < $0.01/req` speak of the cost per request. */
function perUnit(
  reader: Reader,
  context: TargetContext,
  signal: Stated<string> | undefined,
): Pick<Comparing, 'signal'> {
  if (signal === undefined || (!reader.sees('per') && !reader.sees('/'))) return {};
  const whole = `${signal.value} per ${reader.word(1)}`;
  if (context.isSignal?.(whole) !== true) return {};
  reader.position += 2;
  return { signal: { ...signal, value: whole } };
}

function refuseMissingComparison(
  reader: Reader,
  { span }: WrittenTarget,
  signal: Stated<string> | undefined,
): never {
  const read = reader.text.slice(span.at, span.at + span.length);
  reader.note(
    { at: span.at, length: 0 },
    {
      expected: 'a comparison',
      message: `\`${read}\` was read where a comparison was expected: >=, >, <=, <, =, at least, under …`,
      ...(signal === undefined ? {} : { suggestion: `${signal.value} >= ${read}` }),
    },
  );
  throw new Unreadable();
}

/** `accuracy over 28d >= 85%`: what was taken for a comparison is a clause, because a comparison stands behind it. */
function clauseInFront(
  reader: Reader,
  context: TargetContext,
  start: number,
  signal: Stated<string> | undefined,
): Comparing | undefined {
  const misread = reader.since(start);
  if (!/^over\b/i.test(misread.text)) return undefined;
  const comparisonAt = reader.peek().at;
  const comparison = takeOperator(reader);
  if (comparison === undefined) return undefined;
  const target = takeTarget(reader, context);
  const rest = reader.text.slice(comparisonAt).trim();
  noteClauseInFront(reader, misread.span, `${signal?.value ?? ''} ${rest} ${misread.text}`.trim());
  return { comparison, target };
}

/** Notes that a clause stands before the comparison. */
export function noteClauseInFront(reader: Reader, span: Span, suggestion: string): void {
  const read = reader.text.slice(span.at, span.at + span.length);
  reader.note(span, {
    expected: 'the comparison',
    message: `\`${read}\` stands in front of the comparison: clauses stand behind the target.`,
    suggestion,
  });
}
