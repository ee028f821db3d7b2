import { type FileFaults, fault } from '../fault.ts';
import { firstJsonFault } from './json-fault.ts';
import { placeAt } from './json-places.ts';
import { scanJson } from './json-scan.ts';

/**
 * Parses JSON as tools of Python write it: `NaN` and the infinities are read as `null`, for they are no scores.
 *
 * @param deepest levels of lists and objects inside each other
 * @param line the text's own line in its file, 1-based, for messages
 * @throws FileFaults with the place where it breaks off
 */
export function parseJson(text: string, deepest: number, line = 1): unknown {
  const { depth, nonFinite } = scanJson(text);
  if (depth > deepest) {
    const place = line === 1 ? {} : { place: { line } };
    throw fault(`Lists and objects stand ${depth} deep inside each other; ${deepest} are read.`, place);
  }
  const plain = withoutNonFinite(text, nonFinite);
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw syntaxFault(plain, error, line);
  }
}

function withoutNonFinite(
  text: string,
  found: readonly { readonly at: number; readonly length: number }[],
): string {
  if (found.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { at, length } of found) {
    pieces.push(text.slice(from, at), 'null');
    from = at + length;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

function syntaxFault(text: string, error: unknown, line: number): FileFaults {
  const found = firstJsonFault(text);
  if (found === undefined) {
    const why = error instanceof Error ? error.name : 'Error';
    return fault(`This JSON cannot be read (${why}).`, { place: { line } });
  }
  const { line: inner, column = 1 } = placeAt(text, found.offset);
  return fault(`This is not JSON: ${found.message}.`, { place: { line: line + inner - 1, column } });
}
