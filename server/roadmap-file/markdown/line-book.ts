import type { Node } from 'mdast';

/** A line of a document that nothing was made of. */
export interface UnreadLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Blank lines, rules, and the lines under a table's header say nothing. */
const MUTE = /^[\s|:*_=#-]*$/;

/** Keeps book of the lines of a document: which of them something was made of. */
export class LineBook {
  readonly #lines: readonly string[];
  readonly #read: boolean[];
  readonly #parts: UnreadLine[] = [];

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\n|\r/);
    this.#read = this.#lines.map((line) => MUTE.test(line));
  }

  /** Something was made of all lines of a node. */
  read(node: Pick<Node, 'position'>): void {
    const { position } = node;
    if (position !== undefined) this.readLines(position.start.line, position.end.line);
  }

  /** 1-based, both included. */
  readLines(from: number, to: number): void {
    for (let line = from; line <= to; line += 1) this.#read[line - 1] = true;
  }

  /** Something was made of the line of a node, but not of this part of it. */
  partUnread(node: Pick<Node, 'position'>, text: string): void {
    this.#parts.push({ line: node.position?.start.line ?? 1, text });
  }

  /** In the order of the document. */
  unread(): readonly UnreadLine[] {
    const whole = this.#lines.flatMap((text, i) =>
      this.#read[i] ? [] : [{ line: i + 1, text: text.trim() }],
    );
    return [...whole, ...this.#parts].sort((a, b) => a.line - b.line);
  }
}
