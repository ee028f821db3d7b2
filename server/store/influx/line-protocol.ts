/**
 * InfluxDB's line protocol, written by ourselves: the client library leaves newlines in tag values as they are, and a label with one in it
 * would begin a line of its own.
 * https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */

/**
 * A text as a tag's key or value. What the protocol can escape is escaped; what it cannot (line breaks, other control characters, and the
 * backslash, which would escape what follows) is written as %XX, and so is the % sign itself, so that the text can be read back. Half of a
 * pair of surrogates, which UTF-8 has no place for, is written as %uXXXX: two of them are two texts.
 */
export function tagText(text: string): string {
  return text.replace(UNWRITABLE, percent).replace(ESCAPED, (character) => `\\${character}`);
}

/** Reads back what {@link tagText} wrote, after the protocol's own escapes were taken away. */
export function readTagText(text: string): string {
  return text.replace(/%(?:u([0-9A-F]{4})|([0-9A-F]{2}))/g, (_, half?: string, hex?: string) =>
    String.fromCharCode(Number.parseInt((half ?? hex) as string, 16)),
  );
}

/** A field's key: ours, of letters, digits and few signs. */
export function fieldKey(key: string): string {
  if (!/^[A-Za-z0-9_.:+-]+$/.test(key)) throw new TypeError(`not a field key: ${JSON.stringify(key)}`);
  return key;
}

/** A float field's value; it must be finite. */
export function fieldValue(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`not a field value: ${value}`);
  return String(value);
}

/** Milliseconds and a digit group below them, as the nanoseconds of a point. */
export function nanoseconds(at: number, below: number): string {
  return `${at}${String(below).padStart(6, '0')}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const UNWRITABLE = /[\u0000-\u001f\u007f\\%\p{Surrogate}]/gu;
const ESCAPED = /[,= ]/g;

function percent(character: string): string {
  const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
  return hex.length === 2 ? `%${hex}` : `%u${hex}`;
}
