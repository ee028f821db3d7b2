import type { FamilyEntry } from './families.ts';
import type { MetadataLine } from './metadata.ts';

/** What a line turned out to be, remembered by its text, because the next body has the same lines with other values. */
export interface KnownLine<S> {
  /** A sample's series with what precedes it; a metadata line whole, with its line feed. */
  readonly text: string;
  readonly metadata: MetadataLine | undefined;
  readonly family: FamilyEntry;
  readonly series: S | undefined;
  /** What followed it the last time. */
  next: KnownLine<S> | undefined;
  /** A name without labels: labels may follow on another line, behind a blank. */
  readonly bare: boolean;
  /** The last body in which it was there; of a sample, with a value that could be read. */
  readIn: number;
}

/** The lines of one target's expositions: by their text, and each with the one that followed it in the body before. */
export class KnownLines<S> {
  readonly #byText = new Map<string, KnownLine<S>>();
  #first: KnownLine<S> | undefined;
  #last: KnownLine<S> | undefined;

  get size(): number {
    return this.#byText.size;
  }

  /** What followed the same predecessor in the body before. */
  get expected(): KnownLine<S> | undefined {
    return this.#last === undefined ? this.#first : this.#last.next;
  }

  /** A body begins. */
  begin(): void {
    this.#last = undefined;
  }

  /** The body goes on with this line. */
  follow(line: KnownLine<S>): void {
    if (this.#last === undefined) this.#first = line;
    else this.#last.next = line;
    this.#last = line;
  }

  find(text: string): KnownLine<S> | undefined {
    return this.#byText.get(text);
  }

  add(
    text: string,
    metadata: MetadataLine | undefined,
    family: FamilyEntry,
    series: S | undefined,
  ): KnownLine<S> {
    const bare = metadata === undefined && !text.endsWith('}');
    const line: KnownLine<S> = { text, metadata, family, series, bare, next: undefined, readIn: 0 };
    this.#byText.set(text, line);
    return line;
  }

  /** Each line is taken apart again, those that follow in this body included. */
  forget(): void {
    this.#byText.clear();
    this.#first = undefined;
    if (this.#last !== undefined) this.#last.next = undefined;
  }
}
