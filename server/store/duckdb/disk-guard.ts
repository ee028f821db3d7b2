import { statfsSync } from 'node:fs';
import { GatelineError } from '../../../core/errors.ts';

/** Asking the file system for each write would be a waste; space does not vanish within this time. */
const ASK_EVERY_MS = 200;
const MIB = 2 ** 20;

/**
 * Watches the space that is left beside the data file. A checkpoint that meets a full disk invalidates the whole database, so writes are
 * refused while there is still room for one.
 */
export class DiskGuard {
  readonly #folder: string;
  readonly #reserveBytes: number;
  #askedAt = Number.NEGATIVE_INFINITY;
  #freeBytes = Number.POSITIVE_INFINITY;
  #absence: string | undefined;

  /** @param reserveBytes what must stay free: more than the write-ahead log and a checkpoint of it take */
  constructor(folder: string, reserveBytes: number) {
    this.#folder = folder;
    this.#reserveBytes = reserveBytes;
  }

  /** Why nothing may be written now; `undefined` when there is room. */
  full(): string | undefined {
    const free = this.freeBytes();
    if (this.#absence !== undefined) return this.#absence;
    if (free >= this.#reserveBytes) return undefined;
    return `The disk of ${this.#folder} has ${Math.floor(free / MIB)} MiB left; ${Math.ceil(this.#reserveBytes / MIB)} MiB are kept free, so nothing is written until there is room again.`;
  }

  /** Why the folder cannot be looked at now: it is gone, or its disk is; `undefined` when it can. */
  absence(): string | undefined {
    this.freeBytes();
    return this.#absence;
  }

  /**
   * For a commit, whoever brings it: room may have gone since it was put in line.
   * @throws GatelineError `store-full`, `store-unavailable` when the folder is not there
   */
  makeSureOfRoom(): void {
    const absence = this.absence();
    if (absence !== undefined) throw new GatelineError('store-unavailable', absence);
    const full = this.full();
    if (full !== undefined) throw new GatelineError('store-full', full);
  }

  /** Whether so many bytes may be written without touching the reserve. */
  hasRoomFor(bytes: number): boolean {
    return this.freeBytes() - bytes >= this.#reserveBytes;
  }

  /** 0 when the folder cannot be looked at. */
  freeBytes(): number {
    const now = performance.now();
    if (now - this.#askedAt >= ASK_EVERY_MS) {
      this.#ask();
      this.#askedAt = now;
    }
    return this.#freeBytes;
  }

  #ask(): void {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      this.#freeBytes = bavail * bsize;
      this.#absence = undefined;
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? String(error);
      this.#freeBytes = 0;
      this.#absence = `The folder ${this.#folder} cannot be read (${why}), so nothing is written until it can.`;
    }
  }
}
