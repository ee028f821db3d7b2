/** A piece of a criterion's text. Offsets are 0-based UTF-16 units. */
export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end';
  /** As it stands in the text; of a quoted `text` what is inside, unescaped. */
  readonly text: string;
  readonly at: number;
  readonly length: number;
  /** No space before it. */
  readonly attached: boolean;
}

/** Words hold inner hyphens, dots, slashes and apostrophes, so that ids (`auto-draft`) and spellings (`cost/request`) stay whole. */
const WORD = String.raw`[\p{L}_][\p{L}\p{N}_]*(?:[-./@'’][\p{L}\p{N}_]+)*`;
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+`;
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|“[^”]*”`;
const SIGN = String.raw`>=|<=|=>|=<|==|!=|<>|[^\s]`;

const TOKEN = new RegExp(`(\\s*)(?:(${QUOTED})|(${WORD})|(${NUMBER})|(${SIGN}))`, 'uy');

/** Cuts a criterion's text into tokens; the last one is `end`. Nothing is refused here: strange characters are signs. */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(toToken(match));
  tokens.push({ kind: 'end', text: '', at: text.trimEnd().length, length: 0, attached: false });
  return tokens;
}

function toToken(match: RegExpExecArray): Token {
  const [whole, space = '', quoted, word, number, sign] = match;
  const found = quoted ?? word ?? number ?? sign ?? '';
  const kind = quoted ? 'text' : word ? 'word' : number ? 'number' : 'sign';
  return {
    kind,
    text: quoted === undefined ? found : unquote(quoted),
    at: match.index + whole.length - found.length,
    length: found.length,
    attached: space === '' && match.index > 0,
  };
}

/** The inside of a quoted text; in double quotes a backslash keeps the next character. */
export function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1);
  return quoted.startsWith('"') ? inside.replace(/\\(.)/gsu, '$1') : inside;
}

/** A text in double quotes, such that {@link unquote} gives it back. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
