import type { StateEntry } from '../../../core/ports.ts';
import type { Fingerprint } from './fingerprint.ts';
import { FingerprintTable } from './fingerprint-table.ts';

/** Fingerprints come and go in so many generations. */
const GENERATIONS = 4;

interface Generation {
  readonly table: FingerprintTable;
  readonly startedAt: number;
  lastAt: number;
  /** Entries of the source's memory that hold it. */
  readonly keys: string[];
}

/**
 * Which identities were counted, so that each counts once however often and in however many requests it comes. Bounded in time, because what
 * is older is refused anyway, and in number: then the oldest are let go, and {@link floor} says up to when.
 */
export class Seen {
  readonly #prefix: string;
  readonly #keepMs: number;
  readonly #most: number;
  #generations: Generation[] = [];
  #fresh: number[] = [];
  #freshAt = 0;
  #gone: string[] = [];
  #next = 0;
  /** What ended at or before this instant may have been seen and forgotten. Unix ms. */
  floor = 0;
  #floorChanged = false;

  /**
   * @param prefix of its entries in the source's memory
   * @param keepMs how long an identity is remembered after it was seen
   * @param most identities
   */
  constructor(prefix: string, keepMs: number, most: number, state: ReadonlyMap<string, string>) {
    this.#prefix = prefix;
    this.#keepMs = keepMs;
    this.#most = most;
    this.floor = Number(state.get(`${prefix}floor`) ?? 0);
    const chunks: (readonly [number, string])[] = [];
    for (const [key, text] of state) {
      const number = key.startsWith(prefix) ? Number(key.slice(prefix.length)) : Number.NaN;
      if (!Number.isNaN(number)) chunks.push([number, text]);
    }
    chunks.sort((a, b) => a[0] - b[0]);
    for (const [number, text] of chunks) this.#load(number, text);
  }

  get size(): number {
    return this.#generations.reduce((sum, { table }) => sum + table.size, 0);
  }

  has(fingerprint: Fingerprint): boolean {
    return this.#generations.some(({ table }) => table.has(fingerprint));
  }

  /** @param now by our clock, Unix ms */
  add(fingerprint: Fingerprint, now: number): void {
    if (this.#generation(now).table.add(fingerprint)) this.#fresh.push(...fingerprint);
    this.#freshAt = now;
  }

  /** Lets go of what is too old; once a request is enough. */
  prune(now: number): void {
    while (this.#generations.length > 0) {
      const [oldest] = this.#generations as [Generation];
      const tooMany = this.size > this.#most && this.#generations.length > 1;
      if (!tooMany && now - oldest.lastAt <= this.#keepMs) return;
      if (tooMany) {
        this.floor = Math.max(this.floor, oldest.lastAt);
        this.#floorChanged = true;
      }
      this.#gone.push(...oldest.keys);
      this.#generations.shift();
    }
  }

  /** What has to be written since the last call. */
  seal(): StateEntry[] {
    const entries: StateEntry[] = this.#gone.map((key) => ({ key, value: null }));
    this.#gone = [];
    if (this.#floorChanged) entries.push({ key: `${this.#prefix}floor`, value: `${this.floor}` });
    this.#floorChanged = false;
    if (this.#fresh.length === 0) return entries;
    const key = `${this.#prefix}${this.#next}`;
    this.#next += 1;
    const bytes = Buffer.from(Uint32Array.from(this.#fresh).buffer);
    entries.push({ key, value: `${this.#freshAt} ${bytes.toString('base64')}` });
    this.#generations.at(-1)?.keys.push(key);
    this.#fresh = [];
    return entries;
  }

  #load(number: number, text: string): void {
    const [at = '0', base64 = ''] = text.split(' ');
    const bytes = Buffer.from(base64, 'base64');
    const generation = this.#generation(Number(at));
    generation.keys.push(`${this.#prefix}${number}`);
    for (let i = 0; i + 8 <= bytes.length; i += 8) {
      generation.table.add([bytes.readUInt32LE(i), bytes.readUInt32LE(i + 4)]);
    }
    this.#next = number + 1;
  }

  /** The one that takes what is new. */
  #generation(now: number): Generation {
    let last = this.#generations.at(-1);
    const isFull =
      last !== undefined &&
      (now - last.startedAt > this.#keepMs / GENERATIONS || last.table.size >= this.#most / GENERATIONS);
    if (last === undefined || isFull) {
      last = { table: new FingerprintTable(), startedAt: now, lastAt: now, keys: [] };
      this.#generations.push(last);
    }
    last.lastAt = Math.max(last.lastAt, now);
    return last;
  }
}
