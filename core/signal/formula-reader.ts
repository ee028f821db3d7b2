import { nearest } from '../text/nearest.ts';
import { alternatives, type TextProblem } from '../text/problem.ts';
import { measureNamed } from './measures.ts';
import type { CounterSum, EvaluationFormula, Formula } from './signal.ts';

interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'end' | 'stray';
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?|\.\d+)|([()+\-−*/])|(\S))/y;
const MEASURE = /^[a-z][a-z0-9_]*$/;
const PERCENTILE = /^p(\d{1,2})(?:_(\d+))?$/;
const REDUCTIONS = ['quantile', 'mean', 'total', 'last', 'min', 'max', 'gauge'] as const;
const EVALUATION_REDUCTIONS = ['share', 'mean', 'quantile', 'count', 'sum'] as const;
const END: Token = { kind: 'end', text: '', at: 0 };

/** Thrown where reading cannot go on; the problem has been noted. */
class Stop extends Error {}

/**
 * Recursive descent over one formula. It stops at the first problem, because what follows a broken formula means nothing.
 *
 *     formula := reduction "of" measure | "total of" sum | ["1" "-"] ratio | sum
 *     ratio   := factor "/" factor        factor := measure | "(" sum ")"        sum := ["-"] measure { ("+" | "-") measure }
 */
export class FormulaReader {
  readonly problems: TextProblem[] = [];
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenise(text);
  }

  formula(): Formula | undefined {
    return this.#whole(() => this.#reduced() ?? this.#arithmetic());
  }

  evaluationFormula(): EvaluationFormula | undefined {
    return this.#whole(() => this.#evaluation());
  }

  #whole<T>(read: () => T): T | undefined {
    try {
      const value = read();
      if (this.#peek().kind !== 'end') this.#fail(this.#peek(), this.#hintAfter());
      return value;
    } catch (error) {
      if (error instanceof Stop) return undefined;
      throw error;
    }
  }

  #evaluation(): EvaluationFormula {
    const token = this.#peek();
    const quantile = this.#quantileWord();
    if (quantile !== undefined) return { metric: this.#ofName('a metric'), reduce: 'quantile', q: quantile };
    const reduce = EVALUATION_REDUCTIONS.find((word) => word === token.text);
    if (reduce === undefined || reduce === 'quantile') {
      const meant = nearest(token.text, EVALUATION_REDUCTIONS);
      this.#fail(token, `${alternatives(EVALUATION_REDUCTIONS)} of a metric`, meant);
    }
    this.#take();
    return { metric: this.#ofName('a metric'), reduce };
  }

  #reduced(): Formula | undefined {
    const token = this.#peek();
    if (token.kind !== 'name' || !this.#startsReduction()) return undefined;
    const q = this.#quantileWord();
    if (q !== undefined) return { kind: 'quantile', q, of: this.#ofName('a distribution') };
    this.#take();
    switch (token.text) {
      case 'total':
        this.#word('of');
        return { kind: 'total', of: this.#sumMaybeBracketed() };
      case 'mean':
      case 'average':
        return this.#mean();
      case 'gauge':
        this.#word('mean');
        return { kind: 'gauge', of: this.#ofName('a gauge'), reduce: 'mean' };
      case 'last':
      case 'min':
      case 'max':
        return { kind: 'gauge', of: this.#ofName('a gauge'), reduce: token.text };
      default:
        return this.#fail(
          token,
          `${alternatives(REDUCTIONS)} before \`of\``,
          nearest(token.text, REDUCTIONS),
        );
    }
  }

  #startsReduction(): boolean {
    const [first, second, third] = [this.#peek(), this.#peek(1), this.#peek(2)];
    if (second.text === 'of' || third.text === 'of') return true;
    return first.text === 'quantile' && second.kind === 'number';
  }

  #mean(): Formula {
    const of = this.#ofName('a distribution');
    if (measureNamed(of)?.kind === 'gauge') return { kind: 'gauge', of, reduce: 'mean' };
    return { kind: 'mean', of };
  }

  /** `quantile 0.99` or `p99` (`p99_9` is 99.9 %), taken; `undefined` when neither stands here. */
  #quantileWord(): number | undefined {
    const token = this.#peek();
    if (token.text === 'quantile') {
      this.#take();
      const number = this.#peek();
      const q = Number(number.text);
      if (number.kind !== 'number' || !(q > 0 && q < 1)) {
        this.#fail(number, 'a number between 0 and 1, such as 0.99', asShare(number));
      }
      this.#take();
      return q;
    }
    const percentile = PERCENTILE.exec(token.text);
    const q = percentile === null ? 0 : Number(`${percentile[1]}.${percentile[2] ?? '0'}e-2`);
    if (q <= 0) return undefined;
    this.#take();
    return q;
  }

  #ofName(what: string): string {
    this.#word('of');
    return this.#measure(what);
  }

  #arithmetic(): Formula {
    if (this.#peek().text === '1') return this.#complement();
    return this.#ratioOrTotal();
  }

  /** `1 - a / b` is `(b - a) / b`. */
  #complement(): Formula {
    this.#take();
    this.#sign('-');
    const bracket = this.#peek().text === '(' && this.#slashInside();
    if (bracket) this.#take();
    const numerator = this.#factor();
    this.#sign('/');
    const denominator = this.#factor();
    if (bracket) this.#sign(')');
    return { kind: 'ratio', numerator: [...denominator, ...negated(numerator)], denominator };
  }

  #slashInside(): boolean {
    for (let i = 1, depth = 1; depth > 0 && this.#peek(i).kind !== 'end'; i += 1) {
      const { text } = this.#peek(i);
      if (text === '/') return true;
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
    }
    return false;
  }

  #ratioOrTotal(): Formula {
    const start = this.#peek();
    const bracketed = start.text === '(';
    const numerator = bracketed ? this.#factor() : this.#sum();
    if (this.#peek().text !== '/') return { kind: 'total', of: numerator };
    if (!bracketed && numerator.length > 1) {
      this.#fail(this.#peek(), 'brackets around the sum that is divided', this.#withBrackets());
    }
    this.#take();
    return { kind: 'ratio', numerator, denominator: this.#factor() };
  }

  #withBrackets(): string {
    const slash = this.#peek().at;
    return `(${this.#text.slice(0, slash).trim()}) / ${this.#text.slice(slash + 1).trim()}`;
  }

  #sumMaybeBracketed(): CounterSum {
    return this.#peek().text === '(' ? this.#factor() : this.#sum();
  }

  #factor(): CounterSum {
    if (this.#peek().text !== '(') return [{ measure: this.#measure('a counter'), sign: 1 }];
    this.#take();
    const sum = this.#sum();
    this.#sign(')');
    return sum;
  }

  #sum(): CounterSum {
    const terms: CounterSum[number][] = [];
    let sign: 1 | -1 = this.#minus() ? -1 : 1;
    for (;;) {
      terms.push({ measure: this.#measure('a counter'), sign });
      if (this.#peek().text === '+') this.#take();
      else if (!this.#isMinus()) return terms;
      sign = this.#minus() ? -1 : 1;
    }
  }

  #isMinus(): boolean {
    return this.#peek().text === '-' || this.#peek().text === '−';
  }

  #minus(): boolean {
    const minus = this.#isMinus();
    if (minus) this.#take();
    return minus;
  }

  #measure(what: string): string {
    const token = this.#peek();
    if (token.kind !== 'name') this.#fail(token, `the name of ${what}`);
    if (!MEASURE.test(token.text)) this.#fail(token, `${what} in lower_snake_case`, token.text.toLowerCase());
    this.#take();
    return token.text;
  }

  #word(word: string): void {
    if (this.#peek().text !== word) this.#fail(this.#peek(), `\`${word}\``);
    this.#take();
  }

  #sign(sign: '-' | '/' | ')'): void {
    const fits = sign === '-' ? this.#isMinus() : this.#peek().text === sign;
    if (!fits) this.#fail(this.#peek(), `\`${sign}\``);
    this.#take();
  }

  #hintAfter(): string {
    if (this.#peek().text === '*')
      return 'the end: counters are not multiplied; scale a metric where it is mapped';
    if (this.#peek().text === '/') return 'the end: there is one division in a formula';
    return 'the end of the formula';
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? { ...END, at: this.#text.length };
  }

  #take(): void {
    this.#next += 1;
  }

  #fail(token: Token, expected: string, suggestion?: string): never {
    const read = token.kind === 'end' ? 'The formula ends' : `\`${token.text}\` was read`;
    this.problems.push({
      severity: 'error',
      at: token.at,
      length: token.text.length,
      read: token.text,
      expected,
      message: `${read} where ${expected} was expected.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
    throw new Stop();
  }
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, name, number, sign, stray] = match;
    const found = name ?? number ?? sign ?? stray ?? '';
    const kind =
      name !== undefined ? 'name' : number !== undefined ? 'number' : sign !== undefined ? 'sign' : 'stray';
    tokens.push({ kind, text: found, at: TOKEN.lastIndex - found.length });
  }
  return tokens;
}

function negated(sum: CounterSum): CounterSum {
  return sum.map(({ measure, sign }) => ({ measure, sign: sign === 1 ? -1 : 1 }));
}

/** `quantile 99` most likely means 0.99. */
function asShare(token: Token): string | undefined {
  const value = Number(token.text);
  return token.kind === 'number' && value >= 1 && value < 100
    ? String(Number(`${token.text}e-2`))
    : undefined;
}
