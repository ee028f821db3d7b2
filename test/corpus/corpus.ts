import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Real material from other projects stands outside the repository: in GATELINE_FIXTURES, or in `fixtures` of a folder `shared` beside it. */
const root = resolve(process.env.GATELINE_FIXTURES ?? join(import.meta.dirname, '../../../shared/fixtures'));

/** One folder of the corpus; without it there are no cases, and that is said. */
export class Corpus {
  readonly #folder: string;
  readonly #name: string;
  #agreed = 0;
  #judged = 0;

  constructor(name: string) {
    this.#name = name;
    this.#folder = join(root, name);
    if (!this.present) {
      console.log(
        `corpus ${name}: ${this.#folder} is not there, so 0 cases; GATELINE_FIXTURES names another folder`,
      );
    }
  }

  get present(): boolean {
    return existsSync(this.#folder) && statSync(this.#folder).isDirectory();
  }

  /** Names in a folder of it, sorted; none when it is absent. */
  list(folder = '.'): readonly string[] {
    return this.present ? readdirSync(join(this.#folder, folder)).sort() : [];
  }

  text(path: string): string {
    return readFileSync(join(this.#folder, path), 'utf8');
  }

  bytes(path: string): Buffer {
    return readFileSync(join(this.#folder, path));
  }

  json<T>(path: string): T {
    return JSON.parse(this.text(path)) as T;
  }

  /** Counts one case. */
  judge(agrees: boolean): boolean {
    this.#judged += 1;
    if (agrees) this.#agreed += 1;
    return agrees;
  }

  /** Says how many cases agree. */
  report(): void {
    if (this.present) console.log(`corpus ${this.#name}: ${this.#agreed} of ${this.#judged} agree`);
  }
}
