import type { Labels } from '../../core/measure/series.ts';
import type { StateEntry } from '../../core/ports.ts';
import { type SavedTarget, shardKey, targetKey } from './saved-memory.ts';
import { type SourceMemory, TargetMemory } from './target-memory.ts';

const HOUR_MS = 3_600_000;

/** A target that has not been read for this long is forgotten: should it come back, it is a new one. */
const TARGET_MS = 48 * HOUR_MS;
/** So is a stream of a target that is read. It may come back with all its past, so this is long. */
const STREAM_MS = 7 * 24 * HOUR_MS;
/**
 * When more streams than this, and than half of those that are there, were added to a source since, those that are not there any more
 * are forgotten at once: a label whose values are always new would fill the memory within minutes.
 */
const MOST_NEW = 50_000;
const SWEEP_EVERY_MS = HOUR_MS;

const NEVER: SavedTarget = { text: undefined, shards: new Map() };

interface Kept {
  readonly target: TargetMemory;
  /** Numbers of reads, and when they were: what was last there before one of long ago is forgotten. */
  readonly marks: { readonly at: number; readonly read: number }[];
  /** Streams of it when it was last counted. */
  streams: number;
}

/** Streams that had to be forgotten before their time. */
export interface Flood {
  /** Unix ms, of the read that was too much. */
  readonly at: number;
  /** The family that most of them are of. */
  readonly family: string;
}

/** The targets of one source, bounded in number and size by time: the time of their reads, so that history forgets as life does. */
export class ForgetfulTargets {
  readonly #shared: SourceMemory;
  readonly #saved: Map<string, SavedTarget>;
  readonly #kept = new Map<string, Kept>();
  readonly #unwritten = new Set<Kept>();
  #forgotten: StateEntry[] = [];
  #sweptAt = Number.NEGATIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;
  #streams = 0;
  /** With more streams than this there are too many new ones. */
  #room: number;
  #flood: Flood | undefined;
  #flooded = 0;

  constructor(shared: SourceMemory, saved: ReadonlyMap<string, SavedTarget>) {
    this.#shared = shared;
    this.#room = this.#mostNew;
    this.#saved = new Map(saved);
  }

  named(name: string, labels: Labels): TargetMemory {
    const known = this.#kept.get(name);
    if (known !== undefined) return known.target;
    const target = new TargetMemory(name, labels, this.#shared, this.#saved.get(name) ?? NEVER);
    this.#saved.delete(name);
    this.#kept.set(name, { target, marks: [], streams: 0 });
    return target;
  }

  /** Streams had to be forgotten before their time within the last hour of reads. */
  get flood(): Flood | undefined {
    return this.#flood !== undefined && this.#latest - this.#flood.at <= HOUR_MS ? this.#flood : undefined;
  }

  wasRead(target: TargetMemory, at: number): void {
    const kept = this.#kept.get(target.name);
    if (kept !== undefined) this.#unwritten.add(kept);
    this.#latest = Math.max(this.#latest, at);
  }

  /** Entries of the state that changed since the last time. A batch is whole by now: no target of it is behind the others. */
  save(): StateEntry[] {
    if (this.#latest >= this.#sweptAt + SWEEP_EVERY_MS) this.#sweep(this.#latest);
    for (const kept of this.#unwritten) this.#count(kept);
    if (this.#streams > this.#room) this.#stemFlood();
    const entries = [...this.#forgotten, ...[...this.#unwritten].flatMap(({ target }) => target.save())];
    this.#forgotten = [];
    this.#unwritten.clear();
    return entries;
  }

  /** How many streams were forgotten before their time since this was asked the last time. */
  takeFlooded(): number {
    const count = this.#flooded;
    this.#flooded = 0;
    return count;
  }

  get #mostNew(): number {
    return this.#shared.rules.mostNewStreams ?? MOST_NEW;
  }

  #sweep(at: number): void {
    this.#sweptAt = at;
    for (const [name, saved] of this.#saved) {
      if (lastRead(saved) < at - TARGET_MS) this.#forget(name, saved);
    }
    for (const [name, kept] of this.#kept) {
      if ((kept.target.readAt ?? at) < at - TARGET_MS) this.#forgetKept(name, kept);
      else if (forgetStreams(kept, at)) this.#unwritten.add(kept);
    }
  }

  #count(kept: Kept): void {
    const { streamCount } = kept.target;
    this.#streams += streamCount - kept.streams;
    kept.streams = streamCount;
  }

  #stemFlood(): void {
    let most = { count: 0, family: '' };
    let forgotten = 0;
    for (const kept of this.#kept.values()) {
      for (const [family, count] of kept.target.forgetBefore(kept.target.readNumber)) {
        forgotten += count;
        if (count > most.count) most = { count, family };
      }
      if (kept.target.streamCount < kept.streams) this.#unwritten.add(kept);
      this.#count(kept);
    }
    this.#room = this.#streams + Math.max(this.#mostNew, this.#streams / 2);
    if (forgotten === 0) return;
    this.#flooded += forgotten;
    this.#flood = { at: this.#latest, family: most.family };
  }

  #forget(name: string, saved: SavedTarget): void {
    this.#saved.delete(name);
    this.#forgotten.push({ key: targetKey(name), value: null });
    for (const [family, shards] of saved.shards) {
      shards.forEach((_, i) => {
        this.#forgotten.push({ key: shardKey(name, family, i), value: null });
      });
    }
  }

  #forgetKept(name: string, kept: Kept): void {
    const { target } = kept;
    this.#kept.delete(name);
    this.#unwritten.delete(kept);
    this.#streams -= kept.streams;
    this.#forgotten.push(...target.stateKeys().map((key) => ({ key, value: null })));
  }
}

/** @returns whether there were any */
function forgetStreams({ target, marks }: Kept, at: number): boolean {
  marks.push({ at, read: target.readNumber });
  let since: number | undefined;
  while (marks[0] !== undefined && marks[0].at < at - STREAM_MS) since = marks.shift()?.read;
  return since !== undefined && target.forgetBefore(since).size > 0;
}

function lastRead({ text }: SavedTarget): number {
  return text === undefined ? Number.NEGATIVE_INFINITY : (JSON.parse(text) as { at: number }).at;
}
