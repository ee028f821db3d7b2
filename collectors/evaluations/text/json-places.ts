import type { DocumentPath } from '../../../core/roadmap/document/problem.ts';
import type { Place } from '../fault.ts';
import { endOfString } from './json-scan.ts';

/**
 * Where a value stands in a JSON text: of the nearest thing around it when it is not there.
 *
 * @param text JSON without a fault
 */
export function placeInJson(text: string, path: DocumentPath): Place {
  let at = skipSpace(text, 0);
  for (const part of path) {
    const inner = child(text, at, part);
    if (inner === undefined) break;
    at = inner;
  }
  return placeAt(text, at);
}

/** The line and column of an offset. */
export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The offset of a member's or an element's value; `undefined` when there is none. */
function child(text: string, at: number, part: string | number): number | undefined {
  const open = text[at];
  if (open !== '{' && open !== '[') return undefined;
  let next = skipSpace(text, at + 1);
  for (let index = 0; next < text.length && text[next] !== '}' && text[next] !== ']'; index += 1) {
    let key: string | number = index;
    if (open === '{') {
      const end = endOfString(text, next);
      key = JSON.parse(text.slice(next, end + 1)) as string;
      next = skipSpace(text, skipSpace(text, end + 1) + 1);
    }
    if (key === part) return next;
    next = skipSpace(text, endOfValue(text, next));
    if (text[next] === ',') next = skipSpace(text, next + 1);
  }
  return undefined;
}

/** The offset after the value that begins at `at`. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    const letter = text[i];
    if (letter === '"') {
      i = endOfString(text, i);
      if (depth === 0) return i + 1;
    } else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      depth -= 1;
      if (depth === 0) return i + 1;
      if (depth < 0) return i;
    } else if (depth === 0 && letter === ',') return i;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}
