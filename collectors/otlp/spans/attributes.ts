/** The value of an attribute as far as labels, conditions and numbers need it; lists and maps are JSON. */
export type AttributeValue = string | number | boolean;

/** Attributes of a span or a log record that may be read; without a prototype, because their names come from outside. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Longer texts are no labels. UTF-8 bytes, or UTF-16 units where a text is decoded already. */
export const LONGEST_VALUE = 1_024;

/** The first of several attributes that is there as a text that is not empty. */
export function textOf(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** No call has as many tokens, costs or takes as much; a number beyond is a mistake, and would spoil what it is added to. */
const LARGEST = 1e15;

/** The first of several attributes that is there as a number that can be meant, and is not negative; some libraries write numbers as texts. */
export function numberOf(attributes: Attributes, names: readonly string[]): number | undefined {
  for (const name of names) {
    const number = asNumber(attributes[name]);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** A number that can be meant and is not negative, or nothing. */
export function asNumber(value: unknown): number | undefined {
  const number =
    typeof value === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= LARGEST ? number : undefined;
}
