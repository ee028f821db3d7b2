import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Document as NewDocument,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { GatelineError } from '../../../core/errors.ts';
import type { DocumentPath } from '../../../core/roadmap/document/problem.ts';

/** What a key of a file is to hold from now on; `undefined` takes the key out. */
export interface YamlChange {
  /** Of the value; its mapping must be there. */
  readonly path: DocumentPath;
  readonly value: unknown;
}

/** The same as in the reader of roadmaps, so that both see one document. */
const PARSING = { prettyErrors: false, schema: 'core', merge: false } as const;
const MAX_ALIASES = 100;

/**
 * Changes values of a YAML text and leaves everything else as it stands: order, comments, quotes, line ends. The result is held to what was
 * meant: read again it has these values and no others, and no comment is missing.
 *
 * @throws GatelineError `edit-impossible` where that cannot be done: behind an alias, or in YAML of a kind that nobody foresaw
 */
export function editYaml(text: string, changes: readonly YamlChange[]): string {
  return changes.reduce(editOne, text);
}

function editOne(text: string, change: YamlChange): string {
  const meant = withChange(jsOf(text), change.path, change.value);
  for (const attempt of [spliced, rewritten]) {
    const result = attempt(text, change);
    if (result !== undefined && isAsMeant(text, result, meant)) return result;
  }
  const place = change.path.join('.');
  const message = `${place} stands in the file in a way that cannot be changed without changing more (an alias, or an unusual notation): change it by hand.`;
  throw new GatelineError('edit-impossible', message);
}

function jsOf(text: string): unknown {
  return parseDocument(text, PARSING).toJS({ maxAliasCount: MAX_ALIASES });
}

function withChange(document: unknown, path: DocumentPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((entry, i) => (i === key ? withChange(entry, rest, value) : entry));
  }
  const { [key]: before, ...others } = (document ?? {}) as Record<string | number, unknown>;
  const after = withChange(before, rest, value);
  return after === undefined ? others : { ...(document as object), [key]: after };
}

function isAsMeant(before: string, after: string, meant: unknown): boolean {
  const document = parseDocument(after, PARSING);
  if (document.errors.length > 0) return false;
  const kept = commentsOf(after);
  for (const [comment, times] of commentsOf(before)) if ((kept.get(comment) ?? 0) < times) return false;
  return isDeepStrictEqual(plain(document.toJS({ maxAliasCount: MAX_ALIASES })), plain(meant));
}

/** Without prototypes and the order of keys in the way. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function commentsOf(text: string): ReadonlyMap<string, number> {
  const comments = new Map<string, number>();
  for (const lexeme of new Lexer().lex(text)) {
    if (!lexeme.startsWith('#')) continue;
    const comment = lexeme.trim();
    comments.set(comment, (comments.get(comment) ?? 0) + 1);
  }
  return comments;
}

/** The whole document written anew out of its nodes: comments and order stay, layout may not. */
function rewritten(text: string, { path, value }: YamlChange): string | undefined {
  const document = parseDocument(text, PARSING);
  try {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
    return document.toString({ lineWidth: 0 });
  } catch {
    return undefined;
  }
}

interface Spot {
  readonly text: string;
  readonly lines: LineCounter;
  /** `\n` or `\r\n`, as the file has it. */
  readonly eol: string;
  readonly map: YAMLMap;
  readonly key: string;
}

/** The text with only the lines changed that hold the key. */
function spliced(text: string, { path, value }: YamlChange): string | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...PARSING, lineCounter: lines });
  const map = nodeAt(document, path.slice(0, -1));
  const key = path.at(-1);
  if (isSeq(map) && typeof key === 'number') return entryAsMapping({ text, lines }, map, key, value);
  if (!isMap(map) || typeof key !== 'string') return undefined;
  const spot: Spot = { text, lines, eol: text.includes('\r\n') ? '\r\n' : '\n', map, key };
  const pair = pairOf(map, key);
  if (map.flow) return value === undefined ? undefined : inFlow(spot, pair, value);
  if (pair === undefined) return value === undefined ? text : inserted(spot, value);
  return value === undefined ? removed(spot, pair) : replaced(spot, pair, value);
}

/** An entry of a list that was a text becomes a mapping of one key: `- accuracy >= 85%` becomes `- criterion: accuracy >= 85%`. */
function entryAsMapping(
  { text }: Pick<Spot, 'text' | 'lines'>,
  list: YAMLSeq,
  index: number,
  value: unknown,
): string | undefined {
  const node = list.items[index];
  const [entry, ...more] = Object.entries(value ?? {});
  if (!(isScalar(node) || isMap(node)) || node.range == null || entry === undefined || more.length > 0)
    return undefined;
  const [start] = node.range;
  const end = endOf({ key: node, value: node } as unknown as Pair) ?? start;
  if (list.flow) return text.slice(0, start) + flowText(value) + text.slice(end);
  const [key, inner] = entry;
  if (isScalar(node)) return `${text.slice(0, start)}${key}: ${text.slice(start)}`;
  return `${text.slice(0, start)}${key}: ${writtenBehind(inner, 0, '\n')}${text.slice(end)}`;
}

function nodeAt(document: Document, path: DocumentPath): Node | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) return undefined;
    if (isSeq(node)) node = typeof key === 'number' ? node.items[key] : undefined;
    else node = isMap(node) ? pairOf(node, key)?.value : undefined;
  }
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
}

function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

/** A value in the place of another one on its line; a mapping or a text of several lines below its key. */
function replaced({ text, lines, eol }: Spot, pair: Pair, value: unknown): string | undefined {
  const { key, value: node } = pair;
  if (!isScalar(key) || key.range == null) return undefined;
  const indent = lines.linePos(key.range[0]).col - 1;
  if (!isScalar(node) || node.range == null || node.anchor !== undefined) return undefined;
  const [start, end] = node.range;
  const written = writtenBehind(value, indent, eol);
  if (start === end) {
    // Nothing stands there yet: the value goes behind the colon, in front of any remark.
    const behind = text.indexOf(':', key.range[1]) + 1;
    return text.slice(0, behind) + spaced(written) + text.slice(behind);
  }
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  // A block of text ends with its line.
  return text.slice(0, start) + written + (isBlock ? eol : '') + text.slice(end);
}

/** A new line behind the last one of the mapping that is of one line, or behind everything. */
function inserted({ text, lines, eol, map, key }: Spot, value: unknown): string | undefined {
  const [first] = map.items;
  const last = map.items.findLast((pair) => isScalar(pair.key));
  if (!isScalar(first?.key) || first.key.range == null || last === undefined) return undefined;
  const indent = lines.linePos(first.key.range[0]).col - 1;
  const end = endOf(last);
  if (end === undefined) return undefined;
  const line = `${' '.repeat(indent)}${key}:${spaced(writtenBehind(value, indent, eol))}`;
  const isAtLineStart = end > 0 && text[end - 1] === '\n';
  if (isAtLineStart) return text.slice(0, end) + line + eol + text.slice(end);
  const lineEnd = endOfLine(text, end);
  return text.slice(0, lineEnd) + eol + line + text.slice(lineEnd);
}

/** The lines of a key taken out; a remark on them stays behind. */
function removed({ text, map, eol }: Spot, pair: Pair): string | undefined {
  const { key } = pair;
  const end = endOf(pair);
  if (!isScalar(key) || key.range == null || end === undefined || map.items.length === 1) return undefined;
  const start = text.lastIndexOf('\n', key.range[0] - 1) + 1;
  const indent = text.slice(start, key.range[0]);
  const isAtLineStart = text[end - 1] === '\n';
  const lineEnd = isAtLineStart ? end : endOfLine(text, end);
  const remark = isAtLineStart ? '' : text.slice(end, lineEnd).trim();
  const next = isAtLineStart
    ? end
    : lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : Number(text[lineEnd] === '\n'));
  if (indent.trim() !== '') return withoutFirst(text, map, key.range[0], remark, next);
  return text.slice(0, start) + (remark === '' ? '' : `${indent}${remark}${eol}`) + text.slice(next);
}

/** The first key of an entry of a list stands behind its dash, where the next one takes its place. */
function withoutFirst(
  text: string,
  map: YAMLMap,
  start: number,
  remark: string,
  next: number,
): string | undefined {
  const second = map.items[1]?.key;
  if (!isScalar(second) || second.range == null) return undefined;
  const between = text.slice(next, second.range[0]);
  if (remark === '' && between.trim() === '') return text.slice(0, start) + text.slice(second.range[0]);
  const lineEnd = text.slice(0, next).endsWith('\r\n') ? '\r\n' : '\n';
  return `${text.slice(0, start)}${remark}`.trimEnd() + lineEnd + text.slice(next);
}

/** Where a pair's value ends, without the remarks and blank lines behind it. */
function endOf({ key, value }: Pair): number | undefined {
  const node = value ?? key;
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    return last === undefined ? node.range?.[1] : endOf(last);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1);
    return isMap(last) || isSeq(last) || isScalar(last)
      ? endOf({ key: last, value: last } as unknown as Pair)
      : node.range?.[1];
  }
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[1] ?? undefined) : undefined;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  const end = at < 0 ? text.length : at;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** A value as it stands behind its key: a scalar on the same line, a mapping on lines of its own. */
function writtenBehind(value: unknown, indent: number, eol: string): string {
  // In one line whatever it holds, so that a remark behind it stays a remark.
  if (typeof value === 'string' && /[\r\n]/.test(value)) return JSON.stringify(value);
  const text = new NewDocument(value).toString({ lineWidth: 0 }).trimEnd();
  if (typeof value !== 'object' || value === null) return text;
  const pad = ' '.repeat(indent + 2);
  return (
    eol +
    text
      .split('\n')
      .map((line) => (line === '' ? '' : pad + line))
      .join(eol)
  );
}

function spaced(written: string): string {
  return /^\r?\n/.test(written) ? written : ` ${written}`;
}

/** Within braces: `{title: Roll out, status: planned}`. */
function inFlow({ text, map, key }: Spot, pair: Pair | undefined, value: unknown): string | undefined {
  const written = flowText(value);
  if (pair === undefined) {
    const end = map.range?.[1];
    if (end === undefined || text[end - 1] !== '}') return undefined;
    const inside = text.slice(0, end - 1).trimEnd();
    const pad = text.slice(inside.length, end - 1);
    const comma = inside.endsWith('{') ? '' : inside.endsWith(',') ? ' ' : ', ';
    return `${inside}${comma}${key}: ${written}${pad}${text.slice(end - 1)}`;
  }
  const node = pair.value;
  if (!(isScalar(node) || isMap(node)) || node.range == null) return undefined;
  return text.slice(0, node.range[0]) + written + text.slice(node.range[1]);
}

/** A value on one line, fit to stand within braces. */
function flowText(value: unknown): string {
  const document = new NewDocument([value]);
  if (isSeq(document.contents)) document.contents.flow = true;
  const text = document
    .toString({ lineWidth: 0, flowCollectionPadding: false, collectionStyle: 'flow' })
    .trim();
  return text.slice(1, -1).trim();
}
