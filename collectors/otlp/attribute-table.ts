import { randomInt } from 'node:crypto';
import { GatelineError } from '../../core/errors.ts';
import type { Labels } from '../../core/measure/series.ts';
import { checkAttributes } from './attribute-check.ts';
import { attributesIdentity, decodeLabels } from './attribute-labels.ts';

/**
 * A set of attributes, recognised by its raw bytes. The same bytes give the same object as long as the table remembers them; other
 * bytes may spell the same set, which {@link AttributeSet.identity} tells.
 */
export class AttributeSet {
  /** Never given to another set. */
  readonly id: number;
  /** Length of the block in bytes. */
  readonly length: number;
  /** The block as 32-bit words, zero-padded. */
  readonly words: Int32Array;
  readonly hash: number;
  /** The set that followed this one the last time: senders repeat themselves. */
  successor: AttributeSet | undefined;
  /** The next one in the same bucket of the table. */
  chained: AttributeSet | undefined;
  #identity: string | undefined;

  constructor(id: number, block: Uint8Array, hash: number) {
    this.id = id;
    this.length = block.length;
    this.words = new Int32Array((block.length + 3) >> 2);
    new Uint8Array(this.words.buffer).set(block);
    this.hash = hash;
  }

  /** Decoded anew at each call: asked for once a stream. */
  labels(): Labels {
    return decodeLabels(this.#block());
  }

  /** Equal for equal sets, in every process. */
  get identity(): string {
    this.#identity ??= attributesIdentity(this.#block());
    return this.#identity;
  }

  #block(): Uint8Array {
    return new Uint8Array(this.words.buffer, 0, this.length);
  }
}

/** What an {@link AttributeSet} costs beside its bytes, roughly. */
const OVERHEAD_BYTES = 200;

/**
 * Recognises blocks of attributes by their bytes (hash, then compare), so that each is decoded once. Bounded: when half of `maxBytes` is
 * filled, what has not been used since the last time that happened is forgotten.
 */
export class AttributeTable {
  readonly #maxBytes: number;
  /** Keeps senders from preparing sets that collide. */
  readonly #seed = randomInt(2 ** 31);
  #recent = new Buckets();
  #older = new Buckets();
  #nextId = 1;
  #allowed = Number.POSITIVE_INFINITY;
  #allowance = Number.POSITIVE_INFINITY;
  #last: AttributeSet | undefined;

  constructor(maxBytes = 32 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** Begins a request, which may bring so many sets that are not remembered: each costs more than a point of a known one. */
  allow(newSets: number): void {
    this.#allowed = newSets;
    this.#allowance = newSets;
  }

  /**
   * The set whose block of `repeated KeyValue` fields lies in [start, end).
   * @throws GatelineError `otlp-invalid` when the block cannot be read, `payload-too-large` when the request brings too many new sets
   */
  recognise(bytes: Uint8Array, view: DataView, start: number, end: number): AttributeSet {
    const guess = this.#last?.successor;
    if (guess !== undefined && equals(guess, view, start, end)) {
      this.#last = guess;
      return guess;
    }
    const hash = hashOf(this.#seed, view, start, end);
    const known = this.#recent.find(hash, view, start, end) ?? this.#revive(hash, view, start, end);
    const set = known ?? this.#add(bytes, start, end, hash);
    if (this.#last !== undefined) this.#last.successor = set;
    this.#last = set;
    return set;
  }

  #revive(hash: number, view: DataView, start: number, end: number): AttributeSet | undefined {
    const set = this.#older.find(hash, view, start, end);
    if (set === undefined) return undefined;
    this.#older.remove(set);
    this.#insert(set);
    return set;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): AttributeSet {
    checkAttributes(bytes, start, end);
    this.#allowance -= 1;
    if (this.#allowance < 0) throw tooMany(this.#allowed);
    const set = new AttributeSet(this.#nextId, bytes.subarray(start, end), hash);
    this.#nextId += 1;
    this.#insert(set);
    return set;
  }

  #insert(set: AttributeSet): void {
    if (this.#recent.bytes > this.#maxBytes / 2) {
      this.#older = this.#recent;
      this.#recent = new Buckets();
    }
    this.#recent.insert(set);
  }
}

function tooMany(limit: number): GatelineError {
  return new GatelineError(
    'payload-too-large',
    `The request has more than ${limit.toLocaleString('en-US')} sets of attributes that were not seen before; export smaller batches.`,
    { details: { limit } },
  );
}

/** A chained hash table that knows how many bytes it holds. */
class Buckets {
  bytes = 0;
  #heads: (AttributeSet | undefined)[] = new Array(1024).fill(undefined);
  #size = 0;

  find(hash: number, view: DataView, start: number, end: number): AttributeSet | undefined {
    let set = this.#heads[hash & (this.#heads.length - 1)];
    while (set !== undefined && !(set.hash === hash && equals(set, view, start, end))) set = set.chained;
    return set;
  }

  insert(set: AttributeSet): void {
    if (this.#size >= this.#heads.length) this.#grow();
    this.#link(set);
    this.#size += 1;
    this.bytes += set.length + OVERHEAD_BYTES;
  }

  remove(set: AttributeSet): void {
    const bucket = set.hash & (this.#heads.length - 1);
    let before: AttributeSet | undefined;
    let each = this.#heads[bucket];
    while (each !== undefined && each !== set) {
      before = each;
      each = each.chained;
    }
    if (before === undefined) this.#heads[bucket] = set.chained;
    else before.chained = set.chained;
    this.#size -= 1;
  }

  #link(set: AttributeSet): void {
    const bucket = set.hash & (this.#heads.length - 1);
    set.chained = this.#heads[bucket];
    this.#heads[bucket] = set;
  }

  #grow(): void {
    const heads = this.#heads;
    this.#heads = new Array(heads.length * 2).fill(undefined);
    for (let set of heads) {
      while (set !== undefined) {
        const next: AttributeSet | undefined = set.chained;
        this.#link(set);
        set = next;
      }
    }
  }
}

function equals(set: AttributeSet, view: DataView, start: number, end: number): boolean {
  const length = end - start;
  if (set.length !== length) return false;
  const words = set.words;
  const whole = length >> 2;
  for (let i = 0; i < whole; i += 1) {
    if (view.getInt32(start + (i << 2), true) !== words[i]) return false;
  }
  return (length & 3) === 0 || tailOf(view, start, end) === words[whole];
}

/** Multiply and rotate over 32-bit words, with the finaliser of MurmurHash3 (https://github.com/aappleby/smhasher). */
function hashOf(seed: number, view: DataView, start: number, end: number): number {
  const wholeEnd = end - ((end - start) & 3);
  let hash = seed ^ (end - start);
  for (let i = start; i < wholeEnd; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(i, true), 0x5bd1e995);
    hash = (hash << 13) | (hash >>> 19);
  }
  if (wholeEnd < end) hash = Math.imul(hash ^ tailOf(view, start, end), 0x5bd1e995);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The last one to three bytes as a word. */
function tailOf(view: DataView, start: number, end: number): number {
  let word = 0;
  for (let i = end - 1; i >= end - ((end - start) & 3); i -= 1) word = (word << 8) | view.getUint8(i);
  return word;
}
