import type { Owner } from '../../../core/measure/mapper.ts';
import type { StateEntry } from '../../../core/ports.ts';
import type { Fingerprint } from './fingerprint.ts';
import { FingerprintTable } from './fingerprint-table.ts';

const GENERATIONS = 4;
const PREFIX = 'a:';
/** Beside each fingerprint: when the answer was given (Unix s) and whose it was. */
const PAYLOAD = 2;

/** When an answer was given, and by whom. */
export interface Answer {
  /** Unix ms, to the second. */
  readonly at: number;
  readonly owner: Owner;
}

interface Generation {
  readonly table: FingerprintTable;
  readonly startedAt: number;
  lastAt: number;
  readonly keys: string[];
}

/** A part of the book in the source's memory. */
interface Chunk {
  /** When it was written, Unix ms. */
  readonly t: number;
  readonly o: readonly Owner[];
  /** High, low, seconds, index of the owner: words of 32 bits in base64. */
  readonly b: string;
}

/**
 * Remembers answers for those who grade them later: an evaluation counts for the version that answered, at the time when it did. Bounded in
 * time and number; the oldest are let go.
 */
export class AnswerBook {
  readonly #keepMs: number;
  readonly #most: number;
  #generations: Generation[] = [];
  readonly #owners: Owner[] = [];
  readonly #numbers = new Map<string, number>();
  #fresh: number[] = [];
  #freshAt = 0;
  #gone: string[] = [];
  #next = 0;

  /** @param most answers, counted once for each way to find them */
  constructor(keepMs: number, most: number, state: ReadonlyMap<string, string>) {
    this.#keepMs = keepMs;
    this.#most = most;
    const chunks = [...state].filter(([key]) => key.startsWith(PREFIX));
    const numbered = chunks.map(([key, text]) => [Number(key.slice(PREFIX.length)), text] as const);
    numbered.sort((a, b) => a[0] - b[0]);
    for (const [number, text] of numbered) this.#load(number, JSON.parse(text) as Chunk);
  }

  get size(): number {
    return this.#generations.reduce((sum, { table }) => sum + table.size, 0);
  }

  /** @param at when it was answered, Unix ms; @param now by our clock */
  remember(fingerprint: Fingerprint, { at, owner }: Answer, now: number): void {
    const seconds = Math.floor(at / 1_000);
    const number = this.#numberOf(owner);
    if (!this.#generation(now).table.add(fingerprint, [seconds, number])) return;
    this.#fresh.push(...fingerprint, seconds, number);
    this.#freshAt = now;
  }

  find(fingerprint: Fingerprint): Answer | undefined {
    for (const { table } of this.#generations) {
      const found = table.get(fingerprint);
      const owner = this.#owners[found?.[1] ?? -1];
      if (found !== undefined && owner !== undefined) return { at: (found[0] as number) * 1_000, owner };
    }
    return undefined;
  }

  /** Lets go of what is too old or too much; once a request is enough. */
  prune(now: number): void {
    for (let [oldest] = this.#generations; oldest !== undefined; [oldest] = this.#generations) {
      const isTooMany = this.size > this.#most && this.#generations.length > 1;
      if (!isTooMany && now - oldest.lastAt <= this.#keepMs) return;
      this.#gone.push(...oldest.keys);
      this.#generations.shift();
    }
  }

  /** What has to be written since the last call. */
  seal(): StateEntry[] {
    const entries: StateEntry[] = this.#gone.map((key) => ({ key, value: null }));
    this.#gone = [];
    if (this.#fresh.length === 0) return entries;
    const key = `${PREFIX}${this.#next}`;
    this.#next += 1;
    entries.push({ key, value: JSON.stringify(this.#chunk()) });
    this.#generations.at(-1)?.keys.push(key);
    this.#fresh = [];
    return entries;
  }

  /** Owners are numbered by chunk there, so that each can be read alone. */
  #chunk(): Chunk {
    const numbers = new Map<number, number>();
    const words = Uint32Array.from(this.#fresh);
    for (let i = 3; i < words.length; i += 4) {
      const number = words[i] as number;
      const own = numbers.get(number) ?? numbers.size;
      numbers.set(number, own);
      words[i] = own;
    }
    const owners = [...numbers.keys()].map((number) => this.#owners[number] as Owner);
    return { t: this.#freshAt, o: owners, b: Buffer.from(words.buffer).toString('base64') };
  }

  #load(number: number, { t, o, b }: Chunk): void {
    const bytes = Buffer.from(b, 'base64');
    const numbers = o.map((owner) => this.#numberOf(owner));
    const generation = this.#generation(t);
    generation.keys.push(`${PREFIX}${number}`);
    for (let i = 0; i + 16 <= bytes.length; i += 16) {
      const [high, low, seconds, own] = [0, 4, 8, 12].map((part) => bytes.readUInt32LE(i + part)) as [
        number,
        number,
        number,
        number,
      ];
      generation.table.add([high, low], [seconds, numbers[own] ?? 0]);
    }
    this.#next = number + 1;
  }

  #numberOf(owner: Owner): number {
    const { item, build, environment } = owner;
    const key = JSON.stringify([item, build, environment]);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#owners.length;
      this.#owners.push({ item, build, environment });
      this.#numbers.set(key, number);
    }
    return number;
  }

  #generation(now: number): Generation {
    let last = this.#generations.at(-1);
    const isFull =
      last !== undefined &&
      (now - last.startedAt > this.#keepMs / GENERATIONS || last.table.size >= this.#most / GENERATIONS);
    if (last === undefined || isFull) {
      last = { table: new FingerprintTable(PAYLOAD), startedAt: now, lastAt: now, keys: [] };
      this.#generations.push(last);
    }
    last.lastAt = Math.max(last.lastAt, now);
    return last;
  }
}
