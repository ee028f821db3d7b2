const MORE_THAN_LETTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Whether there is nothing in a text that a terminal or a page would take for more than letters on one line. */
export function isOneLine(text: string): boolean {
  return text.isWellFormed() && !MORE_THAN_LETTERS.test(text);
}

/**
 * A text of somebody else as it may stand in a sentence: one line, cut at `longest` letters, nothing in it that a terminal or a page would
 * take for more than letters.
 */
export function oneLine(text: string, longest: number): string {
  const line = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim()
    .toWellFormed();
  return line.length <= longest ? line : `${line.slice(0, longest).toWellFormed()}…`;
}
