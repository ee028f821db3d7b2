/** Where a text stops being JSON, and what would have been right there. */
export interface JsonFault {
  /** Index of the character. */
  readonly at: number;
  readonly expected: string;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Control characters must be escaped (RFC 8259 §7). */
const FIRST_PRINTABLE = 0x20;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds what is wrong with a text that could not be parsed (RFC 8259): the engine's own message quotes the text around it, which must not
 * get into logs and answers. `undefined` when nothing is wrong with it.
 */
export function jsonFault(text: string): JsonFault | undefined {
  return new JsonScan(text).run();
}

/** What may come next. */
type Next = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

class JsonScan {
  readonly #text: string;
  #at = 0;
  /** What is open: `}` or `]` closes it. */
  readonly #open: ('}' | ']')[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): JsonFault | undefined {
    let next: Next = 'value';
    for (;;) {
      this.#eat(SPACE);
      const after: Next | JsonFault = this.#step(next);
      if (typeof after === 'object') return after;
      next = after;
      if (next === 'comma-or-end' && this.#open.length === 0) {
        this.#eat(SPACE);
        return this.#at === this.#text.length ? undefined : this.#fault('the end');
      }
    }
  }

  #step(next: Next): Next | JsonFault {
    switch (next) {
      case 'colon':
        return this.#take(':') ? 'value' : this.#fault('a colon');
      case 'key':
      case 'key-or-end':
        if (next === 'key-or-end' && this.#close()) return 'comma-or-end';
        return this.#string() ? 'colon' : this.#fault('a name in double quotes');
      case 'comma-or-end':
        if (this.#take(',')) return this.#open.at(-1) === '}' ? 'key' : 'value';
        return this.#close() ? 'comma-or-end' : this.#fault(`a comma or ${this.#open.at(-1)}`);
      default:
        if (next === 'value-or-end' && this.#close()) return 'comma-or-end';
        return this.#value();
    }
  }

  #value(): Next | JsonFault {
    if (this.#take('{')) {
      this.#open.push('}');
      return 'key-or-end';
    }
    if (this.#take('[')) {
      this.#open.push(']');
      return 'value-or-end';
    }
    return this.#string() || this.#eat(NUMBER) || this.#eat(WORD) ? 'comma-or-end' : this.#fault('a value');
  }

  /** Character by character: an expression would run out of stack on a long one. One that is wrong is as if it was not there. */
  #string(): boolean {
    const start = this.#at;
    if (!this.#take('"')) return false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === QUOTE) {
        this.#at += 1;
        return true;
      }
      if (code === BACKSLASH ? !this.#eat(ESCAPE) : !(code >= FIRST_PRINTABLE)) break;
      if (code !== BACKSLASH) this.#at += 1;
    }
    // The place of the mistake tells more than that of the string around it, unless it never ends.
    if (this.#at >= this.#text.length) this.#at = start;
    return false;
  }

  #close(): boolean {
    const closing = this.#open.at(-1);
    if (closing === undefined || !this.#take(closing)) return false;
    this.#open.pop();
    return true;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #eat(expression: RegExp): boolean {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found === null) return false;
    this.#at = expression.lastIndex;
    return true;
  }

  #fault(expected: string): JsonFault {
    return { at: this.#at, expected };
  }
}
