import type { Labels } from '../../core/measure/series.ts';
import type { StateEntry } from '../../core/ports.ts';
import { type SavedTarget, shardKey, targetKey } from './saved-memory.ts';
import { type SourceMemory, TargetMemory } from './target-memory.ts';

const HOUR_MS = 3_600_000;

/** A target that has not been read for this long is forgotten: should it come back, it is a new one. */
const TARGET_MS = 48 * HOUR_MS;
/** So is a stream of a target that is read. It may come back with all its past, so this is long. */
const STREAM_MS = 7 * 24 * HOUR_MS;
/** With more streams than this in a source, those that are not there any more are forgotten at once. */
const MOST_STREAMS = 500_000;
const SWEEP_EVERY_MS = HOUR_MS;

const NEVER: SavedTarget = { text: undefined, shards: new Map() };

interface Kept {
  readonly target: TargetMemory;
  /** Numbers of reads, and when they were: what was last there before one of long ago is forgotten. */
  readonly marks: { readonly at: number; readonly read: number }[];
}

/** The targets of one source, bounded in number and size by time: the time of their reads, so that history forgets as life does. */
export class ForgetfulTargets {
  readonly #shared: SourceMemory;
  readonly #saved: Map<string, SavedTarget>;
  readonly #kept = new Map<string, Kept>();
  readonly #unwritten = new Set<TargetMemory>();
  #forgotten: StateEntry[] = [];
  #sweptAt = Number.NEGATIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(shared: SourceMemory, saved: ReadonlyMap<string, SavedTarget>) {
    this.#shared = shared;
    this.#saved = new Map(saved);
  }

  named(name: string, labels: Labels): TargetMemory {
    const known = this.#kept.get(name);
    if (known !== undefined) return known.target;
    const target = new TargetMemory(name, labels, this.#shared, this.#saved.get(name) ?? NEVER);
    this.#saved.delete(name);
    this.#kept.set(name, { target, marks: [] });
    return target;
  }

  wasRead(target: TargetMemory, at: number): void {
    this.#unwritten.add(target);
    this.#latest = Math.max(this.#latest, at);
  }

  /** Entries of the state that changed since the last time. A batch is whole by now: no target of it is behind the others. */
  save(): StateEntry[] {
    if (this.#latest >= this.#sweptAt + SWEEP_EVERY_MS) this.#sweep(this.#latest);
    const entries = [...this.#forgotten, ...[...this.#unwritten].flatMap((target) => target.save())];
    this.#forgotten = [];
    this.#unwritten.clear();
    return entries;
  }

  #sweep(at: number): void {
    this.#sweptAt = at;
    for (const [name, saved] of this.#saved) {
      if (lastRead(saved) < at - TARGET_MS) this.#forget(name, saved);
    }
    let streams = 0;
    for (const [name, kept] of this.#kept) {
      if ((kept.target.readAt ?? at) < at - TARGET_MS) this.#forgetKept(name, kept.target);
      else {
        forgetStreams(kept, at);
        streams += kept.target.streamCount;
      }
    }
    if (streams <= MOST_STREAMS) return;
    for (const { target } of this.#kept.values()) target.forgetBefore(target.readNumber);
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

  #forgetKept(name: string, target: TargetMemory): void {
    this.#kept.delete(name);
    this.#unwritten.delete(target);
    this.#forgotten.push(...target.stateKeys().map((key) => ({ key, value: null })));
  }
}

function forgetStreams({ target, marks }: Kept, at: number): void {
  marks.push({ at, read: target.readNumber });
  let since: number | undefined;
  while (marks[0] !== undefined && marks[0].at < at - STREAM_MS) since = marks.shift()?.read;
  if (since !== undefined) target.forgetBefore(since);
}

function lastRead({ text }: SavedTarget): number {
  return text === undefined ? Number.NEGATIVE_INFINITY : (JSON.parse(text) as { at: number }).at;
}
