import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { GatelineError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/one-line.ts';

/** One group of a file: addresses that share their labels. */
export interface TargetGroup {
  readonly addresses: readonly { readonly text: string; readonly line: number }[];
  /** Those that begin with two underscores included. */
  readonly labels: Readonly<Record<string, string>>;
}

type Entry = Pair<Node, Node | null>;

/** More targets than this in one file are refused. */
const MOST_TARGETS = 10_000;
/** No file of 2 MiB has more parts than this, unless aliases multiply them. */
const MOST_PARTS = 1_000_000;
/** Texts of the file are shown up to this length. */
const LONGEST = 60;

/**
 * Reads a file of targets in the format of Prometheus' `file_sd`, JSON or YAML: a list of groups with `targets` and `labels`. Values are
 * texts as they stand there, so that a version 1.10 stays one; `null` is no label. Aliases (`*base`) and merges (`<<: *base`) stand for what they name.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config
 * @param file for messages
 * @throws GatelineError `config-invalid` with file, line and column
 */
export function readTargetFile(file: string, text: string): readonly TargetGroup[] {
  const reader = new TargetFileReader(file);
  return reader.groups(text);
}

class TargetFileReader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  /** What each alias stands for. */
  readonly #named = new Map<Alias, Node>();
  #count = 0;
  #parts = 0;

  constructor(file: string) {
    this.#file = file;
  }

  groups(text: string): readonly TargetGroup[] {
    try {
      const root = this.#root(text);
      if (root === null) throw this.#wrong(undefined, 'the file is empty; [] says that there are no targets');
      if (!isSeq(root)) throw this.#wrong(root, 'a list of groups was expected');
      return root.items.map((item) => this.#group(item as Node));
    } catch (error) {
      if (error instanceof GatelineError) throw error;
      // Nesting without end, or a mapping that merges itself, exhausts the stack; nothing that is meant is nested so.
      throw this.#wrong(undefined, 'it is nested deeper than any list of targets');
    }
  }

  #root(text: string): ParsedNode | null {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error !== undefined) throw this.#at(error.pos[0], this.#syntax(error.message));
    this.#findNamed(document.contents);
    return document.contents;
  }

  /** An alias stands for the last node before it that bears its name. */
  #findNamed(root: ParsedNode | null): void {
    const nodes = new Map<string, Node>();
    visit(root, {
      Alias: (_, alias) => {
        const node = nodes.get(alias.source);
        if (node !== undefined) this.#named.set(alias, node);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) nodes.set(node.anchor, node);
      },
    });
  }

  #syntax(message: string): string {
    if (message.includes('call stack')) return 'it is nested deeper than any list of targets';
    const why = oneLine(message, 5 * LONGEST).replace(/\.$/, '');
    return `this is neither JSON nor YAML: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }

  #group(item: Node): TargetGroup {
    const node = this.#part(item);
    if (!isMap(node)) throw this.#wrong(item, 'a group with `targets` and `labels` was expected');
    const parts = this.#entries(node, 'a key');
    for (const key of parts.keys()) {
      if (key !== 'targets' && key !== 'labels')
        throw this.#wrong(
          item,
          `\`${oneLine(key, LONGEST)}\` is no key of a group; there are targets and labels`,
        );
    }
    return {
      addresses: this.#addresses(parts.get('targets')?.value),
      labels: this.#labels(parts.get('labels')?.value),
    };
  }

  #addresses(value: Node | null | undefined): TargetGroup['addresses'] {
    const node = this.#part(value);
    if (isNothing(node)) return [];
    if (!isSeq(node)) throw this.#wrong(value, '`targets` are a list of addresses');
    return node.items.map((item) => this.#address(item as Node));
  }

  #address(node: Node): TargetGroup['addresses'][number] {
    this.#count += 1;
    if (this.#count > MOST_TARGETS) throw this.#wrong(node, `there are more than ${MOST_TARGETS} targets`);
    const text = this.#text(node, 'an address such as 10.0.0.7:9464').trim();
    if (!/^[^\s/?#@\\]+$/.test(text)) {
      throw this.#wrong(
        node,
        `\`${oneLine(text, LONGEST)}\` is no address such as 10.0.0.7:9464; a path goes into __metrics_path__`,
      );
    }
    return { text, line: this.#lineOf(node) };
  }

  #labels(value: Node | null | undefined): Readonly<Record<string, string>> {
    const labels: Record<string, string> = Object.create(null);
    const node = this.#part(value);
    if (isNothing(node)) return labels;
    if (!isMap(node)) throw this.#wrong(value, '`labels` are a mapping of names to texts');
    for (const [name, pair] of this.#entries(node, 'the name of a label')) {
      if (name === '') throw this.#wrong(pair.key, 'a label needs a name');
      if (isNothing(this.#part(pair.value))) continue;
      labels[name] = this.#text(pair.value, `a text for the label \`${oneLine(name, LONGEST)}\``);
    }
    return labels;
  }

  /** By key; what a mapping merges holds where it says nothing itself. */
  #entries(node: YAMLMap, key: string, entries = new Map<string, Entry>()): ReadonlyMap<string, Entry> {
    const pairs = node.items as Entry[];
    for (const pair of pairs) {
      if (isMerge(pair)) continue;
      const name = this.#text(pair.key, key);
      if (!entries.has(name)) entries.set(name, pair);
    }
    for (const pair of pairs) {
      if (!isMerge(pair)) continue;
      const merged = this.#part(pair.value);
      for (const item of isSeq(merged) ? merged.items : [merged]) {
        const base = this.#part(item as Node | null);
        if (!isMap(base)) throw this.#wrong(pair.key, '`<<` takes a mapping or a list of mappings');
        this.#entries(base, key, entries);
      }
    }
    return entries;
  }

  #text(part: Node | null, what: string): string {
    const node = this.#part(part);
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    throw this.#wrong(part, `${what} was expected`);
  }

  /** The node itself, or the one that an alias stands for. */
  #part(node: Node | null | undefined): Node | null | undefined {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS)
      throw this.#wrong(node, 'its aliases make more of it than any list of targets');
    if (!isAlias(node)) return node;
    const named = this.#named.get(node);
    if (named === undefined)
      throw this.#wrong(node, `nothing before \`*${oneLine(node.source, LONGEST)}\` has that name`);
    return named;
  }

  #lineOf(node: Node | null | undefined): number {
    return this.#lines.linePos(node?.range?.[0] ?? 0).line;
  }

  #wrong(node: Node | null | undefined, what: string): GatelineError {
    return this.#at(node?.range?.[0] ?? 0, what);
  }

  #at(offset: number, what: string): GatelineError {
    const { line, col } = this.#lines.linePos(offset);
    const place = `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`;
    return new GatelineError('config-invalid', `${place}: ${what}.`);
  }
}

/** `<<`, which YAML 1.1 merges another mapping by. */
function isMerge({ key }: Entry): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** Nothing there, or `null` in one of its writings. */
function isNothing(node: Node | null | undefined): boolean {
  if (node === null || node === undefined) return true;
  return isScalar(node) && node.type === 'PLAIN' && /^(?:|~|null|Null|NULL)$/.test(String(node.value));
}
