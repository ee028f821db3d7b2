import type { ListedFile } from './list-files.ts';

interface Look {
  readonly size: number;
  readonly changedAt: number;
  /** Since when it has been seen so, Unix ms. */
  readonly since: number;
}

/** Which files stand still: a file that is being written changes from one look to the next. */
export class Settling {
  readonly #settleMs: number;
  readonly #looks = new Map<string, Look>();

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Whether a file has been the same at every look since long enough ago, and is so at this one. */
  isStill({ path, size, changedAt }: ListedFile, now: number): boolean {
    const before = this.#looks.get(path);
    if (before === undefined || before.size !== size || before.changedAt !== changedAt) {
      this.#looks.set(path, { size, changedAt, since: now });
      return false;
    }
    return now - before.since >= this.#settleMs;
  }

  /** Begins anew with a file. */
  forget(path: string): void {
    this.#looks.delete(path);
  }

  forgetAllBut(paths: ReadonlySet<string>): void {
    for (const path of this.#looks.keys()) if (!paths.has(path)) this.#looks.delete(path);
  }
}
