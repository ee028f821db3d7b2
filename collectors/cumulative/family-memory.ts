import type { StreamState } from '../../core/measure/increments.ts';
import type { StateEntry } from '../../core/ports.ts';
import { shardKey } from './saved-memory.ts';
import { readShard, type SavedStream, writeShard } from './shard-text.ts';
import type { KeptStream, Stream, StreamHome } from './slot.ts';

/** Streams that share one entry of the committed state: a change rewrites no more than these. */
const SHARD_SIZE = 256;

const EMPTY = { streams: [], forgot: false };

type Keeping = KeptStream & Stream;

interface Shard {
  readonly streams: Map<string, Keeping>;
  /** Committed by an earlier life of ours and not seen again yet. */
  readonly unclaimed: Map<string, SavedStream>;
  changed: boolean;
}

/** Whether anything may be said to have appeared: not when samples come late, or the mapping is not what it was. */
export interface Trust {
  appearances: boolean;
}

/** One family of one target: which of its streams were there at the previous read, and the state of each. */
export class FamilyMemory implements StreamHome {
  readonly name: string;
  readonly #trust: Trust;
  readonly #shards: Shard[] = [];
  readonly #shardOf = new Map<string, Shard>();
  /** Shards that may have room, the one to fill first at the end. */
  readonly #roomy: Shard[] = [];
  /** Number of the last read in which the family was there, and of that before. */
  #readIn = Number.NEGATIVE_INFINITY;
  #presentBefore = false;
  #present = 0;
  #previouslyPresent = 0;
  #kept = 0;
  #forgot = false;

  /**
   * @param shards what was committed, each at its index; `undefined` where one was given up
   * @param presentIn number of the last read in which it was there, as remembered; `undefined`: never, or not lately
   */
  constructor(
    name: string,
    trust: Trust,
    shards: readonly (string | undefined)[],
    presentIn: number | undefined,
  ) {
    this.name = name;
    this.#trust = trust;
    for (const text of shards) this.#restore(text, presentIn ?? -1);
    if (presentIn !== undefined) this.#readIn = presentIn;
  }

  get mayAppear(): boolean {
    const lostNone = this.#kept === this.#previouslyPresent;
    return this.#trust.appearances && this.#presentBefore && lostNone && !this.#forgot;
  }

  /** It was there at the read before the present one. */
  get presentBefore(): boolean {
    return this.#presentBefore;
  }

  get size(): number {
    return this.#shardOf.size;
  }

  isPresentIn(read: number): boolean {
    return this.#readIn === read;
  }

  /** The family is there at this read, with or without streams. */
  seen(read: number): void {
    if (this.#readIn === read) return;
    this.#presentBefore = this.#readIn === read - 1;
    this.#previouslyPresent = this.#presentBefore ? this.#present : 0;
    this.#present = 0;
    this.#kept = 0;
    this.#readIn = read;
  }

  /** A stream of it is there at this read. */
  streamSeen(stream: Stream, read: number): void {
    this.seen(read);
    if (stream.presentIn === read) return;
    if (stream.cumulative) {
      if (stream.presentIn === read - 1) this.#kept += 1;
      else this.changed(stream as Keeping);
      this.#present += 1;
    }
    stream.presentIn = read;
  }

  /** All streams of this read are seen: what was lost has to be remembered as lost. */
  endRead(): void {
    if (this.#kept === this.#previouslyPresent) return;
    for (const shard of this.#shards) shard.changed = true;
  }

  claim(key: string): { state: StreamState; presentIn: number } | undefined {
    const shard = this.#shardOf.get(key);
    const saved = shard?.unclaimed.get(key);
    shard?.unclaimed.delete(key);
    return saved;
  }

  /** Takes a stream in, in the place that its saved state had. */
  add(stream: Keeping): void {
    const shard = this.#shardOf.get(stream.key) ?? this.#roomyShard();
    shard.streams.set(stream.key, stream);
    this.#shardOf.set(stream.key, shard);
  }

  changed({ key }: { readonly key: string }): void {
    const shard = this.#shardOf.get(key);
    if (shard !== undefined) shard.changed = true;
  }

  /**
   * Forgets streams that were last seen before this read. One of them may come back with all its past in it, so from now on nothing new
   * in this family is taken to begin at zero.
   *
   * @returns how many they were
   */
  forgetBefore(read: number): number {
    const before = this.size;
    for (const shard of this.#shards) {
      for (const all of [shard.streams, shard.unclaimed]) {
        for (const [key, { presentIn }] of all) {
          if (presentIn >= read) continue;
          all.delete(key);
          this.#shardOf.delete(key);
          shard.changed = true;
          this.#forgot = true;
        }
      }
    }
    if (this.size < before) this.#roomy.splice(0, this.#roomy.length, ...this.#shards.filter(hasRoom));
    return before - this.size;
  }

  /** Entries of the state that changed since the last time. @param read number of the last read */
  save(target: string, read: number): StateEntry[] {
    return this.#shards.flatMap((shard, i) => {
      if (!shard.changed) return [];
      shard.changed = false;
      const key = shardKey(target, this.name, i);
      const saved = [...shard.unclaimed.values(), ...kept(shard.streams.values())];
      return [{ key, value: saved.length === 0 ? null : writeShard(saved, read, this.#forgot) }];
    });
  }

  stateKeys(target: string): string[] {
    return this.#shards.map((_, i) => shardKey(target, this.name, i));
  }

  #restore(text: string | undefined, presentIn: number): void {
    const { streams, forgot } = text === undefined ? EMPTY : readShard(text, presentIn);
    const shard: Shard = { streams: new Map(), unclaimed: new Map(), changed: false };
    for (const saved of streams) {
      shard.unclaimed.set(saved.key, saved);
      this.#shardOf.set(saved.key, shard);
      if (saved.presentIn === presentIn) this.#present += 1;
    }
    this.#forgot ||= forgot;
    this.#shards.push(shard);
    this.#roomy.push(shard);
  }

  #roomyShard(): Shard {
    for (let last = this.#roomy.at(-1); last !== undefined; last = this.#roomy.at(-1)) {
      if (hasRoom(last)) return last;
      this.#roomy.pop();
    }
    const shard: Shard = { streams: new Map(), unclaimed: new Map(), changed: false };
    this.#shards.push(shard);
    this.#roomy.push(shard);
    return shard;
  }
}

function hasRoom({ streams, unclaimed }: Shard): boolean {
  return streams.size + unclaimed.size < SHARD_SIZE;
}

function* kept(streams: Iterable<KeptStream>): Iterable<SavedStream> {
  for (const { key, state, presentIn } of streams) if (state !== undefined) yield { key, state, presentIn };
}
