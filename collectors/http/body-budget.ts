/** Bytes that one answer may hold whatever the others do. */
const ALWAYS_BYTES = 256 * 1024;

/**
 * How much all answers together that are being read may hold. When it is used up, those that hold much are given up, and small ones go on:
 * a few endless bodies cost the others nothing, and the process no more than the budget.
 */
export class BodyBudget {
  readonly #mostBytes: number;
  #used = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** The share of one answer; it is given back when the answer is done with. */
  open(): BodyShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#used + bytes > this.#mostBytes && own + bytes > ALWAYS_BYTES) return false;
        own += bytes;
        this.#used += bytes;
        return true;
      },
      [Symbol.dispose]: () => {
        this.#used -= own;
        own = 0;
      },
    };
  }
}

export interface BodyShare extends Disposable {
  /** @returns `false` when there is no room for that many more bytes */
  take(bytes: number): boolean;
}
