/**
 * The shortest decimal digits of a number, times 10^`shift`, without an exponent: `plainDecimal(0.92, 2)` is `92`. The point is moved in
 * the text, so that nothing is rounded: {@link parseDecimal} with the opposite shift gives the number back.
 */
export function plainDecimal(value: number, shift = 0): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`${value} has no decimal digits.`);
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent) + shift;
  const digits = whole + decimals;
  const padded = point > 0 ? digits.padEnd(point, '0') : digits.padStart(digits.length - point + 1, '0');
  const at = Math.max(point, 1);
  const text = `${padded.slice(0, at)}.${padded.slice(at)}`.replace(/\.?0*$/, '').replace(/^0+(?=\d)/, '');
  return text === '0' ? '0' : sign + text;
}

/** The number nearest to the decimal `digits` times 10^`shift`; what people write as `1.1 %` becomes 0.011 and not 0.011000000000000001. */
export function parseDecimal(digits: string, shift = 0): number {
  const [mantissa = '', exponent = '0'] = digits.replace(/[_,]/g, '').toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + shift}`);
}
