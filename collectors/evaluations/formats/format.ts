import type { ReadEvaluation } from '../evaluation.ts';
import type { ReadingContext } from '../reading-context.ts';

/** A tool's way to write an evaluation as one document. */
export interface DocumentFormat {
  /** `promptfoo`; also the dataset of a file that names neither it nor a tool. */
  readonly name: string;
  /** Whether a document is of this format; decided by its shape alone. */
  recognises(document: unknown): boolean;
  /** @throws FileFaults when it is not as the format has it */
  read(document: unknown, context: ReadingContext): readonly ReadEvaluation[];
}

/** A tool's way to write an evaluation as lines of JSON. */
export interface LineFormat {
  readonly name: string;
  /** Whether lines are of this format; decided by the first of them. */
  recognises(first: unknown): boolean;
  begin(context: ReadingContext): LineReader;
}

/** Takes the lines of a file, one after the other. */
export interface LineReader {
  /**
   * @param line its number in the file, 1-based
   * @throws FileFaults with paths inside the row
   */
  row(row: unknown, line: number): void;
  end(): readonly ReadEvaluation[];
}
