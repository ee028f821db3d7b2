import { nearest } from '../../text/nearest.ts';
import { durationUnit, writeDuration } from '../../time/duration.ts';
import { readMinimumN } from './count-clause.ts';
import { readEvidence, readIn } from './evidence-clauses.ts';
import { readEach, readWhere } from './label-clauses.ts';
import { refuseObjectWord } from './object-words.ts';
import { type Reader, Unreadable } from './reader.ts';
import type { OPENING_WORDS, StatedClauses } from './stated-clauses.ts';
import { seesOneOf, startsClause } from './stated-clauses.ts';
import { readFor, readWindow } from './window-clauses.ts';

/** What is suggested for a word that begins no clause. */
const CLAUSE_WORDS = ['on', 'in', 'where', 'each', 'over', 'n>=', 'for'];

type ReadClause = (reader: Reader, clauses: StatedClauses) => void;

const READERS: Readonly<Record<(typeof OPENING_WORDS)[number], ReadClause>> = {
  on: readEvidence,
  in: readIn,
  where: readWhere,
  each: readEach,
  every: readEach,
  over: readWindow,
  during: readWindow,
  within: readWindow,
  since: readWindow,
  for: readFor,
  n: readMinimumN,
  with: readMinimumN,
};

const BY_WORD: ReadonlyMap<string, ReadClause> = new Map(Object.entries(READERS));

/** Reads clauses to the end. A clause that cannot be read is noted, and reading goes on at the next one. */
export function readClauses(reader: Reader): StatedClauses {
  const clauses: StatedClauses = { where: [] };
  while (!reader.atEnd) {
    if (reader.takesOneOf([',', ';'])) continue;
    try {
      readClause(reader, clauses);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      skipToClause(reader);
    }
  }
  return clauses;
}

/** Goes on to where the next clause seems to begin. */
export function skipToClause(reader: Reader): void {
  while (!reader.atEnd && !startsClause(reader)) reader.take();
}

function readClause(reader: Reader, clauses: StatedClauses): void {
  const read = BY_WORD.get(reader.word());
  if (read === undefined) refuseClause(reader);
  read(reader, clauses);
}

function refuseClause(reader: Reader): never {
  refuseSecondCriterion(reader);
  refuseSecondComparison(reader);
  refuseObjectWord(reader);
  refuseRate(reader);
  const token = reader.peek();
  const meant = nearest(token.text, CLAUSE_WORDS);
  reader.note(token, {
    expected: 'a clause (on, in, where, each, over, n>=, for)',
    message: `\`${token.text}\` was read where a clause was expected: on, in, where, each, over, n>= or for.`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
  reader.take();
  throw new Unreadable();
}

function refuseSecondCriterion(reader: Reader): void {
  const token = reader.peek();
  if (!['and', '&', 'or'].includes(token.text.toLowerCase())) return;
  reader.note(token, {
    expected: 'the end of the criterion',
    message: `\`${token.text}\` joins two criteria: each criterion stands on a line of its own, and a gate needs all of them.`,
  });
  // What follows is another criterion, and is not judged as a clause of this one.
  reader.position = Number.POSITIVE_INFINITY;
  throw new Unreadable();
}

function refuseSecondComparison(reader: Reader): void {
  const token = reader.peek();
  if (!/^[<>=≥≤]/.test(token.text)) return;
  reader.note(token, {
    expected: 'a clause',
    message: `\`${token.text}\` is a second comparison: a criterion has one, with its clauses behind the target.`,
  });
  reader.take();
  throw new Unreadable();
}

/** `1000 per day`: how many in a day is a total over a window. Any other `per` most likely means `each`. */
function refuseRate(reader: Reader): void {
  if (!seesOneOf(reader, ['per', '/'], 0)) return;
  const start = reader.position;
  const ms = durationUnit(reader.word(1));
  reader.position += 2;
  const { text, span } = reader.since(start);
  const suggestion =
    ms === undefined ? text.replace(/^(?:per|\/)\s*/i, 'each ') : `over ${writeDuration(ms)}`;
  reader.note(span, {
    expected: 'a clause',
    message:
      ms === undefined
        ? `\`${text}\` is no clause: \`each\` holds a criterion for every value of a label.`
        : `\`${text}\` is a rate over time: state the total over a window.`,
    suggestion,
  });
  throw new Unreadable();
}
