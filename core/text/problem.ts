/** What is wrong in a short text that a person wrote (a criterion, a formula), with its place in that text. */
export interface TextProblem {
  readonly severity: 'error' | 'warning';
  /** Where it begins: 0-based offset in the text, in UTF-16 units. */
  readonly at: number;
  /** How many UTF-16 units it spans; 0 when something is missing there. */
  readonly length: number;
  /** What was read; `''` at the end of the text. */
  readonly read: string;
  /** What was expected instead, as a noun phrase; absent when nothing belongs there. */
  readonly expected?: string;
  /** One whole sentence: what was read and what was expected. */
  readonly message: string;
  /** The nearest known name, or the text put right. */
  readonly suggestion?: string;
}

/** A text, read: its meaning when there is no error among the problems. */
export interface TextReading<T> {
  readonly value: T | undefined;
  readonly problems: readonly TextProblem[];
}

/** Whether a text with these problems must not be used. */
export function hasErrors(problems: readonly { readonly severity: 'error' | 'warning' }[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
