const NUMBER_AND_UNIT = /(\d) (?=(?:%|pp|ms|s|min|h|days?|k|M|G)(?![\p{L}\p{N}]))/gu;
const NO_BREAK = '\u00a0';

/** Keeps a number and its unit on one line: `99.8 %`, `28 days`, `1.2 M`. */
export function unbroken(text: string): string {
  return text.replace(NUMBER_AND_UNIT, `$1${NO_BREAK}`);
}
