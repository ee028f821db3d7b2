import { parseDecimal } from '../../text/decimal.ts';
import { refuseObjectWord } from './object-words.ts';
import { type Reader, Unreadable } from './reader.ts';
import { type StatedClauses, startsClause, state } from './stated-clauses.ts';

const MAX_COUNT = 1e12;

/** `n>=500`, `with n >= 500`, `with at least 500 graded answers`. */
export function readMinimumN(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  const natural = reader.takes('with');
  if (natural) refuseObjectWord(reader);
  if (reader.takes('n') || !natural) {
    if (!reader.takesOneOf(['>=', '=>', '≥', 'at least', 'of at least'])) reader.refuse('`>=`', 'n>=500');
  } else if (!reader.takesOneOf(['at least'])) reader.refuse('`n>=`, or `at least` and a number', 'n>=500');
  const count = takeCount(reader);
  if (natural) takeNouns(reader);
  state(reader, clauses, 'minimumN', start, count);
}

function takeNouns(reader: Reader): void {
  while (reader.peek().kind === 'word' && !startsClause(reader)) reader.take();
}

const COUNT_SHIFTS: Readonly<Record<string, number>> = { k: 3, K: 3, M: 6, G: 9 };

function takeCount(reader: Reader): number {
  const start = reader.position;
  const number = reader.peek();
  if (number.kind !== 'number') reader.refuse('a whole number');
  reader.take();
  const magnitude = reader.peek();
  const shift =
    magnitude.attached && Object.hasOwn(COUNT_SHIFTS, magnitude.text)
      ? COUNT_SHIFTS[magnitude.text]
      : undefined;
  if (shift !== undefined) reader.take();
  const count = parseDecimal(number.text, shift ?? 0);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_COUNT) return count;
  const { text, span } = reader.since(start);
  reader.note(span, {
    expected: 'a whole number of at least 1',
    message: `\`${text}\` is no count: a whole number of at least 1 was expected.`,
  });
  throw new Unreadable();
}
