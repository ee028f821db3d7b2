import { SpareBuffers } from './spare-buffers.ts';

/** How many bytes of requests may be in memory at once; who finds no room comes back later. */
export class InFlight {
  /** Memory that requests take turns in. */
  readonly buffers = new SpareBuffers();
  readonly #limit: number;
  #used = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** Takes room for more bytes; `false` when there is none. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#limit) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}
