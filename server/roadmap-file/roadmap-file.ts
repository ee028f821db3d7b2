import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../core/ports.ts';
import type { Problem, Roadmap } from '../../core/roadmap/roadmap.ts';
import { readRoadmapText, revisionOf } from './read-roadmap-text.ts';

/** The last text of a file that was right. */
export interface GoodRoadmap {
  readonly roadmap: Roadmap;
  /** Hash of its content. */
  readonly revision: string;
  /** Its content. */
  readonly text: string;
  /** When it was loaded, Unix ms. */
  readonly loadedAt: number;
}

/** What a file says now, and what it last said rightly. */
export interface RoadmapFileState {
  readonly path: string;
  /** The product that it is about: of its last good text, or else as it names it. */
  readonly product: string | undefined;
  readonly good: GoodRoadmap | undefined;
  /** Of the file as it stands now. With an error among them, `good` is older than the file. */
  readonly problems: readonly Problem[];
}

/** An editor that replaces a file takes it away for a moment. */
const ABSENCE_MS = 250;

/** One roadmap file: reads it when asked, and remembers what it last said rightly. */
export class RoadmapFile {
  readonly path: string;
  readonly #clock: Clock;
  #state: RoadmapFileState;
  #seen: string | undefined;

  constructor(path: string, clock: Clock) {
    this.path = path;
    this.#clock = clock;
    this.#state = { path, product: undefined, good: undefined, problems: [] };
  }

  get state(): RoadmapFileState {
    return this.#state;
  }

  /** Reads the file. Whether anything is different from before. */
  async read(): Promise<boolean> {
    const content = await this.#content();
    const seen = typeof content === 'string' ? content : revisionOf(content);
    if (seen === this.#seen) return false;
    this.#seen = seen;
    if (typeof content === 'string') this.#takeAbsence(content);
    else this.#takeContent(content);
    return true;
  }

  #takeAbsence(message: string): void {
    this.#state = {
      ...this.#state,
      problems: [{ severity: 'error', file: this.path, line: 1, column: 1, message }],
    };
  }

  #takeContent(content: Uint8Array): void {
    const { good } = this.#state;
    const seen = readRoadmapText(content, this.path);
    if (seen.roadmap === undefined) {
      const product = good?.roadmap.product ?? seen.product;
      this.#state = { ...this.#state, product, problems: seen.problems };
      return;
    }
    const { roadmap, revision, text, problems } = seen;
    const loadedAt = this.#clock.now();
    this.#state = {
      path: this.path,
      product: roadmap.product,
      good: { roadmap, revision, text, loadedAt },
      problems,
    };
  }

  /** The bytes, or one sentence that says why there are none. */
  async #content(): Promise<Uint8Array | string> {
    try {
      return await this.#bytes();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      return REASONS[code] ?? `The file cannot be read (${code}).`;
    }
  }

  async #bytes(): Promise<Uint8Array> {
    try {
      return await readFile(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || this.#state.good === undefined) throw error;
      await wait(ABSENCE_MS);
      return await readFile(this.path);
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'The file is not there.',
  EACCES: 'The file may not be read: its permissions forbid it.',
  EPERM: 'The file may not be read: its permissions forbid it.',
  EISDIR: 'This is a folder, where a file was expected.',
};
