/** Only these can stand in a decimal number; what they may not form, `Number` refuses. */
const DECIMAL_LETTERS = /^[\d.eE+-]+$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^nan$/i;
const WHOLE = /^[+-]?\d+$/;

/**
 * A sample's value: a decimal number, an infinity or NaN. `undefined` when it is none: hexadecimal numbers and underscores are refused,
 * as Prometheus refuses them (model/textparse) and OpenMetrics' grammar does.
 */
export function parseValue(token: string): number | undefined {
  if (DECIMAL_LETTERS.test(token)) {
    const value = Number(token);
    return Number.isNaN(value) ? undefined : value;
  }
  const infinite = INFINITE.exec(token);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NOT_A_NUMBER.test(token) ? Number.NaN : undefined;
}

/** Whole milliseconds in the text format, seconds with any fraction in OpenMetrics; `undefined` when it is neither. In ms. */
export function parseTimestamp(token: string, seconds: boolean): number | undefined {
  if (!seconds) return WHOLE.test(token) ? Number(token) : undefined;
  if (!DECIMAL_LETTERS.test(token)) return undefined;
  const value = Number(token);
  return Number.isFinite(value) ? Math.round(value * 1_000) : undefined;
}
