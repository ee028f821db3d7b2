/** Smaller ones come from Node's own pool. */
const SMALLEST_BYTES = 64 * 1024;
/** Larger ones are seldom, and let go of. */
const LARGEST_BYTES = 8 * 1024 * 1024;
/** What is kept altogether, at most. */
const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Memory of bodies that are done with, for those that come: to have fresh memory mapped, and collected later, costs more than to read a
 * body into it.
 */
export class SpareBuffers {
  readonly #spare: Buffer[] = [];
  #bytes = 0;

  /** A buffer of this length at least; what is in it is left over. */
  take(length: number): Buffer {
    const size = length < SMALLEST_BYTES ? length : 2 ** Math.ceil(Math.log2(length));
    const fitting = this.#spare.findLastIndex((buffer) => buffer.length === size);
    const [found] = fitting < 0 ? [] : this.#spare.splice(fitting, 1);
    if (found === undefined)
      return size <= LARGEST_BYTES ? Buffer.allocUnsafeSlow(size) : Buffer.allocUnsafeSlow(length);
    this.#bytes -= found.length;
    return found;
  }

  /** Takes a buffer back that nobody looks at any more. */
  give(buffer: Buffer): void {
    if (buffer.length < SMALLEST_BYTES || buffer.length > LARGEST_BYTES) return;
    this.#spare.push(buffer);
    this.#bytes += buffer.length;
    while (this.#bytes > KEPT_BYTES) this.#bytes -= this.#spare.shift()?.length ?? 0;
  }
}
