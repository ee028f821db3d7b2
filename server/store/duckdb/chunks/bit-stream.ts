/** Writes numbers bit by bit, highest bit first. */
export class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** Bits that do not make a byte yet, in the low end. */
  #pending = 0;
  #pendingBits = 0;

  /** Writes a whole number below 2^count; `count` is at most 48. */
  bits(value: number, count: number): void {
    if (count > 16) {
      this.bits(Math.floor(value / 65_536), count - 16);
      this.#few(value % 65_536, 16);
    } else if (count > 0) this.#few(value, count);
  }

  /** Fills up with zeros to whole bytes, gives a copy of what was written, and begins anew. */
  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.#few(0, 8 - this.#pendingBits);
    const written = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return written;
  }

  #few(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value;
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      if (this.#length === this.#bytes.length) this.#grow();
      this.#bytes[this.#length] = this.#pending >>> this.#pendingBits;
      this.#length += 1;
      this.#pending &= (1 << this.#pendingBits) - 1;
    }
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what {@link BitWriter} wrote. Beyond the end there are zeros; {@link overrun} tells. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** Number of the next bit. */
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Whether more was read than there was. */
  get overrun(): boolean {
    return this.position > this.bytes.length * 8;
  }

  /** Reads a whole number of `count` bits; at most 48. */
  bits(count: number): number {
    if (count > 16) return this.bits(count - 16) * 65_536 + this.bits(16);
    const byte = this.position >>> 3;
    const { bytes } = this;
    const three = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
    const value = (three >>> (24 - (this.position & 7) - count)) & ((1 << count) - 1);
    this.position += count;
    return value;
  }
}
