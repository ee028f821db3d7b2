/** A part of a text holds about so many characters. */
const PART_LENGTH = 1_000_000;
/** A line that is longer is none of any format. */
const LONGEST_LINE = 1024 ** 2;
/** What stands for bytes that are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/** Cuts a text in UTF-8 that comes piece by piece into parts of whole lines. */
export class TextInParts {
  readonly #decoder = new TextDecoder('utf-8');
  #pending = '';
  #problem: string | undefined;
  #problemLine = 0;

  /** Why nothing more can be read, behind the last part; `undefined` while all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** How many lines behind the last part that is. */
  get problemLine(): number {
    return this.#problemLine;
  }

  /** @returns the parts that are whole by now */
  add(bytes: Uint8Array): readonly string[] {
    this.#append(this.#decoder.decode(bytes, { stream: true }));
    if (this.#problem !== undefined || this.#pending.length < PART_LENGTH) return [];
    const end = this.#pending.lastIndexOf('\n') + 1;
    if (end === 0 && this.#pending.length > LONGEST_LINE) this.#problem = 'longer than any line';
    if (end === 0) return [];
    const part = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end);
    return [part];
  }

  /** What is left at the end. */
  end(): string {
    this.#append(this.#decoder.decode());
    return this.#pending;
  }

  #append(text: string): void {
    const from = this.#pending.length;
    this.#pending += text;
    const at = text.includes(REPLACEMENT) ? this.#pending.indexOf(REPLACEMENT, from) : -1;
    if (at === -1 || this.#problem !== undefined) return;
    this.#problem = 'bytes that are no UTF-8';
    this.#problemLine = this.#pending.slice(0, at).split('\n').length - 1;
  }
}
