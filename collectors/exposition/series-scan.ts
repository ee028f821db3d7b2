import { isBlank } from './line-lexer.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/**
 * Where the series ends that begins at `from`: behind the closing brace of its labels, or behind the blank that follows a name without
 * labels, so that no longer name begins with the same text. Only looks for the end; whether the series is well-formed is the lexer's
 * business.
 */
export function scanSeries(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text.charCodeAt(at))) at += 1;
  while (at < to && !isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== OPEN) at += 1;
  const nameEnd = at;
  while (at < to && isBlank(text.charCodeAt(at))) at += 1;
  if (text.charCodeAt(at) !== OPEN || at >= to) return Math.min(nameEnd + 1, to);
  let quoted = false;
  for (at += 1; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && quoted) at += 1;
    else if (code === QUOTE) quoted = !quoted;
    else if (code === CLOSE && !quoted) return at + 1;
  }
  return to;
}
