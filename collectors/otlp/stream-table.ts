import type { StateEntry } from '../../core/ports.ts';
import { CountedIntervals, FEW_INSTANTS, MANY_INSTANTS } from './counted-intervals.ts';
import type { PageKeys } from './page-text.ts';
import type { MemoryKind, StreamMemory } from './stream-memory.ts';
import { StreamPage } from './stream-page.ts';

/** So much is remembered of delta intervals in all beyond what always is: 4 MB. */
const MOST_EXCESS = 500_000;

/**
 * One stream of one metric: a set of attributes and, where values are cumulative, the start time of the process that counts. Two
 * processes that share a resource are told apart by it.
 */
export class Stream {
  readonly family: StreamFamily;
  /** Identity of its set of attributes. */
  readonly attributes: string;
  /** Unix ms; 0 when not given or without meaning (delta, gauge). */
  readonly start: number;
  readonly page: StreamPage<Stream>;
  /** Its place on the page. */
  slot = -1;

  constructor(family: StreamFamily, page: StreamPage<Stream>, attributes: string, start: number) {
    this.family = family;
    this.page = page;
    this.attributes = attributes;
    this.start = start;
  }

  /** What is known of it, the request that is being taken in included; `undefined` for numbers. */
  get known(): StreamMemory | undefined {
    return this.page.memories[this.slot];
  }
}

/** The streams of one metric of one resource and scope. */
export class StreamFamily {
  readonly key: string;
  readonly kind: MemoryKind;
  pages: StreamPage<Stream>[] = [];
  readonly #byAttributes = new Map<string, Stream[]>();

  constructor(key: string, kind: MemoryKind) {
    this.key = key;
    this.kind = kind;
  }

  /** The streams of one set of attributes, one for each start time. */
  streams(attributes: string): readonly Stream[] {
    return this.#byAttributes.get(attributes) ?? [];
  }

  /** A stream that stands on a page is found by its attributes from now on. */
  index(stream: Stream): void {
    this.#byAttributes.set(stream.attributes, [...this.streams(stream.attributes), stream]);
  }

  remove(stream: Stream): void {
    const left = this.streams(stream.attributes).filter((each) => each !== stream);
    if (left.length === 0) this.#byAttributes.delete(stream.attributes);
    else this.#byAttributes.set(stream.attributes, left);
  }
}

/** What was forgotten. */
export interface Pruned {
  readonly streams: number;
  /** Latest start time among them, Unix ms: what is as old and unknown from now on may be one of them. */
  readonly latestStart: number;
}

/** Everything that a source remembers of its streams. */
export class StreamTable {
  readonly #families = new Map<string, StreamFamily>();
  #touched: StreamPage<Stream>[] = [];
  /** Pages that lost streams since the last batch. */
  readonly #pruned = new Set<StreamPage<Stream>>();
  #size = 0;
  /** How many instants of delta intervals are remembered beyond what always is; what streams share counts for each. */
  #excess = 0;
  #nextPage = 0;
  #now = 0;

  /** How many streams are remembered. */
  get size(): number {
    return this.#size;
  }

  /** How many instants may be remembered of a delta stream now. */
  get mostInstants(): number {
    return this.#excess < MOST_EXCESS ? MANY_INSTANTS : FEW_INSTANTS;
  }

  /** Begins a request. */
  begin(now: number): void {
    this.#now = now;
  }

  family(key: string, kind: MemoryKind): StreamFamily {
    let family = this.#families.get(key);
    if (family === undefined) {
      family = new StreamFamily(key, kind);
      this.#families.set(key, family);
    }
    return family;
  }

  add(family: StreamFamily, attributes: string, start: number): Stream {
    let page = family.pages.at(-1);
    if (page === undefined || page.isFull) page = this.#addPage(family, this.#nextPage);
    const stream = new Stream(family, page, attributes, start);
    stream.slot = page.add(stream, this.#now);
    family.index(stream);
    this.#size += 1;
    return stream;
  }

  /** Remembers the point of a number. */
  changeNumber({ page, slot }: Stream, at: number, value: number): void {
    this.changeSlot(page, slot, at, value);
  }

  /** The same, of the stream at a place. */
  changeSlot(page: StreamPage<Stream>, slot: number, at: number, value: number): void {
    if (!page.isTouched) this.#touch(page);
    page.at[slot] = at;
    page.value[slot] = value;
    page.seen[slot] = this.#now;
  }

  /** Remembers what a request made of any other stream. */
  change({ page, slot }: Stream, memory: StreamMemory): void {
    if (!page.isTouched) this.#touch(page);
    this.#excess += excessOf(memory) - excessOf(page.memories[slot]);
    page.memories[slot] = memory;
    page.seen[slot] = this.#now;
  }

  /** What has to be written for the next process to know the same; afterwards {@link sealed}. */
  entries(): StateEntry[] {
    return [...new Set([...this.#pruned, ...this.#touched])].flatMap((page) => page.entries());
  }

  sealed(): void {
    for (const page of [...this.#pruned, ...this.#touched]) page.sealed();
    this.#pruned.clear();
    this.#touched = [];
  }

  /**
   * Forgets streams that were not seen since `before` (by our clock): their processes are gone. Whoever holds a stream or a family must
   * let go of it when something was forgotten. Not to be called within a request.
   */
  prune(before: (kind: MemoryKind) => number): Pruned {
    let streams = 0;
    let latestStart = 0;
    for (const family of this.#families.values()) {
      const limit = before(family.kind);
      for (const page of family.pages) {
        const gone = page.retain(
          (slot) => {
            const isKept = (page.seen[slot] as number) >= limit;
            if (!isKept) this.#excess -= excessOf(page.memories[slot]);
            return isKept;
          },
          (stream, slot) => {
            stream.slot = slot;
          },
        );
        if (gone.length === 0) continue;
        this.#pruned.add(page);
        streams += gone.length;
        for (const stream of gone) {
          family.remove(stream);
          latestStart = Math.max(latestStart, stream.start);
        }
      }
      family.pages = family.pages.filter((page) => page.members.length > 0);
      if (family.pages.length === 0) this.#families.delete(family.key);
    }
    this.#size -= streams;
    return { streams, latestStart };
  }

  /** Takes up what an earlier process wrote. */
  load(state: ReadonlyMap<string, string>, now: number): void {
    this.#now = now;
    for (const [key, text] of state) {
      const place = /^k:([^:]+):(\d+)$/.exec(key);
      if (place === null) continue;
      const [, familyKey = '', number = ''] = place;
      const keys = JSON.parse(text) as PageKeys;
      const family = this.family(familyKey, keys.m);
      const page = this.#addPage(family, Number(number));
      const streams = keys.s.map(([attributes, start]) => new Stream(family, page, attributes, start));
      page.load(keys, state.get(`v:${familyKey}:${number}`), streams, now);
      streams.forEach((stream, slot) => {
        stream.slot = slot;
        family.index(stream);
        this.#excess += excessOf(stream.known);
      });
      this.#size += streams.length;
    }
  }

  #touch(page: StreamPage<Stream>): void {
    page.isTouched = true;
    this.#touched.push(page);
  }

  #addPage(family: StreamFamily, number: number): StreamPage<Stream> {
    const page = new StreamPage<Stream>(number, family.key, family.kind);
    family.pages.push(page);
    this.#nextPage = Math.max(this.#nextPage, number + 1);
    return page;
  }
}

function excessOf(memory: StreamMemory | undefined): number {
  return memory instanceof CountedIntervals ? memory.excess : 0;
}
