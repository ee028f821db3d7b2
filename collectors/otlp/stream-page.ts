import type { StateEntry } from '../../core/ports.ts';
import { type PageKeys, readPage, writeKeys, writeMemories, writeNumbers } from './page-text.ts';
import type { MemoryKind, PageMember, StreamMemory } from './stream-memory.ts';

/** Streams of one metric are written in pages, so that a request rewrites what it touched and little else. */
const PAGE_STREAMS = 256;

const FIRST_CAPACITY = 4;

/** Of streams that no read has seen. */
const NO_READ = -1;

/**
 * What is remembered of up to {@link PAGE_STREAMS} streams of one metric, by slot. Numbers are columns: they are what a busy sender has
 * most of.
 */
export class StreamPage<M extends PageMember = PageMember> {
  /** Never given to another page of the source. */
  readonly number: number;
  readonly familyKey: string;
  readonly kind: MemoryKind;
  /** By slot. */
  members: M[] = [];
  /** Time of a number's last point, Unix ms; NaN when there is none. */
  at: Float64Array;
  value: Float64Array;
  /** When a stream was changed last, by our clock, Unix ms. */
  seen: Float64Array;
  /** Number of the read that saw a stream last. */
  reads: Float64Array;
  memories: (StreamMemory | undefined)[] = [];
  /** Changed since it was last written. */
  isTouched = false;
  /** Who is on the page changed since it was last written. */
  #membersChanged = true;

  constructor(number: number, familyKey: string, kind: MemoryKind) {
    this.number = number;
    this.familyKey = familyKey;
    this.kind = kind;
    const capacity = kind === 'number' ? FIRST_CAPACITY : 0;
    this.at = new Float64Array(capacity);
    this.value = new Float64Array(capacity);
    this.seen = new Float64Array(FIRST_CAPACITY);
    this.reads = new Float64Array(FIRST_CAPACITY);
  }

  get isFull(): boolean {
    return this.members.length >= PAGE_STREAMS;
  }

  /** Gives a stream the next slot. */
  add(member: M, now: number): number {
    const slot = this.members.length;
    this.members.push(member);
    this.#membersChanged = true;
    if (slot >= this.seen.length) {
      this.seen = doubled(this.seen);
      this.reads = doubled(this.reads);
    }
    this.seen[slot] = now;
    this.reads[slot] = NO_READ;
    if (this.kind !== 'number') this.memories.push(undefined);
    else {
      if (slot >= this.at.length) {
        this.at = doubled(this.at);
        this.value = doubled(this.value);
      }
      this.at[slot] = Number.NaN;
    }
    return slot;
  }

  /** What {@link entries} gave is the store's now. */
  sealed(): void {
    this.isTouched = false;
    this.#membersChanged = false;
  }

  /** Lets go of some streams; the others may change their slots, which `moved` is told. */
  retain(isKept: (slot: number) => boolean, moved: (member: M, slot: number) => void): M[] {
    const gone: M[] = [];
    const kept: M[] = [];
    this.members.forEach((member, slot) => {
      if (!isKept(slot)) {
        gone.push(member);
        return;
      }
      const to = kept.length;
      kept.push(member);
      this.seen[to] = this.seen[slot] as number;
      this.reads[to] = this.reads[slot] as number;
      if (this.kind === 'number') {
        this.at[to] = this.at[slot] as number;
        this.value[to] = this.value[slot] as number;
      } else this.memories[to] = this.memories[slot];
      moved(member, to);
    });
    this.members = kept;
    this.memories.length = this.kind === 'number' ? 0 : kept.length;
    if (gone.length > 0) this.#membersChanged = true;
    return gone;
  }

  /** What has to be written for the page to be found as it is now; two nulls when nobody is left on it. */
  entries(): StateEntry[] {
    const keys = `k:${this.familyKey}:${this.number}`;
    const values = `v:${this.familyKey}:${this.number}`;
    const size = this.members.length;
    if (size === 0) return [keys, values].map((key) => ({ key, value: null }));
    const value =
      this.kind === 'number'
        ? writeNumbers(this.at, this.value, size)
        : writeMemories(this.kind, this.memories);
    const written = { key: values, value };
    return this.#membersChanged
      ? [{ key: keys, value: writeKeys(this.kind, this.members) }, written]
      : [written];
  }

  /** Takes up what {@link StreamPage.entries} wrote. */
  load(keys: PageKeys, memories: string | undefined, members: readonly M[], now: number): void {
    for (const member of members) this.add(member, now);
    this.#membersChanged = false;
    if (memories === undefined) return;
    const read = readPage(keys, memories);
    this.memories = [...read.memories];
    read.at.forEach((at, slot) => {
      this.at[slot] = at;
      this.value[slot] = read.value[slot] ?? 0;
    });
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
