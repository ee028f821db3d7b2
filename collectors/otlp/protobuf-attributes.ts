import type { AttributeSet, AttributeTable } from './attribute-table.ts';
import type { WireReader } from './wire.ts';

/** Gathers the attributes of a message, which lie side by side in nearly every body, into one set. */
export class AttributeReader {
  readonly #wire: WireReader;
  readonly #table: AttributeTable;
  /** Where the attributes taken so far lie, as long as they lie side by side. */
  #attributesStart = -1;
  #attributesEnd = -1;
  /** Where the set ends that was expected and is there; −1: it is not. */
  #expectedEnd = -1;
  /** Attributes that do not. */
  #fragments: Uint8Array[] = [];

  constructor(wire: WireReader, table: AttributeTable) {
    this.#wire = wire;
    this.#table = table;
  }

  /** Takes the KeyValue whose tag lies at `tagAt` and has just been read. */
  take(tagAt: number, end: number): void {
    if (this.#attributesEnd < 0) {
      this.#expectedEnd = this.#table.expectedEnd(this.#wire.view, tagAt, end);
      if (this.#expectedEnd > tagAt) {
        this.#attributesStart = tagAt;
        this.#attributesEnd = this.#expectedEnd;
        this.#wire.position = this.#expectedEnd;
        return;
      }
    }
    const fieldEnd = this.#wire.lengthDelimited(end);
    this.#wire.position = fieldEnd;
    if (this.#attributesEnd !== tagAt) {
      if (this.#attributesEnd >= 0) this.#setAside();
      this.#attributesStart = tagAt;
    }
    this.#attributesEnd = fieldEnd;
  }

  /** Takes all attributes of a message when they are those that are expected, and nothing follows them; answers whether it was so. */
  takeExpected(start: number, end: number): boolean {
    if (this.#table.expectedEnd(this.#wire.view, start, end) !== end) return false;
    this.#attributesStart = start;
    this.#attributesEnd = end;
    this.#expectedEnd = end;
    return true;
  }

  /** The set of the attributes taken since the last call. */
  taken(): AttributeSet {
    const { bytes, view } = this.#wire;
    let set: AttributeSet;
    if (this.#attributesEnd < 0) set = this.#table.recognise(bytes, view, 0, 0);
    else if (this.#attributesEnd === this.#expectedEnd && this.#fragments.length === 0) {
      set = this.#table.expected();
    } else if (this.#fragments.length === 0) {
      set = this.#table.recognise(bytes, view, this.#attributesStart, this.#attributesEnd);
    } else set = this.#gathered();
    this.#attributesStart = -1;
    this.#attributesEnd = -1;
    this.#expectedEnd = -1;
    return set;
  }

  #setAside(): void {
    this.#fragments.push(this.#wire.bytes.subarray(this.#attributesStart, this.#attributesEnd));
  }

  #gathered(): AttributeSet {
    this.#setAside();
    const block = Buffer.concat(this.#fragments);
    this.#fragments = [];
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    return this.#table.recognise(block, view, 0, block.length);
  }
}
