import type { Fingerprint } from './fingerprint.ts';

const FIRST_CAPACITY = 1_024;

/**
 * Fingerprints side by side in one array (open addressing), each with as many words of its own beside it: eight bytes and a third of it
 * free, where a Map takes ten times as much.
 */
export class FingerprintTable {
  readonly #width: number;
  #words: Uint32Array;
  #mask = FIRST_CAPACITY - 1;
  size = 0;

  /** @param payload words of 32 bits beside each fingerprint */
  constructor(payload = 0) {
    this.#width = 2 + payload;
    this.#words = new Uint32Array(this.#width * FIRST_CAPACITY);
  }

  has(fingerprint: Fingerprint): boolean {
    return !this.#isFree(this.#find(fingerprint));
  }

  /** What stands beside a fingerprint; `undefined` when it is not there. */
  get(fingerprint: Fingerprint): Uint32Array | undefined {
    const at = this.#find(fingerprint);
    return this.#isFree(at) ? undefined : this.#words.subarray(at + 2, at + this.#width);
  }

  /** `false` when it was there; what stands beside it stays then. */
  add(fingerprint: Fingerprint, payload: readonly number[] = []): boolean {
    const at = this.#find(fingerprint);
    if (!this.#isFree(at)) return false;
    this.#words.set(fingerprint, at);
    this.#words.set(payload, at + 2);
    this.size += 1;
    if (this.size * 3 > (this.#mask + 1) * 2) this.#grow();
    return true;
  }

  #isFree(at: number): boolean {
    return this.#words[at] === 0 && this.#words[at + 1] === 0;
  }

  #find([high, low]: Fingerprint): number {
    let slot = low & this.#mask;
    for (;;) {
      const at = this.#width * slot;
      if ((this.#words[at] === high && this.#words[at + 1] === low) || this.#isFree(at)) return at;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#words = new Uint32Array(2 * before.length);
    this.#mask = 2 * this.#mask + 1;
    for (let i = 0; i < before.length; i += this.#width) {
      const [high, low] = [before[i] as number, before[i + 1] as number];
      if (high === 0 && low === 0) continue;
      this.#words.set(before.subarray(i, i + this.#width), this.#find([high, low]));
    }
  }
}
