import { hash, randomUUID } from 'node:crypto';
import type { WriteBatch } from '../../core/ports.ts';
import { reportUnpriced, type UnpricedTokens } from '../prices/token-pricer.ts';
import type { SourceDeps } from '../source.ts';
import { Tally } from './tally.ts';

/** What was taken in and is to be written. */
export interface Sealed {
  readonly batch: Omit<WriteBatch, 'source' | 'id'>;
  /** What is told once it is written. */
  readonly unpriced: UnpricedTokens;
}

/** What a source remembers, as its writer sees it: requests are taken in on top of each other, then sealed into one batch. */
export interface DraftedMemory<Part> {
  /** Whether a request of this identity was taken in before. */
  knows(id: string): boolean;
  /** Takes in a request on top of all that came before it, whether written yet or not. */
  draft(part: Part, id: string | undefined, now: number): Tally;
  /** Everything that was taken in since the last call; `undefined` when that is nothing. */
  seal(): Sealed | undefined;
  /** What is amiss although requests are taken, one sentence each. */
  readonly warnings: readonly string[];
}

/** Requests that are written together, at most. */
const MOST_REQUESTS = 256;
/** Data points of requests that are written together, roughly. */
const MOST_POINTS = 100_000;

interface Waiting<Part> {
  readonly part: Part;
  /** Identity of the request; `undefined`: what it brings has none. */
  readonly id: string | undefined;
  tally: Tally;
  readonly done: PromiseWithResolvers<Tally>;
}

/**
 * Takes a source's requests in, in the order in which they came, and writes them. While one batch is on its way to the store the next is
 * put together, so that a sender waits for one commit and not for those of all others. What is in memory and not in the store yet is
 * thrown away when a write fails: what the store has is what counts, and nobody was told otherwise.
 */
export class SourceWriter<Part> {
  readonly #source: string;
  readonly #deps: SourceDeps;
  readonly #load: () => Promise<DraftedMemory<Part>>;
  #memory: DraftedMemory<Part> | undefined;
  #loading: Promise<void> | undefined;
  /** In order of arrival, not taken in yet. */
  #queue: Waiting<Part>[] = [];
  /** Taken in, not written yet. */
  #open: Waiting<Part>[] = [];
  #openPoints = 0;
  #writing = false;
  readonly #underway = new Map<string, Promise<Tally>>();
  #warned = '';

  /** @param load reads the memory back from the store; called again after each failure */
  constructor(source: string, deps: SourceDeps, load: () => Promise<DraftedMemory<Part>>) {
    this.#source = source;
    this.#deps = deps;
    this.#load = load;
  }

  /** Reads the memory, if it is not there. @throws GatelineError `store-…` */
  async start(): Promise<void> {
    if (this.#memory === undefined) await this.#loaded();
  }

  /**
   * Takes a request in after all that came before it. Resolves when it is durable; a request that was taken in before changes nothing.
   *
   * @param id identity of the request: what is sent again has the same. Absent: it cannot be sent again
   * @throws GatelineError `store-…` when the store cannot take it now, and the sender should try again
   */
  accept(part: Part, id?: string): Promise<Tally> {
    const waiting: Waiting<Part> = { part, id, tally: new Tally(), done: Promise.withResolvers() };
    this.#queue.push(waiting);
    this.#turn();
    return waiting.done.promise;
  }

  /** Does what can be done now; called whenever something changed. */
  #turn(): void {
    if (this.#queue.length === 0 && this.#open.length === 0) return;
    if (this.#memory === undefined) {
      // A write that is still under way may change what there is to read.
      if (!this.#writing) void this.#loaded().catch((error: unknown) => this.#failAll(error));
      return;
    }
    this.#takeIn(this.#memory);
    if (!this.#writing && this.#open.length > 0) this.#write();
  }

  #loaded(): Promise<void> {
    this.#loading ??= this.#load()
      .finally(() => {
        this.#loading = undefined;
      })
      .then((memory) => {
        this.#memory = memory;
        this.#turn();
      });
    return this.#loading;
  }

  #takeIn(memory: DraftedMemory<Part>): void {
    while (this.#open.length < MOST_REQUESTS && this.#openPoints < MOST_POINTS) {
      const [next] = this.#queue;
      if (next === undefined) return;
      this.#queue.shift();
      if (next.id !== undefined && this.#isDuplicate(memory, next, next.id)) continue;
      try {
        next.tally = memory.draft(next.part, next.id, this.#deps.clock.now());
      } catch (error) {
        this.#forget(error, [next]);
        queueMicrotask(() => this.#turn());
        return;
      }
      this.#openPoints += next.tally.accepted;
      this.#open.push(next);
      if (next.id !== undefined) this.#underway.set(next.id, next.done.promise);
    }
  }

  #isDuplicate(memory: DraftedMemory<Part>, { done }: Waiting<Part>, id: string): boolean {
    const underway = this.#underway.get(id);
    if (underway !== undefined) {
      underway.then(() => this.#answerDuplicate(done), done.reject);
      return true;
    }
    if (!memory.knows(id)) return false;
    this.#answerDuplicate(done);
    return true;
  }

  /** @param tally what its sender is told once more: nothing of it counts */
  #answerDuplicate(done: PromiseWithResolvers<Tally>, tally = new Tally()): void {
    const { monitor, clock } = this.#deps;
    monitor.count(this.#source, 'duplicate', 1);
    monitor.succeeded(this.#source, clock.now());
    done.resolve(tally);
  }

  #write(): void {
    const group = this.#open;
    const sealed = this.#memory?.seal();
    this.#open = [];
    this.#openPoints = 0;
    if (sealed === undefined) {
      this.#settle(group);
      return;
    }
    this.#writing = true;
    this.#deps.store
      .write({ source: this.#source, id: batchId(group), ...sealed.batch })
      .then(
        (outcome) => {
          // Its record in the store is older than what the memory remembers of requests: the store was right.
          if (outcome === 'duplicate') this.#memory = undefined;
          else reportUnpriced(this.#deps.monitor, this.#source, sealed.unpriced);
          this.#settle(group, outcome === 'duplicate');
        },
        (error: unknown) => this.#forget(error, group),
      )
      .finally(() => {
        this.#writing = false;
        this.#turn();
      });
  }

  #settle(group: readonly Waiting<Part>[], duplicate = false): void {
    const { monitor, clock } = this.#deps;
    if (this.#memory !== undefined) this.#warn(this.#memory.warnings);
    for (const { id, tally, done } of group) {
      if (id !== undefined) this.#underway.delete(id);
      if (duplicate) {
        this.#answerDuplicate(done, tally);
        continue;
      }
      tally.report(monitor, this.#source);
      monitor.succeeded(this.#source, clock.now());
      done.resolve(tally);
    }
  }

  /** Nobody knows whether a write happened that was not answered. What was put together on top of it is put together anew. */
  #forget(error: unknown, failed: readonly Waiting<Part>[]): void {
    this.#memory = undefined;
    this.#queue = [...this.#open, ...this.#queue];
    this.#open = [];
    this.#openPoints = 0;
    for (const { id } of [...failed, ...this.#queue]) if (id !== undefined) this.#underway.delete(id);
    this.#report(error);
    for (const { done } of failed) done.reject(error);
  }

  #failAll(error: unknown): void {
    const failed = this.#queue;
    this.#queue = [];
    this.#report(error);
    for (const { done } of failed) done.reject(error);
  }

  /** Told when they change; the list is whole each time. */
  #warn(warnings: readonly string[]): void {
    const text = warnings.join(' ');
    if (text === this.#warned) return;
    this.#warned = text;
    this.#deps.monitor.warned(this.#source, warnings);
  }

  #report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#deps.monitor.failed(this.#source, this.#deps.clock.now(), message);
  }
}

/** A request that is written alone is known to the store by its own identity. */
function batchId(group: readonly Waiting<unknown>[]): string {
  const ids = group.map(({ id }) => id ?? randomUUID());
  return ids.length === 1 ? (ids[0] as string) : hash('sha256', ids.join(' '));
}
