import type { Reader } from './reader.ts';
import { required, type StatedClauses, state } from './stated-clauses.ts';

const LABEL = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/** Words that `each` is said with. */
export const EACH = ['each', 'every'];

/** `where region = eu and tier = 1`; more may be added by another `where`. */
export function readWhere(reader: Reader, clauses: StatedClauses): void {
  reader.take();
  do {
    const start = reader.position;
    const label = labelName(reader);
    if (!reader.takesOneOf(['=', '==', 'is'])) reader.refuse('`=` (a label is held to one value)');
    const value = required(reader, "the label's value");
    clauses.where.push({ value: { label, value }, ...reader.since(start).span });
  } while (takesAnd(reader));
}

/** `and` or a comma, where another `label = value` stands behind it. */
function takesAnd(reader: Reader): boolean {
  const joined = reader.sees('and') || reader.sees(',');
  if (!joined || reader.peek(1).kind !== 'word' || !['=', '=='].includes(reader.word(2))) return false;
  reader.take();
  return true;
}

/** `each language`. */
export function readEach(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  reader.take();
  const label = labelName(reader);
  state(reader, clauses, 'each', start, label);
}

function labelName(reader: Reader): string {
  const token = reader.peek();
  const named = token.kind === 'word' || token.kind === 'text';
  if (!named || !LABEL.test(token.text)) reader.refuse('the name of a label');
  return reader.take().text;
}
