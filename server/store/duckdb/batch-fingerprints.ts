import { hash } from 'node:crypto';

/** 32 bits of a batch's id, out of SHA-1: here, and in SQL for the whole table `batches`. */
export function fingerprintOf(id: string): number {
  return Number.parseInt(hash('sha1', id).slice(0, 8), 16);
}

/** {@link fingerprintOf} of the column `id`. */
export const FINGERPRINT = `('0x' || left(sha1(id), 8))::UINTEGER`;

const EMPTY = 0;

/** Numbers of 32 bits, each as often as it was added: some bytes a number, where a set of texts takes a hundred. */
export class Fingerprints {
  /** Open addressing; at most two of three places are taken. */
  #places = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(fingerprint: number): boolean {
    return this.#places[this.#find(storable(fingerprint))] !== EMPTY;
  }

  add(fingerprint: number): void {
    if (3 * this.#size >= 2 * this.#places.length) this.#grow();
    this.#put(storable(fingerprint));
    this.#size += 1;
  }

  /** Takes one away that was added. */
  delete(fingerprint: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = this.#find(storable(fingerprint));
    if (places[hole] === EMPTY) return;
    this.#size -= 1;
    // Those behind it move up, unless they would come to stand before the place where they are looked for.
    for (let place = (hole + 1) & mask; places[place] !== EMPTY; place = (place + 1) & mask) {
      const home = (places[place] as number) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      places[hole] = places[place] as number;
      hole = place;
    }
    places[hole] = EMPTY;
  }

  /** Where a number stands, or the empty place where the search for it ends. */
  #find(fingerprint: number): number {
    const mask = this.#places.length - 1;
    let place = fingerprint & mask;
    for (;;) {
      const found = this.#places[place];
      if (found === fingerprint || found === EMPTY) return place;
      place = (place + 1) & mask;
    }
  }

  #put(fingerprint: number): void {
    const mask = this.#places.length - 1;
    let place = fingerprint & mask;
    while (this.#places[place] !== EMPTY) place = (place + 1) & mask;
    this.#places[place] = fingerprint;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(2 * before.length);
    for (const fingerprint of before) if (fingerprint !== EMPTY) this.#put(fingerprint);
  }
}

/** In the order in which they came; the oldest can be taken out. */
export class FingerprintQueue {
  #ring = new Uint32Array(64);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(fingerprint: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#length) & (this.#ring.length - 1)] = fingerprint;
    this.#length += 1;
  }

  /** The oldest; there must be one. */
  shift(): number {
    const oldest = this.#ring[this.#first] as number;
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    return oldest;
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#ring.length);
    larger.set(this.#ring.subarray(this.#first));
    larger.set(this.#ring.subarray(0, this.#first), this.#ring.length - this.#first);
    this.#ring = larger;
    this.#first = 0;
  }
}

/** An empty place is marked by {@link EMPTY}. */
function storable(fingerprint: number): number {
  return fingerprint === EMPTY ? 1 : fingerprint;
}
