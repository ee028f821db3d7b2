import type { Labels } from '../../core/measure/series.ts';
import { LineError } from './types.ts';

/** Where the formats differ within a line. */
export interface Dialect {
  /** Spaces and tabs may stand between any two parts, a comma after the last label, and a quoted metric name behind labels. */
  readonly lenient: boolean;
  /** Backslashes before other letters than `\`, `"` and `n` are kept; otherwise they are an error. */
  readonly keepsUnknownEscapes: boolean;
}

/**
 * Both formats as a Prometheus server reads them.
 * @see https://github.com/prometheus/prometheus/tree/main/model/textparse (`parseLVals`, `lvalReplacer`)
 */
export const LENIENT: Dialect = { lenient: true, keepsUnknownEscapes: true };
/** As `expfmt` of Prometheus' common library reads the text format. */
export const STRICT_TEXT: Dialect = { lenient: true, keepsUnknownEscapes: false };
/** Letter by letter as the grammar of OpenMetrics 1.0 has it. */
export const STRICT_OPENMETRICS: Dialect = { lenient: false, keepsUnknownEscapes: true };

export interface LexedSeries {
  readonly name: string;
  readonly labels: Labels;
  /** Where the series ends in the text: behind the closing brace, or behind the name. */
  readonly end: number;
}

/** A line with more is rubbish, and would only cost time and memory. */
const MOST_LABELS = 1_000;

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const EQUALS = 61;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Whether the name could stand without quotes (Prometheus' data model). */
export function isLegacyName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
}

/**
 * Reads name and labels of a sample from `from` up to `to`, quoted names included (`{"my.metric","a.b"="x"}`).
 * @throws LineError
 */
export function lexSeries(text: string, from: number, to: number, dialect: Dialect): LexedSeries {
  return new SeriesLexer(text, from, to, dialect).series();
}

/** Reads a label set from its opening brace, as exemplars have one. @throws LineError */
export function lexLabels(
  text: string,
  from: number,
  to: number,
  dialect: Dialect,
): { labels: Labels; end: number } {
  const lexer = new SeriesLexer(text, from, to, dialect);
  lexer.labels(false);
  return { labels: lexer.found, end: lexer.position };
}

class SeriesLexer {
  readonly #text: string;
  readonly #to: number;
  readonly #dialect: Dialect;
  /** Without a prototype, so that no label name finds anything but labels. */
  readonly found: Record<string, string> = Object.create(null);
  position: number;
  #name: string | undefined;
  #count = 0;

  constructor(text: string, from: number, to: number, dialect: Dialect) {
    this.#text = text;
    this.position = from;
    this.#to = to;
    this.#dialect = dialect;
  }

  series(): LexedSeries {
    this.#blanks();
    if (this.#code() !== OPEN) this.#name = this.#identifier(true, 'a metric name');
    let end = this.position;
    this.#blanks();
    if (this.#code() === OPEN) {
      this.labels(true);
      end = this.position;
    }
    if (this.#name === undefined || this.#name === '') throw new LineError('no metric name');
    return { name: this.#name, labels: this.found, end };
  }

  /** From the opening brace to behind the closing one. */
  labels(ofMetric: boolean): void {
    this.position += 1;
    this.#blanks();
    while (this.#code() !== CLOSE) {
      this.#labelOrName(ofMetric);
      this.#blanks();
      if (this.#code() === CLOSE) break;
      if (this.#code() !== COMMA) throw new LineError('labels are not separated by commas');
      this.position += 1;
      this.#blanks();
      if (this.#code() === CLOSE && !this.#dialect.lenient)
        throw new LineError('a comma after the last label');
    }
    this.position += 1;
  }

  #labelOrName(ofMetric: boolean): void {
    const quoted = this.#code() === QUOTE;
    const name = quoted ? this.#string() : this.#identifier(false, 'a label name');
    this.#blanks();
    if (this.#code() === EQUALS) {
      this.position += 1;
      this.#blanks();
      this.#add(name, this.#string());
      return;
    }
    const mayBeName = quoted && ofMetric && (this.#dialect.lenient || this.#count === 0);
    if (!mayBeName || this.#name !== undefined) throw new LineError('a label without a value');
    this.#name = name;
  }

  #add(name: string, value: string): void {
    this.#count += 1;
    if (this.#count > MOST_LABELS) throw new LineError('more labels than any series has');
    if (name === '__name__') throw new LineError('the label name __name__ is reserved');
    if (name === '') throw new LineError('an empty label name');
    if (name in this.found) throw new LineError('a label is given twice');
    this.found[name] = value;
  }

  #code(): number {
    return this.position < this.#to ? this.#text.charCodeAt(this.position) : -1;
  }

  #blanks(): void {
    if (!this.#dialect.lenient) return;
    while (isBlank(this.#code())) this.position += 1;
  }

  #identifier(colons: boolean, what: string): string {
    const from = this.position;
    for (let code = this.#code(); isNameLetter(code, colons, this.position === from); code = this.#code()) {
      this.position += 1;
    }
    if (this.position === from) throw new LineError(`not ${what}`);
    return this.#text.slice(from, this.position);
  }

  #string(): string {
    if (this.#code() !== QUOTE) throw new LineError('a label value without quotes');
    this.position += 1;
    let from = this.position;
    let value = '';
    for (;;) {
      const code = this.#code();
      if (code === -1) throw new LineError('a quote that is not closed');
      if (code === QUOTE) break;
      this.position += 1;
      if (code !== BACKSLASH) continue;
      value += this.#text.slice(from, this.position - 1) + this.#escape();
      this.position += 1;
      from = this.position;
    }
    value += this.#text.slice(from, this.position);
    this.position += 1;
    return value;
  }

  #escape(): string {
    const letter = this.position < this.#to ? this.#text.charAt(this.position) : '';
    if (letter === 'n') return '\n';
    if (letter === '\\' || letter === '"') return letter;
    if (letter === '') throw new LineError('a quote that is not closed');
    if (!this.#dialect.keepsUnknownEscapes) throw new LineError('an unknown escape in a label value');
    return `\\${letter}`;
  }
}

function isNameLetter(code: number, colons: boolean, first: boolean): boolean {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return true;
  if (code >= 48 && code <= 57) return !first;
  return colons && code === COLON;
}
