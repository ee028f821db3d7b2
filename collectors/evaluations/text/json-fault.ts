import { endOfString } from './json-scan.ts';

/** Where a text stops being JSON, and why. */
export interface JsonFault {
  readonly offset: number;
  /** What was expected there. */
  readonly message: string;
}

type Wants = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma' | 'end';

const WANTED: Readonly<Record<Exclude<Wants, 'comma'>, string>> = {
  value: 'a value was expected',
  'value or ]': 'a value or ] was expected',
  name: 'a name in double quotes was expected',
  'name or }': 'a name in double quotes or } was expected',
  colon: 'a colon was expected',
  end: 'nothing more was expected',
};

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|(")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null|NaN|-?Infinity)(?!\w)))/y;

/**
 * The first place where a text is not JSON. The parser's own message quotes the text, which may hold what nobody should see, and does not
 * always tell the place. `undefined` for JSON; `NaN` and the infinities are let pass.
 */
export function firstJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let wants: Wants = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const [whole = '', sign, quote] = TOKEN.exec(text) ?? [];
    const begin = at + whole.length - (whole === '' ? 0 : whole.trimStart().length);
    if (whole === '') return faultAt(text, at, wants, open.at(-1));
    at += whole.length;
    if (quote !== undefined) {
      const end = endOfString(text, begin);
      const broken = brokenString(text, begin, end);
      if (broken !== undefined) return broken;
      at = end + 1;
    }
    const next = follow(wants, sign ?? (quote === undefined ? 'literal' : 'string'), open);
    if (next === undefined) return faultAt(text, begin, wants, open.at(-1));
    wants = next;
  }
}

/** What is wanted after a token; `undefined` when it does not belong there. Opens and closes brackets. */
function follow(wants: Wants, token: string, open: ('{' | '[')[]): Wants | undefined {
  const isValue = wants === 'value' || wants === 'value or ]';
  const isName = wants === 'name' || wants === 'name or }';
  const after = (): Wants => (open.length === 0 ? 'end' : 'comma');
  if (token === '{' || token === '[') {
    if (!isValue) return undefined;
    open.push(token);
    return token === '{' ? 'name or }' : 'value or ]';
  }
  if (token === '}' || token === ']') {
    const mayClose = wants === 'comma' || wants === (token === '}' ? 'name or }' : 'value or ]');
    if (!mayClose || open.pop() !== (token === '}' ? '{' : '[')) return undefined;
    return after();
  }
  if (token === ':') return wants === 'colon' ? 'value' : undefined;
  if (token === ',') {
    if (wants !== 'comma') return undefined;
    return open.at(-1) === '{' ? 'name' : 'value';
  }
  if (token === 'string' && isName) return 'colon';
  return isValue ? after() : undefined;
}

function faultAt(
  text: string,
  from: number,
  wants: Wants,
  inside: string | undefined,
): JsonFault | undefined {
  const offset = from + (/^[ \t\r\n]*/.exec(text.slice(from, from + 10_000))?.[0].length ?? 0);
  if (wants === 'end' && offset >= text.length) return undefined;
  const wanted = wants === 'comma' ? `a comma or ${inside === '{' ? '}' : ']'} was expected` : WANTED[wants];
  if (offset >= text.length) return { offset: text.length, message: `it ends too early, where ${wanted}` };
  return { offset, message: wanted };
}

/** A string that does not end, has a bare control character, or an escape that there is not. */
function brokenString(text: string, begin: number, end: number): JsonFault | undefined {
  if (end === begin || text[end] !== '"') {
    return { offset: text.length, message: 'it ends inside a text' };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const found = /[\u0000-\u001f]|\\(?!["\\/bfnrt]|u[\da-fA-F]{4})/.exec(
    text.slice(begin, end).replaceAll('\\\\', '__'),
  );
  if (found === null) return undefined;
  const what = found[0] === '\\' ? 'an escape that there is not' : 'a control character';
  return { offset: begin + found.index, message: `${what} stands inside a text` };
}
