import { nearest } from '../../text/nearest.ts';
import { isZone, nearestZone } from '../../time/zone.ts';
import { currencyCodes, isCurrency } from '../currency.ts';
import { takeQuantity } from '../grammar/quantity.ts';
import { Reader, Unreadable } from '../grammar/reader.ts';
import { type DocumentPath, errorAt, fromText, type NoteProblem } from './problem.ts';
import { asList, property } from './raw.ts';

/** What holds for the whole roadmap, with defaults where it is not stated. */
export interface Settings {
  readonly zone: string;
  readonly fiscalYearStart: number;
  readonly currency: string;
}

export const DEFAULT_SETTINGS: Settings = { zone: 'UTC', fiscalYearStart: 1, currency: 'USD' };

/** First parts of addresses that Gateline needs itself, and no product can have. */
export const RESERVED_PRODUCTS: readonly string[] = [
  'api',
  'assets',
  'dashboards',
  'healthz',
  'metrics',
  'readyz',
  'sign-in',
  'sign-out',
  'v1',
  'wall',
];

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Zone, fiscal year and currency; what is none of these is noted, and its default taken. */
export function readSettings(document: unknown, note: NoteProblem): Settings {
  checkProduct(property(document, 'product'), note);
  return {
    zone: readZone(property(document, 'zone'), note),
    fiscalYearStart: readFiscalYearStart(property(document, 'fiscal_year_start'), note),
    currency: readCurrency(property(document, 'currency'), note),
  };
}

function checkProduct(id: unknown, note: NoteProblem): void {
  if (typeof id !== 'string' || !RESERVED_PRODUCTS.includes(id.toLowerCase())) return;
  note(
    errorAt(['product'], `\`${id}\` is an address of Gateline's own: a product needs another id.`, {
      read: id,
      expected: 'another id',
    }),
  );
}

function readZone(value: unknown, note: NoteProblem): string {
  if (typeof value !== 'string') return DEFAULT_SETTINGS.zone;
  if (isZone(value)) return value;
  const meant = nearestZone(value);
  note(
    errorAt(['zone'], `\`${value}\` is no time zone, where one such as Europe/Berlin or UTC was expected.`, {
      read: value,
      expected: 'an IANA time zone',
      ...(meant === undefined ? {} : { suggestion: meant }),
    }),
  );
  return DEFAULT_SETTINGS.zone;
}

function readFiscalYearStart(value: unknown, note: NoteProblem): number {
  if (typeof value !== 'string' && typeof value !== 'number') return DEFAULT_SETTINGS.fiscalYearStart;
  const month = monthOf(value);
  if (month !== undefined) return month;
  const meant = nearest(String(value), MONTHS);
  note(
    errorAt(
      ['fiscal_year_start'],
      `\`${value}\` is no month, where 1 to 12 or a month's name was expected.`,
      {
        read: String(value),
        expected: "1 to 12 or a month's name",
        ...(meant === undefined ? {} : { suggestion: meant }),
      },
    ),
  );
  return DEFAULT_SETTINGS.fiscalYearStart;
}

/** `4`, `"04"`, `April`, `apr`. */
function monthOf(value: string | number): number | undefined {
  const text = String(value).trim().toLowerCase();
  const named = text.length < 3 ? -1 : MONTHS.findIndex((month) => month.startsWith(text));
  const month = named >= 0 ? named + 1 : Number(text);
  return text !== '' && Number.isInteger(month) && month >= 1 && month <= 12 ? month : undefined;
}

function readCurrency(value: unknown, note: NoteProblem): string {
  if (typeof value !== 'string') return DEFAULT_SETTINGS.currency;
  if (isCurrency(value)) return value;
  const upper = value.toUpperCase();
  const meant = isCurrency(upper) ? upper : nearest(value, currencyCodes());
  note(
    errorAt(['currency'], `\`${value}\` is no currency, where an ISO code such as USD or EUR was expected.`, {
      read: value,
      expected: 'an ISO 4217 code',
      ...(meant === undefined ? {} : { suggestion: meant }),
    }),
  );
  return DEFAULT_SETTINGS.currency;
}

/** Amounts of spend limits in whole units of the roadmap's currency, by their place; those that are none are noted. */
export function readSpendAmounts(
  document: unknown,
  currency: string,
  note: NoteProblem,
): ReadonlyMap<number, number> {
  const amounts = new Map<number, number>();
  for (const [i, limit] of asList(property(document, 'spend')).entries()) {
    const amount = readAmount(property(limit, 'amount'), ['spend', i, 'amount'], currency, note);
    if (amount !== undefined) amounts.set(i, amount);
  }
  return amounts;
}

function readAmount(
  value: unknown,
  path: DocumentPath,
  currency: string,
  note: NoteProblem,
): number | undefined {
  if (typeof value === 'number') return checkAmount(value, String(value), path, note);
  if (typeof value !== 'string') return undefined;
  const reader = new Reader(value);
  try {
    const quantity = takeQuantity(reader, currency);
    if (!reader.atEnd) reader.refuse('the end of the amount');
    const own = quantity.unit === 'bare' || (quantity.unit === 'currency' && quantity.currency === currency);
    if (own) return checkAmount(quantity.value, value, path, note);
    note(
      errorAt(path, `\`${value}\` is no amount of ${currency}, which is the roadmap's currency.`, {
        read: value,
        expected: `an amount of ${currency}`,
      }),
    );
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    for (const problem of reader.problems) note(fromText(path, problem));
  }
  return undefined;
}

function checkAmount(
  amount: number,
  text: string,
  path: DocumentPath,
  note: NoteProblem,
): number | undefined {
  if (Number.isFinite(amount) && amount > 0) return amount;
  note(
    errorAt(path, `\`${text}\` is no limit, where more than 0 was expected.`, {
      read: text,
      expected: 'more than 0',
    }),
  );
  return undefined;
}
