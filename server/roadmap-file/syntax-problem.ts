import type { Stretch } from './yaml-text.ts';

/** What is wrong with the YAML of a file, at its place in the text. */
export interface SyntaxProblem extends Stretch {
  readonly message: string;
  readonly read: string;
  readonly expected?: string;
  readonly suggestion?: string;
}
