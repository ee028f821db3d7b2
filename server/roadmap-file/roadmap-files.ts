import type { Clock } from '../../core/ports.ts';
import type { Problem, Roadmap } from '../../core/roadmap/roadmap.ts';
import { FileWatch, type FileWatchOptions } from './file-watch.ts';
import { type Accepted, settleClaims } from './product-claims.ts';
import { type GoodRoadmap, RoadmapFile } from './roadmap-file.ts';

/** A roadmap that is in force, and what is wrong with its file as it stands now. */
export interface CurrentRoadmap {
  readonly file: string;
  readonly roadmap: Roadmap;
  /** Hash of the text that is in force. */
  readonly revision: string;
  /** The text that is in force. */
  readonly text: string;
  /** Unix ms. */
  readonly loadedAt: number;
  /** With an error among them, the roadmap is the last good one. */
  readonly problems: readonly Problem[];
}

/** What became of a product: `undefined` where a file that never named one has changed. */
export interface RoadmapChange {
  readonly product: string | undefined;
  readonly file: string;
  /** The roadmap that is in force is another one than before. */
  readonly replaced: boolean;
  readonly problems: readonly Problem[];
}

/** A file that was read once. */
export interface CheckedFile {
  readonly file: string;
  /** Absent when it may not be used. */
  readonly good: GoodRoadmap | undefined;
  /** The product that the file names, also where the rest of it is wrong. */
  readonly product: string | undefined;
  readonly problems: readonly Problem[];
}

export interface RoadmapFilesOptions extends Partial<FileWatchOptions> {
  readonly clock: Clock;
  /** Told after each change of a file, good or bad. It does not throw. */
  readonly onChange?: (change: RoadmapChange) => void;
}

const DEBOUNCE_MS = 100;
const POLL_MS = 5_000;

/**
 * The roadmap files of a server: one product each, read at the start and watched from then on. A good edit replaces the roadmap; a bad one
 * leaves the last good one in force and gives its problems. A file that was never good gives problems and no roadmap.
 */
export class RoadmapFiles {
  readonly #files: readonly RoadmapFile[];
  readonly #onChange: (change: RoadmapChange) => void;
  #watches: readonly FileWatch[] = [];
  #accepted: Accepted = new Map();
  #inForce: ReadonlyMap<string, CurrentRoadmap> = new Map();
  #problems: readonly (readonly Problem[])[] = [];

  private constructor(files: readonly RoadmapFile[], onChange: (change: RoadmapChange) => void) {
    this.#files = files;
    this.#onChange = onChange;
  }

  /**
   * Reads the files and begins to watch them. Never fails because of what is in them.
   *
   * @param paths one file a product, in the order in which products are shown
   */
  static async open(paths: readonly string[], options: RoadmapFilesOptions): Promise<RoadmapFiles> {
    const files = [...new Set(paths)].map((path) => new RoadmapFile(path, options.clock));
    const { debounceMs = DEBOUNCE_MS, pollMs = POLL_MS } = options;
    const opened = new RoadmapFiles(files, options.onChange ?? (() => {}));
    await Promise.all(files.map((file) => file.read()));
    opened.#settle();
    opened.#watches = files.map(
      (file) => new FileWatch(file.path, () => opened.#look(file), { debounceMs, pollMs }),
    );
    return opened;
  }

  /** Reads files once, without watching them: each with its roadmap, if it may be used, and its problems. */
  static async check(paths: readonly string[]): Promise<readonly CheckedFile[]> {
    const files = [...new Set(paths)].map((path) => new RoadmapFile(path, { now: () => 0 }));
    const read = new RoadmapFiles(files, () => {});
    await Promise.all(files.map((file) => file.read()));
    read.#settle();
    return files.map((file, i) => ({
      file: file.path,
      good: read.#accepted.get(file),
      product: file.state.product,
      problems: read.#problems[i] ?? [],
    }));
  }

  /** Ids of the products whose roadmap is in force, in the order of the files. */
  products(): readonly string[] {
    return [...this.#inForce.keys()];
  }

  current(product: string): CurrentRoadmap | undefined {
    return this.#inForce.get(product);
  }

  /** What is wrong with any of the files as they stand now, those included that were never good. */
  problems(): readonly Problem[] {
    return this.#problems.flat();
  }

  /** Reads all files now, without waiting for a sign that they changed. */
  async reload(): Promise<void> {
    for (const file of this.#files) await this.#look(file);
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }

  async #look(file: RoadmapFile): Promise<void> {
    if (!(await file.read())) return;
    const before = { inForce: this.#inForce, problems: this.#problems };
    this.#settle();
    // One file's edit can settle another's: a product that two files named is free again.
    for (const [i, other] of this.#files.entries()) {
      const product = this.#accepted.get(other)?.roadmap.product ?? other.state.product;
      const replaced =
        product !== undefined &&
        before.inForce.get(product)?.revision !== this.#inForce.get(product)?.revision;
      const problems = this.#problems[i] ?? [];
      const changed = other === file || replaced || !sameProblems(problems, before.problems[i] ?? []);
      if (changed) this.#onChange({ product, file: other.path, replaced, problems });
    }
  }

  /** Who speaks for which product, and what that leaves wrong with each file. */
  #settle(): void {
    const claims = settleClaims(this.#files, this.#accepted);
    this.#accepted = claims.accepted;
    this.#problems = this.#files.map((file) => {
      const holder = claims.refused.get(file);
      return holder === undefined ? file.state.problems : [...file.state.problems, taken(file, holder)];
    });
    const inForce = this.#files.flatMap((file, i): [string, CurrentRoadmap][] => {
      const good = claims.accepted.get(file);
      const problems = this.#problems[i] ?? [];
      return good === undefined ? [] : [[good.roadmap.product, { file: file.path, ...good, problems }]];
    });
    this.#inForce = new Map(inForce);
  }
}

function taken({ path, state }: RoadmapFile, holder: RoadmapFile): Problem {
  const product = state.good?.roadmap.product ?? '';
  return {
    severity: 'error',
    file: path,
    line: 1,
    column: 1,
    read: product,
    expected: 'a product that no other file is about',
    message: `\`${product}\` is the product of ${holder.path} already: each product has one roadmap file, and this one is not used.`,
  };
}

function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return (
    a.length === b.length && a.every((problem, i) => problem === b[i] || problem.message === b[i]?.message)
  );
}
