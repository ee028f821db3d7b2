import type { Operator } from '../criterion.ts';
import type { Reader } from './reader.ts';

/** Which way a comparison goes; `not-worse` and `better` depend on whether more of the signal is better. */
export type Comparison = Operator | 'not-worse' | 'better';

const SIGNS: ReadonlyMap<string, Operator> = new Map([
  ['>=', '>='],
  ['=>', '>='],
  ['≥', '>='],
  ['⩾', '>='],
  ['>', '>'],
  ['<=', '<='],
  ['=<', '<='],
  ['≤', '<='],
  ['⩽', '<='],
  ['<', '<'],
  ['=', '='],
  ['==', '='],
]);

/** Longer phrases stand before those that they begin with. */
const PHRASES: readonly (readonly [phrase: string, comparison: Comparison])[] = [
  ['at least as good as', 'not-worse'],
  ['as good as', 'not-worse'],
  ['no worse than', 'not-worse'],
  ['not worse than', 'not-worse'],
  ['matches', 'not-worse'],
  ['better than', 'better'],
  ['beats', 'better'],
  ['at least', '>='],
  ['no less than', '>='],
  ['not less than', '>='],
  ['no fewer than', '>='],
  ['not fewer than', '>='],
  ['no lower than', '>='],
  ['not lower than', '>='],
  ['not under', '>='],
  ['not below', '>='],
  ['never below', '>='],
  ['never under', '>='],
  ['minimum of', '>='],
  ['minimum', '>='],
  ['reaches', '>='],
  ['at most', '<='],
  ['no more than', '<='],
  ['not more than', '<='],
  ['no higher than', '<='],
  ['not higher than', '<='],
  ['no greater than', '<='],
  ['no longer than', '<='],
  ['not over', '<='],
  ['not above', '<='],
  ['never above', '<='],
  ['never over', '<='],
  ['not exceeding', '<='],
  ['maximum of', '<='],
  ['maximum', '<='],
  ['max', '<='],
  ['up to', '<='],
  ['more than', '>'],
  ['greater than', '>'],
  ['higher than', '>'],
  ['larger than', '>'],
  ['longer than', '>'],
  ['slower than', '>'],
  ['over', '>'],
  ['above', '>'],
  ['exceeds', '>'],
  ['less than', '<'],
  ['fewer than', '<'],
  ['lower than', '<'],
  ['smaller than', '<'],
  ['shorter than', '<'],
  ['faster than', '<'],
  ['cheaper than', '<'],
  ['under', '<'],
  ['below', '<'],
  ['exactly', '='],
  ['equal to', '='],
  ['equals', '='],
];

const PHRASE_WORDS = PHRASES.map(([phrase, comparison]) => ({ words: phrase.split(' '), comparison }));

/** Words before a comparison that say nothing: `accuracy must be at least`, `accuracy of at least`. */
const LINKING = [
  'is',
  'are',
  'be',
  'must',
  'should',
  'shall',
  'has',
  'to',
  'stays',
  'stay',
  'remains',
  'of',
  'with',
  'a',
];
const MEANING_EQUAL = ['is', 'are', 'be'];

/** Takes the comparison that stands next; `undefined`, and nothing taken, when none does. */
export function takeOperator(reader: Reader): Comparison | undefined {
  const sign = SIGNS.get(reader.word());
  if (sign !== undefined && reader.peek().kind === 'sign') {
    reader.take();
    return sign;
  }
  const phrase = PHRASE_WORDS.find(({ words }) => reader.sees(...words));
  if (phrase === undefined) return undefined;
  reader.takes(...phrase.words);
  return phrase.comparison;
}

/**
 * Takes linking words and the comparison behind them. `is` in front of a number is `=`. `undefined`, and nothing taken, when there is
 * no comparison.
 */
export function takeLinkedOperator(reader: Reader): Comparison | undefined {
  const start = reader.position;
  let equal = false;
  while (LINKING.some((word) => reader.sees(word)))
    equal = MEANING_EQUAL.includes(reader.take().text.toLowerCase()) || equal;
  const comparison = takeOperator(reader);
  if (comparison !== undefined) return comparison;
  if (equal && startsQuantity(reader)) return '=';
  reader.position = start;
  return undefined;
}

/** Whether a number stands next, or a minus or a currency's sign in front of one. */
export function startsQuantity(reader: Reader): boolean {
  const [first, second] = [reader.peek(), reader.peek(1)];
  return first.kind === 'number' || (/^[-−\p{Sc}]$/u.test(first.text) && second.kind === 'number');
}

/** The operator that a comparison means for a signal of which more or less is better. */
export function operatorFor(comparison: Comparison, better: 'higher' | 'lower'): Operator {
  if (comparison === 'not-worse') return better === 'higher' ? '>=' : '<=';
  if (comparison === 'better') return better === 'higher' ? '>' : '<';
  return comparison;
}

/** `85% or more`: what stands behind a quantity instead of in front of it. */
const POSTFIXES: ReadonlyMap<string, Comparison> = new Map([
  ['more', '>='],
  ['higher', '>='],
  ['above', '>='],
  ['less', '<='],
  ['lower', '<='],
  ['fewer', '<='],
  ['below', '<='],
  ['faster', '<='],
  ['cheaper', '<='],
  ['better', 'not-worse'],
]);

/** Takes `or more`, `or less`, `or better` … */
export function takePostfixOperator(reader: Reader): Comparison | undefined {
  const comparison = reader.sees('or') ? POSTFIXES.get(reader.word(1)) : undefined;
  if (comparison !== undefined) reader.position += 2;
  return comparison;
}
