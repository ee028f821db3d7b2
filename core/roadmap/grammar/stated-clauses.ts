import type { Evidence, WindowSpec } from '../criterion.ts';
import type { Reader, Span } from './reader.ts';

/** A clause's meaning and its place. */
export interface Stated<T> extends Span {
  readonly value: T;
}

/** What a criterion's clauses say; what they do not say is absent. */
export interface StatedClauses {
  evidence?: Stated<Evidence>;
  environment?: Stated<string>;
  where: Stated<{ readonly label: string; readonly value: string }>[];
  each?: Stated<string>;
  window?: Stated<WindowSpec>;
  minimumN?: Stated<number>;
  heldForMs?: Stated<number>;
}

/** Words that a clause begins with. */
export const OPENING_WORDS = [
  'on',
  'in',
  'where',
  'each',
  'every',
  'over',
  'during',
  'within',
  'since',
  'for',
  'n',
  'with',
] as const;

/** Whether a clause begins at the next token. */
export function startsClause(reader: Reader): boolean {
  return reader.peek().kind === 'word' && seesOneOf(reader, OPENING_WORDS, 0);
}

/** Whether one of these words stands so many tokens ahead. */
export function seesOneOf(reader: Reader, words: readonly string[], ahead: number): boolean {
  return words.includes(reader.word(ahead));
}

type SingleClause = Exclude<keyof StatedClauses, 'where'>;

const CLAUSE_NAMES: Readonly<Record<SingleClause, string>> = {
  evidence: 'evidence (`on`)',
  environment: 'environment (`in`)',
  each: 'label of `each`',
  window: 'window (`over`)',
  minimumN: 'least n (`n>=`)',
  heldForMs: 'time to hold (`for`)',
};

/** Takes a clause in that was read from token `start` on; a second one of its kind is noted. */
export function state<K extends SingleClause>(
  reader: Reader,
  clauses: StatedClauses,
  name: K,
  start: number,
  value: NonNullable<StatedClauses[K]>['value'],
): void {
  const { text, span } = reader.since(start);
  if (clauses[name] !== undefined) {
    reader.note(span, { message: `\`${text}\` is a second ${CLAUSE_NAMES[name]}: a criterion has one.` });
    return;
  }
  Object.assign(clauses, { [name]: { value, ...span } });
}

/** Takes a name or value as it stands; notes that `what` was expected where there is none. */
export function required(reader: Reader, what: string): string {
  const raw = reader.takeRaw();
  return raw === undefined || raw.text === '' ? reader.refuse(what) : raw.text;
}
