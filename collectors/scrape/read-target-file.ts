import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { GatelineError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/one-line.ts';

/** One group of a file: addresses that share their labels. */
export interface TargetGroup {
  readonly addresses: readonly { readonly text: string; readonly line: number }[];
  /** Those that begin with two underscores included. */
  readonly labels: Readonly<Record<string, string>>;
}

/** More targets than this in one file are refused. */
const MOST_TARGETS = 10_000;
/** Texts of the file are shown up to this length. */
const LONGEST = 60;

/**
 * Reads a file of targets in the format of Prometheus' `file_sd`, JSON or YAML: a list of groups with `targets` and `labels`. Values are
 * texts as they stand there, so that a version 1.10 stays one.
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
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  groups(text: string): readonly TargetGroup[] {
    const root = this.#root(text);
    if (root === null) throw this.#wrong(undefined, 'the file is empty; [] says that there are no targets');
    if (!isSeq(root)) throw this.#wrong(root, 'a list of groups was expected');
    return root.items.map((item) => this.#group(item as Node));
  }

  #root(text: string): ParsedNode | null {
    try {
      const document = parseDocument(text, {
        schema: 'failsafe',
        lineCounter: this.#lines,
        prettyErrors: false,
      });
      const [error] = document.errors;
      if (error !== undefined) throw this.#at(error.pos[0], this.#syntax(error.message));
      return document.contents;
    } catch (error) {
      if (error instanceof GatelineError) throw error;
      // Nesting without end exhausts the parser's stack; nothing that is meant is nested so.
      throw this.#wrong(undefined, 'it is nested deeper than any list of targets');
    }
  }

  #syntax(message: string): string {
    if (message.includes('call stack')) return 'it is nested deeper than any list of targets';
    const why = oneLine(message, 5 * LONGEST).replace(/\.$/, '');
    return `this is neither JSON nor YAML: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }

  #group(node: Node): TargetGroup {
    if (!isMap(node)) throw this.#wrong(node, 'a group with `targets` and `labels` was expected');
    const parts = new Map(node.items.map(({ key, value }) => [this.#text(key as Node, 'a key'), value]));
    for (const key of parts.keys()) {
      if (key !== 'targets' && key !== 'labels')
        throw this.#wrong(
          node,
          `\`${oneLine(key, LONGEST)}\` is no key of a group; there are targets and labels`,
        );
    }
    const targets = parts.get('targets');
    if (!isSeq(targets)) throw this.#wrong(node, 'a group needs a list of `targets`');
    const addresses = targets.items.map((item) => this.#address(item as Node));
    return { addresses, labels: this.#labels(parts.get('labels') as Node | undefined) };
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

  #labels(node: Node | null | undefined): Readonly<Record<string, string>> {
    const labels: Record<string, string> = Object.create(null);
    if (node === undefined || node === null) return labels;
    if (!isMap(node)) throw this.#wrong(node, '`labels` are a mapping of names to texts');
    for (const { key, value } of node.items) {
      const name = this.#text(key as Node, 'the name of a label');
      if (name === '') throw this.#wrong(key as Node, 'a label needs a name');
      labels[name] = this.#text(value as Node, `a text for the label \`${oneLine(name, LONGEST)}\``);
    }
    return labels;
  }

  #text(node: Node | null, what: string): string {
    if (node !== null && isScalar(node) && typeof node.value === 'string') return node.value;
    throw this.#wrong(node, `${what} was expected`);
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
