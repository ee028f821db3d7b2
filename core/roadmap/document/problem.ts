import type { TextProblem } from '../../text/problem.ts';

/** Where something stands in a document: keys and indices from its root. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong in a document, with its place in terms of the document; the file knows the line. */
export interface DocumentProblem {
  readonly severity: 'error' | 'warning';
  readonly path: DocumentPath;
  /** Whether the key itself is meant, or what stands behind it. */
  readonly at: 'key' | 'value';
  /** Inside a text value: offset and length in UTF-16 units. */
  readonly offset?: number;
  readonly length?: number;
  readonly read?: string;
  readonly expected?: string;
  readonly message: string;
  readonly suggestion?: string;
  /** A number, truth value or null stands where a text belongs; how it was written is for the file to say. */
  readonly unquoted?: true;
}

/** Takes problems of a document in. */
export type NoteProblem = (problem: DocumentProblem) => void;

/** A problem inside a text, at its place in the document. */
export function fromText(path: DocumentPath, problem: TextProblem): DocumentProblem {
  const { at, length, ...rest } = problem;
  return { ...rest, path, at: 'value', offset: at, length };
}

/** An error with the value at `path`. */
export function errorAt(
  path: DocumentPath,
  message: string,
  more: Partial<Omit<DocumentProblem, 'path' | 'message'>> = {},
): DocumentProblem {
  return { severity: 'error', at: 'value', ...more, path, message };
}
