import { GatelineError } from '../../../core/errors.ts';
import type { WriteBatch, WriteOutcome } from '../../../core/ports.ts';
import { pointCount } from '../requests.ts';
import type { BatchLedger } from './batch-ledger.ts';
import { failureKind } from './failures.ts';

/** A transaction holds at most so many points, so that it stays short. */
const POINTS_PER_COMMIT = 50_000;
/** With fewer points than this waiting, commits begin at most every {@link COMMIT_INTERVAL_MS}. */
const EAGER_POINTS = 8_192;
const COMMIT_INTERVAL_MS = 10;
/** Points that may wait; beyond, senders are told to come back. */
const QUEUED_POINTS = 1_000_000;

interface Waiting {
  readonly batch: WriteBatch;
  readonly points: number;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One queue in front of the one writing connection. Batches that wait are committed together; a batch that is known already is answered
 * without being written; work of housekeeping takes its turn between two commits.
 */
export class GroupCommit {
  readonly #commit: (batches: readonly WriteBatch[]) => Promise<void>;
  readonly #ledger: BatchLedger;
  readonly #queue: Waiting[] = [];
  readonly #turns: (() => Promise<void>)[] = [];
  readonly #inFlight = new Map<string, Promise<WriteOutcome>>();
  #queuedPoints = 0;
  #lastCommitAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #pauses = 0;
  #closed = false;

  /** @param commit makes a group durable, whole or not at all */
  constructor(ledger: BatchLedger, commit: (batches: readonly WriteBatch[]) => Promise<void>) {
    this.#ledger = ledger;
    this.#commit = commit;
  }

  /** @throws GatelineError `store-busy` when too much waits, `store-unavailable` when it is closed */
  async write(batch: WriteBatch): Promise<WriteOutcome> {
    if (this.#closed) throw new GatelineError('store-unavailable', 'The store is closed.');
    const key = JSON.stringify([batch.source, batch.id]);
    const same = this.#inFlight.get(key);
    if (same !== undefined) return await same.then((): WriteOutcome => 'duplicate');
    const written = this.#enqueue(batch);
    this.#inFlight.set(key, written);
    try {
      return await written;
    } finally {
      this.#inFlight.delete(key);
    }
  }

  /** Runs work on the writing connection between two commits. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      this.#turns.push(async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
      });
      this.#start();
    });
  }

  /** Runs short work while no batch is committed; what comes meanwhile waits. Housekeeping takes its turns. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    await this.exclusively(async () => {
      this.#pauses += 1;
    });
    try {
      return await work();
    } finally {
      this.#pauses -= 1;
      this.#start();
    }
  }

  /** Commits what waits, then takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#start();
    while (this.#running !== undefined) await this.#running;
  }

  #enqueue(batch: WriteBatch): Promise<WriteOutcome> {
    const points = pointCount(batch);
    if (this.#queuedPoints > 0 && this.#queuedPoints + points > QUEUED_POINTS) {
      throw new GatelineError('store-busy', 'The store is behind; send again in some seconds.');
    }
    this.#queuedPoints += points;
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, points, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#turns.length > 0 || this.#mayCommit) this.#start();
    });
  }

  get #mayCommit(): boolean {
    return this.#queue.length > 0 && (this.#pauses === 0 || this.#closed);
  }

  async #run(): Promise<void> {
    while (this.#turns.length > 0 || this.#mayCommit) {
      const turn = this.#turns.shift();
      if (turn !== undefined) await turn();
      if (!this.#mayCommit) continue;
      await this.#pace();
      await this.#commitGroup(await this.#newOnes(this.#takeGroup()));
    }
  }

  async #pace(): Promise<void> {
    const wait = this.#lastCommitAt + COMMIT_INTERVAL_MS - performance.now();
    if (wait > 0 && this.#queuedPoints < EAGER_POINTS && !this.#closed) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    this.#lastCommitAt = performance.now();
  }

  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let points = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (group.length > 0 && points + next.points > POINTS_PER_COMMIT) break;
      points += next.points;
      group.push(next);
      this.#queue.shift();
    }
    this.#queuedPoints -= points;
    return group;
  }

  /** Answers what was committed before. It is asked in its turn, so that batches of one source keep their order. */
  async #newOnes(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    try {
      const known = await this.#ledger.known(group.map(({ batch }) => batch));
      for (const { batch, resolve } of group) if (known.has(batch)) resolve('duplicate');
      return group.filter(({ batch }) => !known.has(batch));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return [];
    }
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return;
    try {
      await this.#commit(group.map((waiting) => waiting.batch));
      for (const { batch } of group) this.#ledger.add(batch);
      for (const { resolve } of group) resolve('written');
    } catch (error) {
      // One that cannot be written takes no other with it; among a thousand it is found in some twenty commits.
      if (group.length > 1 && concernsOneBatch(error)) {
        const middle = group.length >> 1;
        await this.#commitGroup(group.slice(0, middle));
        await this.#commitGroup(group.slice(middle));
      } else for (const { reject } of group) reject(error);
    }
  }
}

/** Whether an error may be that of one batch alone: not that of a store that is full, busy or given up. */
function concernsOneBatch(error: unknown): boolean {
  return !(error instanceof GatelineError) && failureKind(error) === 'other';
}
