import type { Owner } from '../../../core/measure/mapper.ts';
import type { StateEntry } from '../../../core/ports.ts';
import { type Counted, ownedBy } from '../item-measures.ts';
import { better, RANK, type Ranked } from './entry.ts';
import type { Sampling } from './sampling.ts';

/** A span that may be the request of its trace. */
export interface Entry extends Ranked {
  readonly failed: boolean;
  /** Seconds; absent when the span does not say when it began. */
  readonly seconds?: number;
  readonly counted: Counted;
  readonly sampling: Sampling;
}

/** Whom a span of a model, an agent or a tool belongs to, for an entry that does not say it of itself. */
export interface Inner {
  readonly start: number;
  readonly spanId: string;
  readonly owner: Owner;
}

/** What a span tells of its trace. */
export interface TraceFact {
  readonly traceId: string;
  readonly entry?: Entry | undefined;
  /** There is something of an AI product in the trace; where it belongs to somebody, to whom. */
  readonly isAi: boolean;
  readonly inner?: Inner | undefined;
}

/** A trace of which it is not known yet what its request was. */
interface Pending {
  readonly traceId: string;
  /** By our clock, Unix ms. */
  readonly since: number;
  /** What may be a better entry has until then; 0 while there is none. */
  waitUntil: number;
  isAi: boolean;
  entry: Entry | undefined;
  inner: Inner | undefined;
  /** Which entry of the source's memory holds it; −1: none yet. */
  chunk: number;
}

/** A trace that will not be waited for any longer. */
export interface SettledTrace {
  readonly traceId: string;
  /** Its request; `undefined` when none of its spans can be one. */
  readonly entry: Entry | undefined;
}

export interface TraceBookOptions {
  /** How long an entry that is not the root waits for the root. */
  readonly waitMs: number;
  /** Items are told by labels, so that an entry which says none may learn it from what it called. */
  readonly attributes: boolean;
}

/** A trace whose parts are so far apart is not put together any more. */
const FORGET_MS = 10 * 60_000;
/** The oldest are settled by what is known of them. */
const MOST_PENDING = 100_000;
const PREFIX = 't:';

/**
 * Puts traces together whose spans come in several requests and in any order, as far as needed to tell what the user asked for: a trace with
 * something of an AI product in it is one request, and its entry says how long it took and how it ended. What waits is remembered by the
 * store, so that a restart changes nothing.
 */
export class TraceBook {
  readonly #options: TraceBookOptions;
  /** Oldest first. */
  readonly #pending = new Map<string, Pending>();
  #changed = new Set<Pending>();
  #settled: SettledTrace[] = [];
  /** How many pending traces an entry of the memory holds. */
  readonly #live = new Map<number, number>();
  #gone: string[] = [];
  #nextChunk = 0;

  /**
   * @param state what was committed
   * @param isCounted whether a trace of it has been settled since: an entry of the memory stays as long as others need it
   */
  constructor(
    options: TraceBookOptions,
    state: ReadonlyMap<string, string>,
    isCounted: (traceId: string) => boolean,
  ) {
    this.#options = options;
    const chunks = [...state].filter(([key]) => key.startsWith(PREFIX));
    const numbered = chunks.map(([key, text]) => [Number(key.slice(PREFIX.length)), text] as const);
    numbered.sort((a, b) => a[0] - b[0]);
    for (const [number, text] of numbered) this.#load(number, text, isCounted);
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Takes a fact in. @param now by our clock, Unix ms */
  note(fact: TraceFact, now: number): void {
    const trace = this.#pending.get(fact.traceId) ?? this.#begin(fact.traceId, now);
    if (fact.isAi) trace.isAi = true;
    if (fact.entry !== undefined) {
      trace.entry = trace.entry === undefined ? fact.entry : better(trace.entry, fact.entry);
      if (trace.waitUntil === 0) trace.waitUntil = now + this.#options.waitMs;
    }
    if (fact.inner !== undefined) trace.inner = earlier(trace.inner, fact.inner);
    this.#changed.add(trace);
  }

  /** Ends a request: traces that are complete are settled. */
  endRequest(now: number): void {
    for (const trace of this.#changed) {
      if (this.#isComplete(trace) || this.#isDue(trace, now)) this.#settle(trace);
    }
    for (const trace of this.#pending.values()) {
      if (this.#pending.size <= MOST_PENDING) break;
      this.#settle(trace);
    }
  }

  /** Settles what has waited long enough. Answers whether anything did. */
  settleDue(now: number): boolean {
    const before = this.#pending.size;
    for (const trace of this.#pending.values()) {
      if (this.#isDue(trace, now) || now - trace.since > FORGET_MS) this.#settle(trace);
    }
    return this.#pending.size < before;
  }

  /** Whether {@link settleDue} would do anything. */
  isAnyDue(now: number): boolean {
    for (const trace of this.#pending.values()) {
      if (this.#isDue(trace, now) || now - trace.since > FORGET_MS) return true;
    }
    return false;
  }

  /** The traces that were settled since the last call. */
  takeSettled(): readonly SettledTrace[] {
    const settled = this.#settled;
    this.#settled = [];
    return settled;
  }

  /** What has to be written since the last call. */
  seal(): StateEntry[] {
    const chunk = this.#nextChunk;
    const waiting = [...this.#changed].filter((trace) => this.#pending.get(trace.traceId) === trace);
    this.#changed = new Set();
    for (const trace of waiting) this.#move(trace, chunk);
    const entries: StateEntry[] = this.#gone.map((key) => ({ key, value: null }));
    this.#gone = [];
    if (waiting.length === 0) return entries;
    this.#nextChunk += 1;
    entries.push({ key: `${PREFIX}${chunk}`, value: JSON.stringify(waiting.map(written)) });
    return entries;
  }

  #begin(traceId: string, now: number): Pending {
    const trace: Pending = {
      traceId,
      since: now,
      waitUntil: 0,
      isAi: false,
      entry: undefined,
      inner: undefined,
      chunk: -1,
    };
    this.#pending.set(traceId, trace);
    return trace;
  }

  /** The root is there, and nothing else could say more. */
  #isComplete({ entry, isAi }: Pending): boolean {
    if (!isAi || entry?.rank !== RANK.root) return false;
    return entry.counted.item !== '' || !this.#options.attributes;
  }

  #isDue({ entry, isAi, waitUntil }: Pending, now: number): boolean {
    return isAi && entry !== undefined && now >= waitUntil;
  }

  #settle(trace: Pending): void {
    this.#pending.delete(trace.traceId);
    this.#move(trace, -1);
    const { entry, inner, isAi, traceId } = trace;
    if (!isAi) return;
    if (entry === undefined) {
      this.#settled.push({ traceId, entry });
      return;
    }
    const says = entry.counted.item !== '' || inner === undefined;
    const counted = says ? entry.counted : ownedBy(entry.counted, inner.owner);
    this.#settled.push({ traceId, entry: { ...entry, counted } });
  }

  /** Lets go of the entry of the memory that held a trace once it holds none any more. */
  #move(trace: Pending, chunk: number): void {
    const before = trace.chunk;
    trace.chunk = chunk;
    if (chunk >= 0) this.#live.set(chunk, (this.#live.get(chunk) ?? 0) + 1);
    if (before < 0) return;
    const left = (this.#live.get(before) ?? 1) - 1;
    if (left > 0) {
      this.#live.set(before, left);
      return;
    }
    this.#live.delete(before);
    this.#gone.push(`${PREFIX}${before}`);
  }

  #load(number: number, text: string, isCounted: (traceId: string) => boolean): void {
    for (const each of JSON.parse(text) as WrittenTrace[]) {
      if (isCounted(each.id)) continue;
      const known = this.#pending.get(each.id);
      const trace: Pending = {
        traceId: each.id,
        since: each.s,
        waitUntil: each.w,
        isAi: each.a,
        entry: each.e,
        inner: each.i,
        chunk: known?.chunk ?? -1,
      };
      this.#pending.set(each.id, trace);
      this.#move(trace, number);
    }
    if (!this.#live.has(number)) this.#gone.push(`${PREFIX}${number}`);
    this.#nextChunk = number + 1;
  }
}

/** A pending trace in the source's memory. */
interface WrittenTrace {
  readonly id: string;
  readonly s: number;
  readonly w: number;
  readonly a: boolean;
  readonly e?: Entry;
  readonly i?: Inner;
}

function written({ traceId, since, waitUntil, isAi, entry, inner }: Pending): WrittenTrace {
  return {
    id: traceId,
    s: since,
    w: waitUntil,
    a: isAi,
    ...(entry === undefined ? {} : { e: entry }),
    ...(inner === undefined ? {} : { i: inner }),
  };
}

function earlier(a: Inner | undefined, b: Inner): Inner {
  if (a === undefined) return b;
  if (a.start !== b.start) return a.start < b.start ? a : b;
  return a.spanId <= b.spanId ? a : b;
}
