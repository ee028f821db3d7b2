import type { Signal, SignalUnit } from '../../signal/signal.ts';
import { plainDecimal } from '../../text/decimal.ts';
import type { TextProblem } from '../../text/problem.ts';
import type { Quantity } from '../criterion.ts';
import { currencySign } from '../currency.ts';
import type { WrittenQuantity } from './quantity.ts';
import { type Reader, Unreadable } from './reader.ts';

type Misfit = Omit<TextProblem, 'at' | 'length' | 'read' | 'severity'>;

/**
 * A written quantity in the unit that the signal is counted in.
 *
 * @param role a difference of shares is in percentage points, a share itself is not
 * @throws Unreadable when it does not fit, with the problem noted
 */
export function fitQuantity(
  reader: Reader,
  written: WrittenQuantity,
  signal: Signal,
  currency: string,
  role: 'value' | 'difference',
): Quantity {
  const fitted = Number.isFinite(written.value)
    ? FITTING[signal.unit](written, currency, role)
    : { message: `\`${written.text}\` is too large a number.` };
  if (!('message' in fitted)) return fitted;
  reader.note(written, fitted);
  throw new Unreadable();
}

type Fit = (written: WrittenQuantity, currency: string, role: 'value' | 'difference') => Quantity | Misfit;

const FITTING: Readonly<Record<SignalUnit, Fit>> = {
  share: (written, _currency, role) => (role === 'value' ? fitShare(written) : fitPoints(written)),
  seconds: fitSeconds,
  currency: fitMoney,
  tokens: (written) => fitCount(written, 'a number of tokens (500)', (noun) => noun.startsWith('token')),
  count: (written) => fitCount(written, 'a number (5000)', (noun) => !noun.startsWith('token')),
  score: (written) => fitCount(written, 'a score (4.2)', () => false),
};

/** What a target of each unit looks like, as a noun phrase. */
export function expectedQuantity(unit: SignalUnit, currency: string): string {
  switch (unit) {
    case 'share':
      return 'a share (85%)';
    case 'seconds':
      return 'a duration (2s, 500ms)';
    case 'currency':
      return `an amount of money (${moneyExample(currency)})`;
    case 'tokens':
      return 'a number of tokens (500)';
    case 'count':
      return 'a number (5000)';
    case 'score':
      return 'a score (4.2)';
  }
}

function fitShare(written: WrittenQuantity): Quantity | Misfit {
  const { unit, value, text } = written;
  if (unit === 'percent') return { value, unit: 'share' };
  if (unit === 'bare' && value >= 0 && value < 1) return { value, unit: 'share' };
  const expected = expectedQuantity('share', '');
  if (unit === 'bare') return misfit(written, expected, `${text}%`);
  if (unit === 'points') {
    return {
      expected,
      message: `\`${text}\` are percentage points, which are a difference; ${expected} was expected.`,
      suggestion: `${plainDecimal(value, 2)}%`,
    };
  }
  return misfit(written, expected);
}

function fitPoints(written: WrittenQuantity): Quantity | Misfit {
  const { unit, value, text } = written;
  if (unit === 'points') return { value, unit: 'points' };
  const expected = 'percentage points (1pp)';
  if (unit !== 'percent' && unit !== 'bare') return misfit(written, expected);
  const points = unit === 'percent' || value < 1 ? plainDecimal(value, 2) : text;
  return {
    expected,
    message: `\`${text}\` could be a part of the share or a difference of two shares; ${expected} were expected.`,
    suggestion: `${points}pp`,
  };
}

function fitSeconds(written: WrittenQuantity): Quantity | Misfit {
  if (written.unit === 'seconds') return { value: written.value, unit: 'seconds' };
  const bare = written.unit === 'bare';
  return misfit(written, expectedQuantity('seconds', ''), bare ? `${written.text}s` : undefined);
}

function fitMoney(written: WrittenQuantity, currency: string): Quantity | Misfit {
  if (written.unit === 'bare') return { value: written.value, unit: 'currency', currency };
  const expected = expectedQuantity('currency', currency);
  if (written.unit !== 'currency') return misfit(written, expected, million(written));
  if (written.currency === currency) return { value: written.value, unit: 'currency', currency };
  return {
    expected,
    message: `\`${written.text}\` is in ${written.currency}, and this roadmap's currency is ${currency}; ${expected} was expected.`,
  };
}

function fitCount(
  written: WrittenQuantity,
  expected: string,
  isUnit: (noun: string) => boolean,
): Quantity | Misfit {
  const counted = written.unit === 'noun' && isUnit(written.noun);
  if (written.unit === 'bare' || counted) return { value: written.value, unit: 'bare' };
  return misfit(written, expected, million(written));
}

const READ_AS: Readonly<Record<WrittenQuantity['unit'], string>> = {
  percent: 'is a percentage',
  points: 'are percentage points',
  seconds: 'is a duration',
  currency: 'is an amount of money',
  bare: 'has no unit',
  noun: 'counts things',
};

function misfit({ text, unit }: WrittenQuantity, expected: string, suggestion?: string): Misfit {
  const message = `\`${text}\` ${READ_AS[unit]}, where ${expected} was expected.`;
  return suggestion === undefined ? { expected, message } : { expected, message, suggestion };
}

/** `5m` are five minutes; who meant five million writes `5M`. */
function million({ text, unit }: WrittenQuantity): string | undefined {
  return unit === 'seconds' && /\dm$/.test(text) ? `${text.slice(0, -1)}M` : undefined;
}

function moneyExample(currency: string): string {
  const sign = currencySign(currency);
  return sign === undefined ? `0.01 ${currency}` : `${sign}0.01`;
}
