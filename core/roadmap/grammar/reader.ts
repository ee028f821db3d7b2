import type { TextProblem } from '../../text/problem.ts';
import { type Token, tokenise } from './tokens.ts';

/** Thrown where a part of the text cannot be read on; its problem has been noted. */
export class Unreadable extends Error {}

/** A stretch of the text. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** A cursor over the tokens of one criterion, which notes problems as it goes. */
export class Reader {
  readonly text: string;
  readonly problems: TextProblem[] = [];
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = [...tokenise(text)];
  }

  get position(): number {
    return this.#next;
  }

  set position(index: number) {
    this.#next = Math.min(index, this.#tokens.length - 1);
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#next + ahead, last)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.position = this.#next + 1;
    return token;
  }

  /** The word or sign so many tokens ahead, in lower case; `''` for numbers, quoted texts and the end. */
  word(ahead = 0): string {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' || kind === 'sign' ? text.toLowerCase() : '';
  }

  /** Whether these words or signs stand next, in any case of letters. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, i) => this.word(i) === word);
  }

  /** Takes these words if they stand next. */
  takes(...words: readonly string[]): boolean {
    const seen = this.sees(...words);
    if (seen) this.position = this.#next + words.length;
    return seen;
  }

  /** Takes one of these words if it stands next. */
  takesOneOf(words: readonly string[]): boolean {
    return words.some((word) => this.takes(...word.split(' ')));
  }

  /** What stands there as one piece, up to the next space or comma, or within quotes; `undefined` at the end. */
  takeRaw(): { readonly text: string; readonly span: Span } | undefined {
    const first = this.peek();
    if (first.kind === 'text') return { text: first.text, span: this.take() };
    if (first.kind === 'end' || first.text === ',') return undefined;
    const start = this.position;
    this.take();
    while (this.peek().attached && !this.atEnd && this.word() !== ',') this.take();
    return this.since(start);
  }

  /** Cuts the next token in two: its first `length` units, and what the rest is made of by itself. */
  split(length: number): void {
    const token = this.peek();
    const rest = tokenise(token.text.slice(length)).slice(0, -1);
    const parts = rest.map((part) => ({ ...part, at: part.at + token.at + length, attached: true }));
    const head = { ...token, text: token.text.slice(0, length), length };
    this.#tokens.splice(this.#next, 1, head, ...parts);
  }

  /** From the token at index `from` to the cursor: the text between them and its place. */
  since(from: number): { readonly text: string; readonly span: Span } {
    const first = this.#tokens[from] as Token;
    const last = this.#tokens[Math.max(from, this.#next - 1)] as Token;
    const length = last.at + last.length - first.at;
    return { text: this.text.slice(first.at, first.at + length), span: { at: first.at, length } };
  }

  note(span: Span, particulars: Omit<TextProblem, 'at' | 'length' | 'read' | 'severity'>): void {
    this.problems.push(problemAt(this.text, span, 'error', particulars));
  }

  warn(span: Span, particulars: Omit<TextProblem, 'at' | 'length' | 'read' | 'severity'>): void {
    this.problems.push(problemAt(this.text, span, 'warning', particulars));
  }

  /** Notes that something else was expected at the next token, and gives up this part. */
  refuse(expected: string, suggestion?: string): never {
    const token = this.peek();
    const read = token.kind === 'end' ? 'The criterion ends' : `\`${tokenText(this.text, token)}\` was read`;
    this.note(token, {
      expected,
      message: `${read} where ${expected} was expected.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
    throw new Unreadable();
  }
}

/** A problem with what stands at a place of the text. */
export function problemAt(
  text: string,
  span: Span,
  severity: TextProblem['severity'],
  particulars: Omit<TextProblem, 'at' | 'length' | 'read' | 'severity'>,
): TextProblem {
  const read = text.slice(span.at, span.at + span.length);
  return { severity, at: span.at, length: span.length, read, ...particulars };
}

function tokenText(text: string, token: Token): string {
  return text.slice(token.at, token.at + token.length);
}
