import type { Problem } from '../../core/roadmap/roadmap.ts';
import { oneLine } from '../../core/text/one-line.ts';
import { YamlText } from '../roadmap-file/yaml-text.ts';

/** A place in a file, 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from the document's root. */
export type Path = readonly (string | number)[];

/** Letters of what the parser says; it repeats what it read. */
const LONGEST_REASON = 300;

/** A YAML file of ours: its values, and where each of them stands. */
export class YamlSource {
  readonly file: string;
  readonly #yaml: YamlText;

  /** @param file the name that problems give */
  constructor(file: string, text: string) {
    this.file = file;
    this.#yaml = new YamlText(text);
  }

  /** What is wrong with the YAML itself. With any of it, {@link value} must not be used. */
  syntaxProblems(): Problem[] {
    const errors = this.#yaml.errors.map(({ pos, message }) => this.#invalid(pos[0], message));
    return errors.length > 0 ? errors : this.#aliasProblems();
  }

  /** The document as plain values. */
  value(): unknown {
    return this.#yaml.value();
  }

  /** Where the value at `path` stands; the nearest thing around it when it is not there. */
  placeOf(path: Path): Place {
    return this.#yaml.placeOf(this.#yaml.stretchOf({ path, at: 'value' }).start);
  }

  /** Where the key stands that leads to `path`. */
  placeOfKey(path: Path): Place {
    return this.#yaml.placeOf(this.#yaml.stretchOf({ path, at: 'key' }).start);
  }

  /** An error with the value at `path`. */
  problem(path: Path, message: string): Problem {
    return { severity: 'error', file: this.file, ...this.placeOf(path), message };
  }

  #aliasProblems(): Problem[] {
    try {
      this.value();
      return [];
    } catch (error) {
      return [this.#invalid(0, (error as Error).message)];
    }
  }

  #invalid(offset: number, why: string): Problem {
    const reason = oneLine(why, LONGEST_REASON);
    const sentence = reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
    const message = `This is not valid YAML: ${sentence}.`;
    return { severity: 'error', file: this.file, ...this.#yaml.placeOf(offset), message };
  }
}
