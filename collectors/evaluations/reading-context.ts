import { fault } from './fault.ts';
import type { EvaluationLimits } from './limits.ts';

/** More notes than this say nothing more. */
const MOST_NOTES = 20;

/** What a reader of one file is given: the file's name, what it may cost, and where to leave a note. */
export class ReadingContext {
  /** Without folders. */
  readonly fileName: string;
  readonly limits: EvaluationLimits;
  readonly #notes = new Set<string>();
  #items = 0;

  constructor(fileName: string, limits: EvaluationLimits) {
    this.fileName = fileName.split(/[/\\]/).at(-1) ?? fileName;
    this.limits = limits;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Something that somebody should know, in one sentence. */
  note(sentence: string): void {
    if (this.#notes.size < MOST_NOTES) this.#notes.add(sentence);
  }

  /** @throws FileFaults when there are too many */
  countItem(): void {
    this.#items += 1;
    if (this.#items > this.limits.items) {
      throw fault(`There are more than ${this.limits.items} items; split the file.`);
    }
  }
}
