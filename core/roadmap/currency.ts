/** Signs that stand for one currency, unless the roadmap's own currency is written with the same one. */
const SIGNS: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR' };

const codes = new Set(Intl.supportedValuesOf('currency'));

/** Whether `code` is an ISO 4217 code, in capitals. */
export function isCurrency(code: string): boolean {
  return codes.has(code);
}

/** Every ISO 4217 code that is known. */
export function currencyCodes(): readonly string[] {
  return [...codes];
}

/**
 * The currency that a sign or code means: `$` is the roadmap's own currency where that one is written `$` (`CAD`), and `USD` elsewhere.
 * `undefined` for what is neither.
 */
export function currencyMeant(text: string, own: string): string | undefined {
  if (Object.hasOwn(SIGNS, text)) return narrowSign(own) === text ? own : SIGNS[text];
  const code = text.toUpperCase();
  return isCurrency(code) ? code : undefined;
}

/** The sign that means this currency and no other, when there is one. */
export function currencySign(code: string): string | undefined {
  return Object.keys(SIGNS).find((sign) => SIGNS[sign] === code);
}

function narrowSign(code: string): string | undefined {
  if (!isCurrency(code)) return undefined;
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find((part) => part.type === 'currency')?.value;
}
