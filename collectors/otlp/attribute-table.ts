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
  /** Its bytes, each a character. */
  readonly #block: string;
  #identity: string | undefined;

  constructor(id: number, block: Uint8Array) {
    this.id = id;
    this.#block = Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1');
  }

  /** Decoded anew at each call: asked for once a stream. */
  labels(): Labels {
    return decodeLabels(Buffer.from(this.#block, 'latin1'));
  }

  /** Equal for equal sets, in every process. */
  get identity(): string {
    this.#identity ??= attributesIdentity(Buffer.from(this.#block, 'latin1'));
    return this.#identity;
  }
}

/** What an {@link AttributeSet} costs beside its bytes, which are there twice, roughly. */
const OVERHEAD_BYTES = 200;

/**
 * Recognises blocks of attributes by their bytes (hash, then compare), so that each is decoded once. Bounded: when half of `maxBytes` is
 * filled, what has not been used since the last time that happened is forgotten.
 */
export class AttributeTable {
  readonly #maxBytes: number;
  /** Keeps senders from preparing sets that collide. */
  readonly #seed = randomInt(2 ** 31);
  #recent = new Generation();
  #older = new Generation();
  #nextId = 1;
  #allowed = Number.POSITIVE_INFINITY;
  #allowance = Number.POSITIVE_INFINITY;
  /** The set that was recognised last, as {@link Generation.find} tells of it. */
  #last = NONE;

  constructor(maxBytes = 32 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** Begins a request, which may bring so many sets that are not remembered: each costs more than a point of a known one. */
  allow(newSets: number): void {
    this.#allowed = newSets;
    this.#allowance = newSets;
  }

  /**
   * Where the block that begins at `start` ends, if it is the one that followed the last one the last time, for senders repeat themselves;
   * else −1. {@link expected} takes it, unless another set is recognised in between.
   */
  expectedEnd(view: DataView, start: number, end: number): number {
    return this.#recent.expectedEnd(this.#last, view, start, end);
  }

  /** The set that {@link expectedEnd} has found. */
  expected(): AttributeSet {
    this.#last = this.#recent.successor(this.#last);
    return this.#recent.sets[this.#last] as AttributeSet;
  }

  /**
   * The set whose block of `repeated KeyValue` fields lies in [start, end).
   * @throws GatelineError `otlp-invalid` when the block cannot be read, `payload-too-large` when the request brings too many new sets
   */
  recognise(bytes: Uint8Array, view: DataView, start: number, end: number): AttributeSet {
    if (this.expectedEnd(view, start, end) === end) return this.expected();
    const hash = hashOf(this.#seed, view, start, end);
    const known = this.#recent.find(hash, view, start, end);
    const place = known === NONE ? this.#insert(hash, bytes, view, start, end) : known;
    this.#recent.follow(this.#last, place);
    this.#last = place;
    return this.#recent.sets[place] as AttributeSet;
  }

  /** Takes up a set that is new, or was not used for long. */
  #insert(hash: number, bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const block = bytes.subarray(start, end);
    const old = this.#older.find(hash, view, start, end);
    if (old === NONE) checkAttributes(bytes, start, end);
    const set = old === NONE ? this.#add(block) : (this.#older.sets[old] as AttributeSet);
    if (this.#recent.bytes > this.#maxBytes / 2) {
      this.#older = this.#recent;
      this.#recent = new Generation();
      this.#last = NONE;
    }
    return this.#recent.insert(set, hash, block);
  }

  #add(block: Uint8Array): AttributeSet {
    this.#allowance -= 1;
    if (this.#allowance < 0) throw tooMany(this.#allowed);
    const set = new AttributeSet(this.#nextId, block);
    this.#nextId += 1;
    return set;
  }
}

function tooMany(limit: number): GatelineError {
  return new GatelineError(
    'payload-too-large',
    `The request has more than ${limit.toLocaleString('en-US')} sets of attributes that were not seen before; export smaller batches.`,
    { details: { limit } },
  );
}

/** No set. */
const NONE = -1;

/** What is known of a set, side by side: where its words begin, its length in bytes, its hash, the next one of its bucket, and which one followed it. */
const ROW = 5;
const [BEGIN, LENGTH, HASH, CHAINED, SUCCESSOR] = [0, 1, 2, 3, 4] as const;

/**
 * A chained hash table of sets in columns: what follows one another in bodies lies side by side, and is compared without a look at any
 * object. Sets are known by their place.
 */
class Generation {
  /** By place. */
  readonly sets: AttributeSet[] = [];
  /** What they cost. */
  bytes = 0;
  #rows = new Int32Array(256 * ROW);
  /** All blocks as 32-bit words, each zero-padded to a pair of them. */
  #words = new Int32Array(4096);
  /** The same, two words a number. */
  #pairs = new Float64Array(this.#words.buffer);
  #used = 0;
  #heads = new Int32Array(1024).fill(NONE);

  find(hash: number, view: DataView, start: number, end: number): number {
    const rows = this.#rows;
    let place = this.#heads[hash & (this.#heads.length - 1)] as number;
    while (place !== NONE && !(rows[place * ROW + HASH] === hash && this.#holds(place, view, start, end)))
      place = rows[place * ROW + CHAINED] as number;
    return place;
  }

  insert(set: AttributeSet, hash: number, block: Uint8Array): number {
    const place = this.sets.length;
    if (place === this.#heads.length) this.#grow();
    if (place * ROW === this.#rows.length) this.#rows = doubled(this.#rows);
    const words = ((block.length + 7) >> 3) << 1;
    while (this.#used + words > this.#words.length) {
      this.#words = doubled(this.#words);
      this.#pairs = new Float64Array(this.#words.buffer);
    }
    new Uint8Array(this.#words.buffer, this.#used * 4).set(block);
    this.#rows.set([this.#used, block.length, hash, NONE, NONE], place * ROW);
    this.#used += words;
    this.sets.push(set);
    this.bytes += 2 * block.length + OVERHEAD_BYTES;
    this.#link(place);
    return place;
  }

  /** Remembers that one set followed another. */
  follow(place: number, successor: number): void {
    if (place !== NONE) this.#rows[place * ROW + SUCCESSOR] = successor;
  }

  successor(place: number): number {
    return place === NONE ? NONE : (this.#rows[place * ROW + SUCCESSOR] as number);
  }

  /** Where the block at `start` ends, if it is the one that followed the set at `place`; else −1. */
  expectedEnd(place: number, view: DataView, start: number, end: number): number {
    const next = this.successor(place);
    if (next === NONE) return -1;
    const nextEnd = start + (this.#rows[next * ROW + LENGTH] as number);
    return nextEnd <= end && this.#holds(next, view, start, nextEnd) ? nextEnd : -1;
  }

  #holds(place: number, view: DataView, start: number, end: number): boolean {
    const length = end - start;
    if (this.#rows[place * ROW + LENGTH] !== length) return false;
    const begin = this.#rows[place * ROW + BEGIN] as number;
    const pairs = this.#pairs;
    const firstPair = begin >> 1;
    const wholePairs = length >> 3;
    for (let i = 0; i < wholePairs; i += 1) {
      const pair = view.getFloat64(start + (i << 3), true);
      // Equal numbers have equal bits, but for zero, which has a sign; and NaN, which equals nothing, may be the same bits.
      if (pair === pairs[firstPair + i] && pair !== 0) continue;
      if (!this.#holdsWord(begin + 2 * i, view, start + (i << 3))) return false;
      if (!this.#holdsWord(begin + 2 * i + 1, view, start + (i << 3) + 4)) return false;
    }
    let at = start + (wholePairs << 3);
    let word = begin + 2 * wholePairs;
    if ((length & 4) !== 0) {
      if (!this.#holdsWord(word, view, at)) return false;
      at += 4;
      word += 1;
    }
    return (length & 3) === 0 || tailOf(view, at, end) === this.#words[word];
  }

  #holdsWord(word: number, view: DataView, at: number): boolean {
    return view.getInt32(at, true) === this.#words[word];
  }

  #link(place: number): void {
    const bucket = (this.#rows[place * ROW + HASH] as number) & (this.#heads.length - 1);
    this.#rows[place * ROW + CHAINED] = this.#heads[bucket] as number;
    this.#heads[bucket] = place;
  }

  #grow(): void {
    this.#heads = new Int32Array(this.#heads.length * 2).fill(NONE);
    for (let place = 0; place < this.sets.length; place += 1) this.#link(place);
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
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
