import type { Baseline } from '../criterion.ts';
import { isCurrency } from '../currency.ts';
import { type Comparison, operatorFor } from './operators.ts';
import { takeQuantity, type WrittenQuantity } from './quantity.ts';
import type { Reader, Span } from './reader.ts';
import { startsClause } from './stated-clauses.ts';
import type { Token } from './tokens.ts';

/** An item's id as it was written, or `live`. */
export interface WrittenBaseline {
  readonly baseline: Baseline;
  readonly span: Span;
}

/** `50% lower than v2`: a quantity by which the value is away from a baseline's. */
export interface Distance {
  readonly quantity: WrittenQuantity;
  readonly direction: 'below' | 'above' | 'worse' | 'better';
}

/** A target as it was written, before it is known what the signal is counted in. */
export type WrittenTarget = { readonly span: Span } & (
  | { readonly kind: 'absolute'; readonly quantity: WrittenQuantity }
  | { readonly kind: 'factor'; readonly factor: WrittenQuantity; readonly from: WrittenBaseline }
  | {
      readonly kind: 'offset';
      readonly offset?: { readonly sign: 1 | -1; readonly quantity: WrittenQuantity };
      readonly from: WrittenBaseline;
    }
  | { readonly kind: 'distance'; readonly distance: Distance; readonly from: WrittenBaseline }
);

/** What the grammar knows of the roadmap around a criterion. */
export interface TargetContext {
  readonly currency: string;
  /** Whether `name` is an item; `undefined` when the items are not known, and any name may be one. */
  readonly isItem?: ((name: string) => boolean) | undefined;
  /** Whether these words mean a signal. */
  readonly isSignal?: ((text: string) => boolean) | undefined;
}

const MULTIPLES: Readonly<Record<string, number>> = { half: 0.5, twice: 2, double: 2, triple: 3 };
const LIVE = ['live', 'current'];
const FILLERS = ['the', 'that of', 'that', 'what'];
/** Words that may stand between a share and its baseline: `half the cost per request of v2`. */
const MAX_WORDS_BEFORE_OF = 6;

const DIRECTIONS: Readonly<Record<string, Distance['direction']>> = {
  lower: 'below',
  less: 'below',
  fewer: 'below',
  smaller: 'below',
  shorter: 'below',
  cheaper: 'below',
  faster: 'below',
  below: 'below',
  under: 'below',
  higher: 'above',
  slower: 'above',
  longer: 'above',
  more: 'above',
  greater: 'above',
  larger: 'above',
  above: 'above',
  over: 'above',
  worse: 'worse',
  better: 'better',
};

/** Takes what stands behind the comparison. Notes a problem and gives up when it is no target. */
export function takeTarget(reader: Reader, context: TargetContext): WrittenTarget {
  const start = reader.position;
  const target =
    takeMultiple(reader, context) ?? takeNumberTarget(reader, context) ?? takeOffset(reader, context);
  return { ...target, span: reader.since(start).span };
}

/** Without its span; the union is kept apart. */
type Unplaced = WrittenTarget extends infer T ? (T extends WrittenTarget ? Omit<T, 'span'> : never) : never;

/** `half of v2`, `twice v2`, `half the cost of v2`. */
function takeMultiple(reader: Reader, context: TargetContext): Unplaced | undefined {
  const token = reader.peek();
  const word = token.text.toLowerCase();
  if (token.kind !== 'word' || !Object.hasOwn(MULTIPLES, word) || context.isItem?.(token.text))
    return undefined;
  reader.take();
  const factor: WrittenQuantity = {
    at: token.at,
    length: token.length,
    text: token.text,
    value: MULTIPLES[word] ?? 1,
    unit: 'percent',
  };
  skipToOf(reader);
  return { kind: 'factor', factor, from: takeBaseline(reader, context) };
}

function takeNumberTarget(reader: Reader, context: TargetContext): Unplaced | undefined {
  const token = reader.peek();
  const isMoney =
    token.kind === 'word' && reader.peek(1).kind === 'number' && isCurrency(token.text.toUpperCase());
  if (token.kind !== 'number' && token.kind !== 'sign' && !isMoney) return undefined;
  const quantity = takeQuantity(reader, context.currency);
  if (takesTimes(reader, quantity)) {
    return { kind: 'factor', factor: { ...quantity, unit: 'percent' }, from: takeBaseline(reader, context) };
  }
  if (skipToOf(reader)) return { kind: 'factor', factor: quantity, from: takeBaseline(reader, context) };
  const direction = takeDirection(reader);
  if (direction === undefined) return { kind: 'absolute', quantity };
  return { kind: 'distance', distance: { quantity, direction }, from: takeBaseline(reader, context) };
}

/** `0.5x v2`, `0.5 × v2`, `2 times v2`. */
function takesTimes(reader: Reader, quantity: WrittenQuantity): boolean {
  if (quantity.unit === 'noun' && quantity.noun === 'times')
    return reader.peek().kind === 'word' && !reader.atEnd;
  return quantity.unit === 'bare' && reader.takesOneOf(['x', '×', '*']);
}

/** Takes everything up to and with the next `of`, when it is near and only plain words stand before it. */
function skipToOf(reader: Reader): boolean {
  for (let ahead = 0; ahead <= MAX_WORDS_BEFORE_OF && reader.peek(ahead).kind === 'word'; ahead += 1) {
    if (reader.word(ahead) === 'of') {
      const filler = ahead === 0 || reader.sees('the') || reader.sees('that');
      if (filler) reader.position += ahead + 1;
      return filler;
    }
  }
  return false;
}

/** `lower than`, `below`; only when a baseline stands behind it, because `over 28d` is a window. */
function takeDirection(reader: Reader): Distance['direction'] | undefined {
  const word = reader.word();
  const direction = Object.hasOwn(DIRECTIONS, word) ? DIRECTIONS[word] : undefined;
  if (direction === undefined) return undefined;
  const than = reader.word(1) === 'than';
  const isWindow = word === 'over' || word === 'under';
  if (isWindow && !than) return undefined;
  reader.position += than ? 2 : 1;
  return direction;
}

function takeOffset(reader: Reader, context: TargetContext): Unplaced {
  const from = takeBaseline(reader, context);
  const sign = takeSign(reader);
  if (sign === undefined) return { kind: 'offset', from };
  return { kind: 'offset', from, offset: { sign, quantity: takeQuantity(reader, context.currency) } };
}

function takeSign(reader: Reader): 1 | -1 | undefined {
  if (reader.takesOneOf(['+', 'plus'])) return 1;
  return reader.takesOneOf(['-', '−', '–', 'minus']) ? -1 : undefined;
}

function takeBaseline(reader: Reader, context: TargetContext): WrittenBaseline {
  reader.takesOneOf(FILLERS);
  const token = reader.peek();
  const isClause = startsClause(reader) && !context.isItem?.(token.text);
  if (token.kind !== 'word' || isClause) reader.refuse('a quantity, a version or `live`');
  splitAttachedOffset(reader, token, context);
  const span = { at: reader.peek().at, length: reader.peek().length };
  const name = reader.take().text;
  if (LIVE.includes(name.toLowerCase()) && !context.isItem?.(name)) {
    reader.takesOneOf(['version', 'one']);
    return { baseline: { kind: 'live' }, span };
  }
  return { baseline: { kind: 'item', item: name }, span };
}

const ATTACHED_OFFSET = /^(.+?)-(\d[\d.]*(?:pp|%|ms|s|min|h)?)$/;

/** `v2-1pp` without spaces is one word to the tokens; it is `v2 - 1pp` unless there is an item of that name. */
function splitAttachedOffset(reader: Reader, token: Token, context: TargetContext): void {
  const match = ATTACHED_OFFSET.exec(token.text);
  const [, item = '', offset = ''] = match ?? [];
  if (match === null || context.isItem?.(token.text)) return;
  const certain = context.isItem === undefined ? /[a-z%]$/.test(offset) : context.isItem(item);
  if (!certain) return;
  reader.split(item.length);
}

/** The comparison and the absolute direction that a distance comes down to: `at most 1pp worse than v2` is at least v2 − 1 pp. */
export function resolveDistance(
  comparison: Comparison | undefined,
  direction: Distance['direction'],
  better: 'higher' | 'lower',
): { readonly op: '>=' | '>' | '<=' | '<'; readonly sign: 1 | -1 } {
  const above = direction === 'above' || direction === (better === 'higher' ? 'better' : 'worse');
  const distance = comparison === undefined || comparison === '=' ? '>=' : operatorFor(comparison, 'higher');
  const op = distance === '=' ? '>=' : distance;
  return above ? { op, sign: 1 } : { op: MIRRORED[op], sign: -1 };
}

const MIRRORED = { '>=': '<=', '>': '<', '<=': '>=', '<': '>' } as const;
