import { findSignal } from '../../signal/catalogue.ts';
import type { Signal } from '../../signal/signal.ts';
import type { TextProblem, TextReading } from '../../text/problem.ts';
import { hasErrors } from '../../text/problem.ts';
import type { Criterion, Evidence, MeasuredCriterion, WindowSpec } from '../criterion.ts';
import { isAttested, parseAttested } from './attested.ts';
import { checkClauses } from './check-clauses.ts';
import type { CriterionContext } from './context.ts';
import {
  DEFAULT_CONFIDENCE,
  DEFAULT_ENVIRONMENT,
  type Defaulted,
  defaultMinimumN,
  defaultWindow,
} from './defaults.ts';
import { Reader } from './reader.ts';
import { resolveSignal } from './resolve-signal.ts';
import { type Goal, resolveTarget } from './resolve-target.ts';
import type { StatedClauses } from './stated-clauses.ts';
import { writeMeasured } from './write.ts';
import { readWritten } from './written.ts';

/** A criterion's text has at most so many letters. */
export const MAX_CRITERION_LENGTH = 500;

/**
 * Reads one criterion:
 *
 *     criterion := signal op target { clause } | "attested by" role [ ":" text ]
 *     op        := ">=" | ">" | "<=" | "<" | "="         and the words for them: at least, under, no more than …
 *     target    := quantity | quantity "of" baseline | baseline [ ("+" | "-") quantity ]
 *     baseline  := a version's id | "live"
 *     quantity  := number with % | pp | ms | s | min | h | d | a currency | k | M | G, or bare
 *     clause    := "on" ("production" | "evaluation" [ "of" dataset ]) | "in" environment | "where" label "=" value
 *                | "each" label | "over" window | "n>=" count | "for" duration
 *     window    := "28d" "24h" … | "month" | "quarter" | "rollout" | "latest"
 *
 * Spelling as people use it is understood; the criterion's own `text` is the one form in which it is written back. What is not stated has
 * its default, and is named in `defaults`. Every problem is given, not only the first; with an error among them there is no value.
 */
export function parseCriterion(text: string, context: CriterionContext): TextReading<Criterion> {
  if (text.trim() === '') return refused(text, 'The criterion is empty.');
  if (text.length > MAX_CRITERION_LENGTH) {
    return refused(
      text,
      `A criterion has at most ${MAX_CRITERION_LENGTH} letters, this one has ${text.length}.`,
    );
  }
  return isAttested(text) ? parseAttested(text) : parseMeasured(text, context);
}

function parseMeasured(text: string, context: CriterionContext): TextReading<Criterion> {
  // A full stop at the end is punctuation, not part of the last word.
  const reader = new Reader(text.replace(/\.\s*$/, ''));
  const { items } = context;
  const isItem = items === undefined ? undefined : (name: string) => items.has(name);
  const isSignal = (name: string) => findSignal(name, context.signals) !== undefined;
  const written = readWritten(reader, { currency: context.currency, isItem, isSignal });
  const signal = resolveSignal(reader, written.signal, context);
  if (signal === undefined) return { value: undefined, problems: inOrder(reader.problems) };
  const goal = written.target && resolveTarget(reader, written.comparison, written.target, signal, context);
  checkClauses(reader, written.clauses, signal, context);
  const failed = goal === undefined || hasErrors(reader.problems);
  return {
    value: failed ? undefined : assemble(signal, goal, written.clauses),
    problems: inOrder(reader.problems),
  };
}

function assemble(signal: Signal, goal: Goal, clauses: StatedClauses): MeasuredCriterion {
  const evidence: Evidence = clauses.evidence?.value ?? { kind: 'production' };
  const window: WindowSpec = clauses.window?.value ?? defaultWindow(signal, evidence);
  const stated: Readonly<Record<Defaulted, boolean>> = {
    evidence: clauses.evidence !== undefined,
    environment: clauses.environment !== undefined,
    window: clauses.window !== undefined,
    minimumN: clauses.minimumN !== undefined,
    confidence: false,
  };
  const criterion: Omit<MeasuredCriterion, 'text'> = {
    kind: 'measured',
    signal: signal.name,
    unit: signal.unit,
    ...goal,
    evidence,
    environment: clauses.environment?.value ?? DEFAULT_ENVIRONMENT,
    where: Object.fromEntries(clauses.where.map(({ value }) => [value.label, value.value])),
    ...(clauses.each === undefined ? {} : { each: clauses.each.value }),
    window,
    minimumN: clauses.minimumN?.value ?? defaultMinimumN(signal, evidence),
    ...(clauses.heldForMs === undefined ? {} : { heldForMs: clauses.heldForMs.value }),
    confidence: DEFAULT_CONFIDENCE,
    decide: 'interval',
    advisory: false,
    defaults: (Object.keys(stated) as Defaulted[]).filter((name) => !stated[name]),
  };
  return { ...criterion, text: writeMeasured(criterion) };
}

function inOrder(problems: readonly TextProblem[]): readonly TextProblem[] {
  return [...problems].sort((a, b) => a.at - b.at);
}

function refused(text: string, message: string): TextReading<Criterion> {
  const problem: TextProblem = {
    severity: 'error',
    at: 0,
    length: text.length,
    read: text.slice(0, 50),
    expected: 'a criterion, such as `accuracy >= 85%`',
    message,
  };
  return { value: undefined, problems: [problem] };
}
