import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { DocumentPath, DocumentProblem } from '../../core/roadmap/document/problem.ts';

/** A stretch of the text: offsets in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly length: number;
}

/** More aliases than this are a bomb, not a convenience. */
const MAX_ALIASES = 100;

/** A YAML text with the places of everything in it. */
export class YamlText {
  readonly text: string;
  /** What the parser could not read, in the order of the text. */
  readonly errors: readonly YAMLError[];
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.text = text;
    // The core schema of YAML 1.2, whatever the file asks for: dates stay texts, `yes` and `no` too.
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      schema: 'core',
      merge: false,
    });
    this.errors = this.#document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  }

  /** As plain values. Throws what the parser throws for aliases without an anchor and for too many of them. */
  value(): unknown {
    return this.#document.toJS({ maxAliasCount: MAX_ALIASES });
  }

  /** Where aliases stand whose anchor is not there. */
  unresolvedAliases(): readonly Stretch[] {
    const found: Stretch[] = [];
    visit(this.#document, {
      Alias: (_, alias) => {
        if (alias.resolve(this.#document) === undefined) found.push(stretchOf(alias));
      },
    });
    return found;
  }

  /** 1-based line and column of an offset. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** A line's text without its end, 1-based. */
  line(number: number): string {
    return this.text
      .slice(this.startOfLine(number), this.#lines.lineStarts[number] ?? this.text.length)
      .replace(/\r?\n$/, '');
  }

  /** The offset at which a line begins, 1-based. */
  startOfLine(number: number): number {
    return this.#lines.lineStarts[number - 1] ?? this.text.length;
  }

  get lineCount(): number {
    return this.#lines.lineStarts.length;
  }

  /** Where a problem's value or key stands; the nearest thing around it that is there when it is not. */
  stretchOf({
    path,
    at,
    offset,
    length,
  }: Pick<DocumentProblem, 'path' | 'at' | 'offset' | 'length'>): Stretch {
    const key = at === 'key' ? this.#keyAt(path) : undefined;
    const node = key ?? this.#nodeAt(path);
    if (node === undefined)
      return path.length === 0 ? { start: 0, length: 1 } : this.stretchOf({ path: path.slice(0, -1), at });
    const whole = stretchOf(node);
    if (offset === undefined || !isScalar(node)) return this.#firstLine(whole);
    const start = this.#startOfText(node);
    return start === undefined ? this.#firstLine(whole) : { start: start + offset, length: length ?? 0 };
  }

  /** How a scalar was written, quotes and all, when it is one: `1.10`. */
  sourceAt(path: DocumentPath, at: 'key' | 'value'): string | undefined {
    const node = at === 'key' ? this.#keyAt(path) : this.#nodeAt(path);
    return isScalar(node) ? node.source : undefined;
  }

  /** Whether the key that leads to `path` is a number, truth value or null to YAML. */
  isBareKey(path: DocumentPath): boolean {
    const key = this.#keyAt(path);
    return isScalar(key) && typeof key.value !== 'string';
  }

  /** The first of the keys that are the same as the one at `offset`, when that one repeats another. */
  firstOfSameKey(offset: number): Stretch | undefined {
    let found: Stretch | undefined;
    visit(this.#document, {
      Map: (_, map) => {
        const repeated = map.items.find((pair) => isScalar(pair.key) && stretchOf(pair.key).start === offset);
        if (repeated === undefined) return undefined;
        const first = map.items.find((pair) => keyOf(pair) === keyOf(repeated));
        if (first !== repeated && isScalar(first?.key)) found = stretchOf(first.key);
        return visit.BREAK;
      },
    });
    return found;
  }

  /** Where a scalar's text begins in the file, when it stands there letter for letter. */
  #startOfText(node: Node): number | undefined {
    const text = isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
    const { start, length } = stretchOf(node);
    const within = text === undefined ? -1 : this.text.slice(start, start + length).indexOf(text);
    return within < 0 ? undefined : start + within;
  }

  #firstLine({ start, length }: Stretch): Stretch {
    const end = this.text.indexOf('\n', start);
    return { start, length: Math.max(1, end < 0 ? length : Math.min(length, end - start)) };
  }

  #nodeAt(path: DocumentPath): Node | undefined {
    let node = this.#resolved(this.#document.contents);
    for (const key of path) node = this.#resolved(childOf(node, key));
    return node;
  }

  #keyAt(path: DocumentPath): Node | undefined {
    const pair = pairOf(this.#nodeAt(path.slice(0, -1)), path.at(-1));
    return isScalar(pair?.key) ? pair.key : undefined;
  }

  #resolved(node: unknown): Node | undefined {
    const target = isAlias(node) ? node.resolve(this.#document) : node;
    return isMap(target) || isSeq(target) || isScalar(target) ? target : undefined;
  }
}

function childOf(node: Node | undefined, key: string | number): unknown {
  if (isSeq(node)) return typeof key === 'number' ? node.items[key] : undefined;
  return pairOf(node, key)?.value;
}

function pairOf(node: Node | undefined, key: string | number | undefined): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => keyOf(pair) === String(key)) : undefined;
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function stretchOf(node: Node): Stretch {
  const [start, end] = node.range ?? [0, 0];
  return { start, length: end - start };
}
