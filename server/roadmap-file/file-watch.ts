import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface FileWatchOptions {
  /** After an event, how long to wait for more of them, ms: editors write in several steps. */
  readonly debounceMs: number;
  /** How often to look even without an event, ms: network folders and containers do not always tell. */
  readonly pollMs: number;
}

/** Containers mount a configuration as links into a folder of this name, which is exchanged as a whole. */
const MOUNTED_DATA = '..data';

/**
 * Calls back when a file may have changed. The folder is watched and not the file, because editors replace files by renaming others over
 * them; beside that the file is looked at every `pollMs`. Calls never overlap: one that is due while another runs follows it.
 */
export class FileWatch {
  readonly #path: string;
  readonly #look: () => Promise<void>;
  readonly #options: FileWatchOptions;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  /** @param look what to do; it does not throw */
  constructor(path: string, look: () => Promise<void>, options: FileWatchOptions) {
    this.#path = path;
    this.#look = look;
    this.#options = options;
    this.#open();
    this.#schedule(options.pollMs);
  }

  /** Stops; resolves when a call that was running is over. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
    await this.#running;
  }

  #open(): void {
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_, name) => this.#onEvent(name));
      this.#watcher.on('error', () => this.#lose());
    } catch {
      // The folder is not there, or there are no more watches to be had: the poll finds what changes, and tries again.
      this.#lose();
    }
  }

  #lose(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #onEvent(name: string | null): void {
    if (name === null || name === basename(this.#path) || name === MOUNTED_DATA) {
      this.#schedule(this.#options.debounceMs);
    }
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#run(), delayMs);
    this.#timer.unref();
  }

  #run(): void {
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    if (this.#watcher === undefined) this.#open();
    this.#running = this.#look().finally(() => {
      this.#running = undefined;
      this.#schedule(this.#again ? 0 : this.#options.pollMs);
      this.#again = false;
    });
  }
}
