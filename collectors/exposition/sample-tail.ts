import { isBlank, LENIENT, lexLabels, STRICT_OPENMETRICS } from './line-lexer.ts';
import { parseTimestamp, parseValue } from './numbers.ts';
import { LineError } from './types.ts';

/** What follows the series on a line. */
export interface SampleTail {
  readonly value: number;
  /** Unix ms; NaN when the sample has none. */
  readonly timestampMs: number;
  /** What is wrong with the exemplar, if anything: the sample beside it is none the worse. */
  readonly exemplarProblem: string | undefined;
  readonly hasExemplar: boolean;
}

export interface TailSyntax {
  readonly openMetrics: boolean;
  /** Exactly one space between two parts and none at the end. */
  readonly strict: boolean;
}

/** OpenMetrics 1.0, "Exemplars": label names and values together, in code points. */
const LONGEST_EXEMPLAR = 128;

/**
 * Reads value, timestamp and exemplar from `from`, right behind the series, up to `to`.
 * @throws LineError
 */
export function lexTail(text: string, from: number, to: number, syntax: TailSyntax): SampleTail {
  const cursor = new TailCursor(text, from, to, syntax.strict);
  cursor.gap();
  const token = cursor.token();
  const value = parseValue(token);
  if (value === undefined) throw new LineError(token === '' ? 'no value' : 'not a number');
  let timestampMs = Number.NaN;
  if (!cursor.atEnd() && !cursor.atExemplar()) {
    cursor.gap();
    timestampMs = timestamp(cursor.token(), syntax);
  }
  if (cursor.atEnd()) return { value, timestampMs, exemplarProblem: undefined, hasExemplar: false };
  if (!syntax.openMetrics || !cursor.atExemplar()) throw new LineError('something after the value');
  return { value, timestampMs, exemplarProblem: exemplarProblem(cursor, syntax), hasExemplar: true };
}

function timestamp(token: string, { openMetrics }: TailSyntax): number {
  const ms = parseTimestamp(token, openMetrics);
  if (ms === undefined) throw new LineError('not a timestamp');
  return ms;
}

function exemplarProblem(cursor: TailCursor, syntax: TailSyntax): string | undefined {
  try {
    checkExemplar(cursor, syntax);
    return undefined;
  } catch (error) {
    if (error instanceof LineError) return `exemplar: ${error.message}`;
    throw error;
  }
}

function checkExemplar(cursor: TailCursor, syntax: TailSyntax): void {
  cursor.gap();
  cursor.position += 1;
  cursor.gap();
  const { text, to } = cursor;
  if (text.charAt(cursor.position) !== '{') throw new LineError('no labels');
  const dialect = syntax.strict ? STRICT_OPENMETRICS : LENIENT;
  const { labels, end } = lexLabels(text, cursor.position, to, dialect);
  let letters = 0;
  for (const [name, value] of Object.entries(labels)) letters += [...name].length + [...value].length;
  if (letters > LONGEST_EXEMPLAR) throw new LineError('longer than 128 characters');
  cursor.position = end;
  cursor.gap();
  if (parseValue(cursor.token()) === undefined) throw new LineError('not a number');
  if (cursor.atEnd()) return;
  cursor.gap();
  timestamp(cursor.token(), syntax);
  if (!cursor.atEnd()) throw new LineError('something after it');
}

class TailCursor {
  readonly text: string;
  readonly to: number;
  readonly #strict: boolean;
  position: number;

  constructor(text: string, from: number, to: number, strict: boolean) {
    this.text = text;
    this.position = from;
    this.to = strict ? to : endWithoutBlanks(text, from, to);
    this.#strict = strict;
  }

  atEnd(): boolean {
    return this.position >= this.to;
  }

  /** One space, or when lenient any blanks, none included. */
  gap(): void {
    if (!this.#strict) {
      while (!this.atEnd() && isBlank(this.text.charCodeAt(this.position))) this.position += 1;
      return;
    }
    if (this.text.charAt(this.position) !== ' ') throw new LineError('no space where one belongs');
    this.position += 1;
  }

  /** Up to the next blank (strict: space) or the end. */
  token(): string {
    const from = this.position;
    while (!this.atEnd()) {
      const code = this.text.charCodeAt(this.position);
      if (this.#strict ? code === 32 : isBlank(code)) break;
      this.position += 1;
    }
    return this.text.slice(from, this.position);
  }

  /** A `#` comes next, behind one space or blanks. */
  atExemplar(): boolean {
    let at = this.position;
    while (at < this.to && isBlank(this.text.charCodeAt(at))) at += 1;
    return at > this.position && this.text.charAt(at) === '#';
  }
}

/** Lines of some exporters end in a carriage return as well. */
function endWithoutBlanks(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && (isBlank(text.charCodeAt(end - 1)) || text.charCodeAt(end - 1) === 13)) end -= 1;
  return end;
}
