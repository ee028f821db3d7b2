const formatters = new Map<number, Intl.NumberFormat>();

/** A number that is not negative with thousands in groups of three, and zeros at its end only up to `min` decimals. */
export function group(value: number, min: number, max: number): string {
  return quickly(value, min, max) ?? thoroughly(value, min, max);
}

function thoroughly(value: number, min: number, max: number): string {
  const key = min * 100 + max;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat('en-US', { minimumFractionDigits: min, maximumFractionDigits: max });
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** Up to here a number times a power of ten tells whether it lies halfway between two others. */
const MOST_QUICK = 1e9;

/**
 * The same in a fifth of the time, for an evaluation writes hundreds of numbers; `undefined` for what lies halfway, which `toFixed` rounds by the
 * number's binary digits and `Intl` by its shortest decimal ones, and for what is very large.
 */
function quickly(value: number, min: number, max: number): string | undefined {
  const scaled = value * 10 ** max;
  if (!(scaled < MOST_QUICK) || Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-6) return undefined;
  const fixed = value.toFixed(max);
  const point = max === 0 ? fixed.length : fixed.length - max - 1;
  const text = min === max ? fixed : withoutZeros(fixed, min === 0 ? point : point + 1 + min);
  if (point <= 3) return text;
  let whole = text.slice(0, point % 3 || 3);
  for (let at = whole.length; at < point; at += 3) whole += `,${text.slice(at, at + 3)}`;
  return `${whole}${text.slice(point)}`;
}

/** A text with one number in it, without zeros at the end of its decimals. */
export function trimZeros(text: string): string {
  const point = text.indexOf('.');
  if (point < 0) return text;
  let end = point + 1;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return `${withoutZeros(text.slice(0, end), point)}${text.slice(end)}`;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A number without zeros at its end, and without a point that nothing follows. @param least where it may end at the earliest */
function withoutZeros(text: string, least: number): string {
  let end = text.length;
  while (end > least && text.endsWith('0', end)) end -= 1;
  return text.slice(0, text.endsWith('.', end) ? end - 1 : end);
}
