import type { Operator } from '../roadmap/criterion.ts';
import { group, trimZeros } from './digits.ts';
import type { SignalUnit } from './signal.ts';

/**
 * How numbers are written, everywhere: pages, sentences, the command line. Three significant digits, the unit behind a space
 * (money: in front), a real minus sign, thousands in groups of three, `en-US` digits. A share that is not 0 or 1 is never written as
 * `0 %` or `100 %`, and two numbers that differ are never written alike beside each other ({@link formatPair}).
 */

const SIGNIFICANT = 3;
/** Beyond this many digits the difference of two numbers is said in words rather than shown. */
const MAX_SIGNIFICANT = 10;

const OPERATOR_SIGNS: Readonly<Record<Operator, string>> = {
  '>=': '≥',
  '>': '>',
  '<=': '≤',
  '<': '<',
  '=': '=',
};

const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'under',
  '=': 'exactly',
};

/** A value in its unit: `$0.0123`, `92.4 %`, `1.84 s`, `240 ms`, `1.20 M`, `4.21`. `–` for `undefined` and what is not a number. */
export function formatValue(value: number | undefined, unit: SignalUnit, currency: string): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return write(value, notationOf(value, unit, currency), SIGNIFICANT, 'keep');
}

/** A target with its sign: `≥ 92 %`, `≤ $0.0100`, `< 2 s`. */
export function formatTarget(
  op: Operator,
  target: number | undefined,
  unit: SignalUnit,
  currency: string,
): string {
  return `${OPERATOR_SIGNS[op]} ${formatTargetValue(target, unit, currency)}`;
}

/** A target without its sign, as short as it was stated: `92 %`, `2 s`; money keeps its digits: `$0.0100`. */
export function formatTargetValue(target: number | undefined, unit: SignalUnit, currency: string): string {
  if (target === undefined || Number.isNaN(target)) return '–';
  return write(
    target,
    notationOf(target, unit, currency),
    SIGNIFICANT,
    unit === 'currency' ? 'keep' : 'trim',
  );
}

/** `≥` for `>=`. */
export function operatorSign(op: Operator): string {
  return OPERATOR_SIGNS[op];
}

/** `at least` for `>=`, as sentences have it. */
export function operatorWords(op: Operator): string {
  return OPERATOR_WORDS[op];
}

/**
 * An actual and its target side by side: both in the target's unit, the target no finer than the actual (`$0.0123`, `$0.0061`), and with
 * as many digits as it takes to tell them apart when they differ, so that nobody reads "75 against at least 75".
 */
export function formatPair(
  value: number,
  target: number,
  unit: SignalUnit,
  currency: string,
): { readonly value: string; readonly target: string } {
  const shared = notationOf(target === 0 ? value : target, unit, currency);
  const ofValue = inUnitOf(shared, notationOf(value, unit, currency));
  const ofTarget = inUnitOf(shared, notationOf(target, unit, currency));
  for (let digits = SIGNIFICANT; ; digits += 1) {
    const decimals = decimalsOf(value / shared.per, ofValue, digits, 'keep');
    const finest = decimalsOf(target / shared.per, ofTarget, digits, 'keep').max;
    const coarsest = target === 0 ? 0 : decimalsFor(target / shared.per, digits - 1);
    const max = ofTarget.decimals === undefined ? Math.max(coarsest, Math.min(finest, decimals.max)) : finest;
    const min = unit === 'currency' && target !== 0 ? max : 0;
    const pair = { value: spell(value, shared, decimals), target: spell(target, shared, { min, max }) };
    const full = spell(target, shared, { min: max, max });
    if (value === target || digits >= MAX_SIGNIFICANT || !alike(pair.value, full)) return pair;
  }
}

/** Whether two texts say the same number, one of them perhaps with more zeros. */
function alike(a: string, b: string): boolean {
  return trimZeros(a) === trimZeros(b);
}

/** A number of things: exact to 9,999, then `12.3 k`, `1.2 M`, `3.45 G`. */
export function formatCount(n: number): string {
  if (Number.isNaN(n)) return '–';
  if (Math.abs(n) < 9_999.5) return write(Math.round(n), PLAIN, Number.POSITIVE_INFINITY, 'trim');
  return write(n, countNotation(n), SIGNIFICANT, 'trim');
}

/** A whole number to its last digit: `1,234,567`. */
export function formatExact(n: number): string {
  return write(n, PLAIN, Number.POSITIVE_INFINITY, 'trim');
}

/** A share as a percentage without trailing zeros: `99.8 %`. */
export function formatShare(share: number | undefined): string {
  if (share === undefined || Number.isNaN(share)) return '–';
  return write(share, PERCENT, SIGNIFICANT, 'trim');
}

/** A difference with its sign: `+1.2 pp` for shares, `−$0.0021`, `+240 ms`, `+3`. */
export function formatDelta(delta: number, unit: SignalUnit, currency: string): string {
  if (Number.isNaN(delta)) return '–';
  const notation = unit === 'share' ? POINTS : notationOf(delta, unit, currency);
  return (delta > 0 ? '+' : '') + write(delta, notation, SIGNIFICANT, 'trim');
}

/** A relative change with its sign: `+12 %`, `−3.4 %`. Say of what. */
export function formatChange(share: number): string {
  if (Number.isNaN(share)) return '–';
  return (share > 0 ? '+' : '') + write(share, CHANGE, SIGNIFICANT, 'trim');
}

/** How old something is, or how long it lasted, in its largest unit: `8 s`, `14 min`, `3 h`, `2 days`. Ms in; negative reads as 0. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** In what a number is written: divided by `per`, between `before` and `after`. */
interface Notation {
  readonly per: number;
  readonly before: string;
  readonly after: string;
  /** A fixed number of decimals instead of significant digits: cents, whole things. */
  readonly decimals?: number;
  /** A share: neither 0 nor 1 may be reached by rounding. */
  readonly share?: true;
}

const PLAIN: Notation = { per: 1, before: '', after: '' };
const PERCENT: Notation = { per: 0.01, before: '', after: ' %', share: true };
const POINTS: Notation = { per: 0.01, before: '', after: ' pp' };
const CHANGE: Notation = { per: 0.01, before: '', after: ' %' };

function notationOf(value: number, unit: SignalUnit, currency: string): Notation {
  switch (unit) {
    case 'share':
      return PERCENT;
    case 'seconds':
      return durationNotation(value);
    case 'currency':
      return moneyNotation(value, currency);
    case 'tokens':
    case 'count':
      return countNotation(value);
    case 'score':
      return PLAIN;
  }
}

/** Under a second in ms, from ten minutes in minutes, from two hours in hours. */
function durationNotation(seconds: number): Notation {
  const size = rounded(Math.abs(seconds));
  if (size < 1) return { per: 0.001, before: '', after: ' ms' };
  if (size < 600) return { per: 1, before: '', after: ' s' };
  if (size < 7200) return { per: 60, before: '', after: ' min' };
  return { per: 3600, before: '', after: ' h' };
}

function moneyNotation(amount: number, currency: string): Notation {
  const before = currencySign(currency);
  const size = Math.abs(amount);
  if (size >= 1e6) return { per: 1e6, before, after: ' M' };
  if (size >= 100) return { per: 1, before, after: '', decimals: 0 };
  if (rounded(size) >= 1) return { per: 1, before, after: '', decimals: 2 };
  return { per: 1, before, after: '' };
}

function countNotation(count: number): Notation {
  const size = rounded(Math.abs(count));
  if (size >= 1e9) return { per: 1e9, before: '', after: ' G' };
  if (size >= 1e6) return { per: 1e6, before: '', after: ' M' };
  if (size >= 1e4) return { per: 1e3, before: '', after: ' k' };
  return Number.isInteger(count) ? { ...PLAIN, decimals: 0 } : PLAIN;
}

const currencySigns = new Map<string, string>();

/** `$`, `€`, `CHF ` (with its space); an unknown code stands for itself. */
function currencySign(currency: string): string {
  const known = currencySigns.get(currency);
  if (known !== undefined) return known;
  const sign = lookUpSign(currency);
  const text = /\p{L}$/u.test(sign) ? `${sign} ` : sign;
  currencySigns.set(currency, text);
  return text;
}

function lookUpSign(currency: string): string {
  if (!/^[A-Za-z]{3}$/.test(currency)) return currency;
  const parts = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

function rounded(value: number, digits = SIGNIFICANT): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

/** The unit of one notation with the decimals that another number wants. */
function inUnitOf(unit: Notation, own: Notation): Notation {
  const { decimals: _, ...rest } = unit;
  const fits = own.per === unit.per && own.decimals !== undefined;
  return fits ? { ...rest, decimals: own.decimals } : rest;
}

interface Decimals {
  readonly min: number;
  readonly max: number;
}

function write(value: number, notation: Notation, digits: number, zeros: 'keep' | 'trim'): string {
  return spell(value, notation, decimalsOf(value / notation.per, notation, digits, zeros));
}

function spell(value: number, notation: Notation, decimals: Decimals): string {
  if (!Number.isFinite(value)) return `${value < 0 ? '−' : ''}∞`;
  const text = group(Math.abs(value / notation.per), decimals.min, decimals.max);
  const minus = value < 0 && /[1-9]/.test(text) ? '−' : '';
  return `${minus}${notation.before}${text}${notation.after}`;
}

/** How many decimals give so many significant digits; a share keeps enough of them to stay away from 0 and 1. */
function decimalsOf(scaled: number, notation: Notation, digits: number, zeros: 'keep' | 'trim'): Decimals {
  if (!Number.isFinite(scaled) || !Number.isFinite(digits)) return { min: 0, max: 0 };
  if (notation.decimals !== undefined) {
    // More digits than usual are asked for to tell two amounts apart: then there are cents, and more if need be.
    const decimals =
      digits === SIGNIFICANT ? notation.decimals : Math.max(2, notation.decimals + digits - SIGNIFICANT);
    return { min: decimals, max: decimals };
  }
  const near = notation.share && scaled > 99 && scaled < 100 ? decimalsFor(100 - scaled, 1) : 0;
  const max = Math.max(decimalsFor(scaled, digits), near);
  const exact = scaled === 0 || (notation.share && scaled === 100);
  return { min: zeros === 'trim' || exact ? 0 : max, max };
}

const MAX_DECIMALS = 12;

function decimalsFor(scaled: number, digits: number): number {
  const size = Math.abs(scaled);
  if (size === 0) return 0;
  const exponent = Math.floor(Math.log10(rounded(size, Math.min(digits, 15))));
  return Math.min(MAX_DECIMALS, Math.max(0, digits - 1 - exponent));
}
