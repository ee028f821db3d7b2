const NUMBER_AND_UNIT = /(\d) (?=(?:%|pp|ms|s|min|h|days?|k|M|G)(?![\p{L}\p{N}]))/gu;
const NO_BREAK = '\u00a0';

/** A line may end behind a minus before a currency; not with a word joiner. */
const MINUS_AND_CURRENCY = /−(?=\p{Sc})/gu;

/** Keeps a number, its unit and its sign on one line: `99.8 %`, `28 days`, `1.2 M`, `−$0.001`. */
export function unbroken(text: string): string {
  return text.replace(NUMBER_AND_UNIT, `$1${NO_BREAK}`).replace(MINUS_AND_CURRENCY, '−\u2060');
}
