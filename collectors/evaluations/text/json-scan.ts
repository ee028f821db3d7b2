/** What one look over a JSON text finds. */
export interface JsonScan {
  /** Most levels of lists and objects inside each other. */
  readonly depth: number;
  /** Offsets of `NaN`, `Infinity` and `-Infinity`, which Python writes and JSON does not know. */
  readonly nonFinite: readonly { readonly at: number; readonly length: number }[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSES: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const UPPER_N = 0x4e;
const UPPER_I = 0x49;
const MINUS = 0x2d;

/** Looks over a JSON text without building anything; whether it is JSON is not asked. */
export function scanJson(text: string): JsonScan {
  const nonFinite: { at: number; length: number }[] = [];
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (OPENS.has(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (CLOSES.has(code)) depth -= 1;
    else if (code === UPPER_N || code === UPPER_I) {
      const word = code === UPPER_N ? 'NaN' : 'Infinity';
      if (!text.startsWith(word, i)) continue;
      const signed = text.charCodeAt(i - 1) === MINUS ? 1 : 0;
      nonFinite.push({ at: i - signed, length: word.length + signed });
      i += word.length - 1;
    }
  }
  return { depth: deepest, nonFinite };
}

/** The offset of the quote that ends the string which begins at `start`; the text's last when none does. */
export function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i += 1;
  }
  return text.length - 1;
}
