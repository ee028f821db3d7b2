import { parseDecimal, plainDecimal } from '../../text/decimal.ts';
import { durationUnit } from '../../time/duration.ts';
import type { Quantity } from '../criterion.ts';
import { currencyMeant, currencySign } from '../currency.ts';
import type { Reader, Span } from './reader.ts';

/** A number with its unit as it was written; what it means for a signal is decided when the signal is known. */
export type WrittenQuantity = Span & {
  readonly text: string;
  readonly value: number;
} & (
    | { readonly unit: 'percent' | 'points' | 'seconds' | 'bare' }
    | { readonly unit: 'currency'; readonly currency: string }
    /** A noun behind the number: `500 tokens`. */
    | { readonly unit: 'noun'; readonly noun: string }
  );

type Unit =
  | { readonly unit: 'percent' | 'points' | 'seconds' | 'bare' }
  | { readonly unit: 'currency'; readonly currency: string }
  | { readonly unit: 'noun'; readonly noun: string };

const MAGNITUDES: Readonly<Record<string, number>> = { k: 3, K: 3, M: 6, G: 9 };
const PERCENT = ['%', 'percent', 'per cent'];
const POINTS = ['pp', 'pps', 'ppt', 'points', 'point', 'percentage points', 'percentage point', '% points'];
/** Things that are counted; said behind a number they add nothing. */
const NOUNS = [
  'tokens',
  'token',
  'requests',
  'request',
  'calls',
  'call',
  'examples',
  'example',
  'records',
  'record',
  'items',
  'item',
  'answers',
  'answer',
  'failures',
  'failure',
  'times',
  'labels',
];

/**
 * Takes a quantity: a number with `%`, `pp`, a unit of time, a currency, `k`, `M`, `G`, or bare. Notes a problem and gives up when the
 * number is not one.
 *
 * @param currency the roadmap's own, which `$` may stand for
 */
export function takeQuantity(reader: Reader, currency: string): WrittenQuantity {
  const start = reader.position;
  const negative = reader.takes('-') || reader.takes('−');
  const leading = takeLeadingCurrency(reader, currency);
  const number = reader.peek();
  if (number.kind !== 'number') reader.refuse('a number', decimalPointMissing(reader));
  reader.take();
  refuseDecimalComma(reader, number.text);
  // `50k/day`, `0.01 USD/request`: what stands behind the slash is not the unit's.
  const slash = reader.peek().kind === 'word' ? reader.peek().text.indexOf('/') : -1;
  if (slash > 0) reader.split(slash);
  const magnitude = takeMagnitude(reader);
  if (leading !== undefined) refuseOtherMagnitude(reader);
  const unit = takeUnit(reader, currency, leading);
  const { text, span } = reader.since(start);
  const value = scaled(number.text, magnitude, unit);
  return { ...span, text, value: negative ? -value : value, ...unit.meaning };
}

interface ReadUnit {
  readonly meaning: Unit;
  /** Power of ten, and then a factor, that make the number a share, seconds or whole units of money. */
  readonly shift: number;
  readonly factor: number;
}

function scaled(digits: string, magnitude: number, { shift, factor }: ReadUnit): number {
  const value = parseDecimal(digits, shift + magnitude);
  return factor === 1 ? value : Number((value * factor).toPrecision(15));
}

function takeLeadingCurrency(reader: Reader, own: string): string | undefined {
  const meant = reader.peek(1).kind === 'number' ? currencyMeant(reader.peek().text, own) : undefined;
  if (meant !== undefined) reader.take();
  return meant;
}

function takeMagnitude(reader: Reader): number {
  const token = reader.peek();
  const shift = token.attached && Object.hasOwn(MAGNITUDES, token.text) ? MAGNITUDES[token.text] : undefined;
  if (shift !== undefined) reader.take();
  return shift ?? 0;
}

/** `$5m`: behind money it cannot be minutes, and who means a million writes `M`. */
function refuseOtherMagnitude(reader: Reader): void {
  const token = reader.peek();
  if (token.attached && ['m', 'mn', 'mm', 'b', 'bn'].includes(token.text.toLowerCase())) {
    reader.refuse('`k`, `M` or `G`', token.text.toLowerCase().startsWith('b') ? 'G' : 'M');
  }
}

function takeUnit(reader: Reader, own: string, leading: string | undefined): ReadUnit {
  if (leading !== undefined) return money(leading);
  if (reader.takesOneOf(POINTS)) return { meaning: { unit: 'points' }, shift: -2, factor: 1 };
  if (reader.takesOneOf(PERCENT)) return { meaning: { unit: 'percent' }, shift: -2, factor: 1 };
  const token = reader.peek();
  if (token.kind === 'word' || token.kind === 'sign') {
    const found = timeUnit(token.text) ?? moneyUnit(token.text, own) ?? nounUnit(token.text);
    if (found !== undefined) {
      reader.take();
      return found;
    }
  }
  return { meaning: { unit: 'bare' }, shift: 0, factor: 1 };
}

function timeUnit(word: string): ReadUnit | undefined {
  const ms = word === 'M' ? undefined : durationUnit(word);
  if (ms === undefined) return undefined;
  // Shifts are exact where factors round: 1.1 ms is 0.0011 s.
  return { meaning: { unit: 'seconds' }, shift: ms < 1000 ? -3 : 0, factor: ms < 1000 ? 1 : ms / 1000 };
}

function moneyUnit(word: string, own: string): ReadUnit | undefined {
  if (word === '¢' || word.toLowerCase() === 'cent' || word.toLowerCase() === 'cents') {
    return { meaning: { unit: 'currency', currency: own }, shift: -2, factor: 1 };
  }
  const meant = currencyMeant(word, own);
  return meant === undefined ? undefined : money(meant);
}

function money(currency: string): ReadUnit {
  return { meaning: { unit: 'currency', currency }, shift: 0, factor: 1 };
}

function nounUnit(word: string): ReadUnit | undefined {
  const noun = word.toLowerCase();
  return NOUNS.includes(noun) ? { meaning: { unit: 'noun', noun }, shift: 0, factor: 1 } : undefined;
}

/** `0,01`: digits behind a comma that does not group thousands. */
function refuseDecimalComma(reader: Reader, digits: string): void {
  const [comma, decimals] = [reader.peek(), reader.peek(1)];
  if (comma.text !== ',' || !comma.attached || decimals.kind !== 'number' || !decimals.attached) return;
  reader.refuse('a decimal point', `${digits}.${decimals.text}`);
}

function decimalPointMissing(reader: Reader): string | undefined {
  return reader.peek().text === '.' && reader.peek(1).kind === 'number'
    ? `0.${reader.peek(1).text}`
    : undefined;
}

/** A quantity in the one form that is written back: `92%`, `1pp`, `2s`, `500ms`, `$0.01`, `0.01 CHF`, `5000`. */
export function writeQuantity({ value, unit, currency }: Quantity): string {
  switch (unit) {
    case 'share':
      return `${plainDecimal(value, 2)}%`;
    case 'points':
      return `${plainDecimal(value, 2)}pp`;
    case 'seconds':
      return writeSeconds(value);
    case 'currency':
      return writeMoney(value, currency ?? 'USD');
    case 'bare':
      return plainDecimal(value);
  }
}

function writeSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size > 0 && size < 1) return `${plainDecimal(seconds, 3)}ms`;
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const) {
    if (size > 0 && size % length === 0) return `${plainDecimal(seconds / length)}${unit}`;
  }
  return `${plainDecimal(seconds)}s`;
}

function writeMoney(amount: number, currency: string): string {
  const sign = currencySign(currency);
  if (sign === undefined) return `${plainDecimal(amount)} ${currency}`;
  return `${amount < 0 ? '-' : ''}${sign}${plainDecimal(Math.abs(amount))}`;
}
