/** How many observations of the server's time are kept. */
const SAMPLES = 12;

/**
 * The server's time, told from what it sends. Ages are differences to the server's instants, so a wrong clock on this machine (a TV
 * that was off for a month) must not show in them. An answer can only arrive late, never early: the largest difference seen lately is
 * the nearest to the truth.
 */
export class ServerClock {
  readonly #differences: number[] = [];
  readonly #localNow: () => number;

  /** @param localNow this machine's time, Unix ms. */
  constructor(localNow: () => number = Date.now) {
    this.#localNow = localNow;
  }

  /** The server's time, Unix ms. */
  now(): number {
    return this.#localNow() + this.skewMs;
  }

  /** What this machine's clock lacks, ms; 0 until the server was heard. */
  get skewMs(): number {
    return this.#differences.length === 0 ? 0 : Math.max(...this.#differences);
  }

  /** The server said that it is `serverAt` (Unix ms), just now. */
  learn(serverAt: number): void {
    this.#differences.push(serverAt - this.#localNow());
    if (this.#differences.length > SAMPLES) this.#differences.shift();
  }
}
