import type { Database, DuckDBConnection } from '../duckdb/database.ts';
import type { GroupCommit } from '../duckdb/group-commit.ts';
import type { OutboxEntry, OutboxTable } from '../duckdb/outbox-table.ts';
import type { RefusedPoint, SetAsideTable } from '../duckdb/set-aside-table.ts';
import { deliver } from './delivery.ts';
import type { InfluxClient } from './influx-client.ts';
import { LINES_PER_REQUEST, type RequestSize } from './request-size.ts';
import { sleep } from './sleep.ts';

/** Waits between attempts while InfluxDB is away: doubled each time, with jitter. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
/** So much of a wait passes though somebody reads: many readers are no reason to ask an InfluxDB in trouble many times. */
const UNHURRIED_MS = 2_000;
/** What has arrived is deleted from the file after so many entries, and whenever all has. */
const FORGET_EVERY = 64;

export interface ProjectorParts {
  readonly outbox: OutboxTable;
  readonly setAside: SetAsideTable;
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly client: InfluxClient;
  readonly size: RequestSize;
  /** Makes the database where it is missing. Never throws. */
  prepare(): Promise<void>;
  /** Unix ms. */
  now(): number;
  /** 0…1, for jitter. */
  random(): number;
}

/** Why InfluxDB does not take what waits, and since when. */
export interface Absence {
  readonly since: number;
  readonly reason: string;
}

/**
 * Sends what the outbox holds, oldest first, one request at a time. While InfluxDB is away it waits and tries again; a point that InfluxDB
 * refuses is set aside with the reason and never blocks the rest.
 */
export class Projector {
  readonly #parts: ProjectorParts;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #waiting = new Set<{ until: number; resolve: () => void }>();
  #wake: (() => void) | undefined;
  /** Ends the rest of the pause between two attempts: somebody waits. */
  #retry: AbortController | undefined;
  #running: Promise<void> | undefined;
  #absence: Absence | undefined;
  #waitMs = FIRST_WAIT_MS;
  #unforgotten = 0;
  /** So many lines from the beginning of an entry on have arrived already. */
  #begun = { entry: 0, lines: 0 };
  /** Whether who holds the turn waits for what is sent here. */
  #isTurnLent = false;
  /** Sets aside, once, what waits for a turn to be. */
  #setAsideNow: (() => Promise<void>) | undefined;

  constructor(parts: ProjectorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was committed. */
  wake(): void {
    this.#wake?.();
  }

  get absence(): Absence | undefined {
    return this.#absence;
  }

  /**
   * Resolves with true when everything that is committed by now has arrived, with false when that takes longer than `timeoutMs` or nobody
   * wants to know any more.
   */
  async drained(timeoutMs: number, signal = this.#giveUp.signal): Promise<boolean> {
    const { outbox } = this.#parts;
    const until = outbox.next;
    if (outbox.first >= until) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = { until, resolve };
    this.#waiting.add(waiting);
    this.wake();
    this.#retry?.abort();
    const timer = new AbortController();
    const late = sleep(timeoutMs, AbortSignal.any([timer.signal, this.#giveUp.signal, signal])).then(
      () => false,
    );
    const arrived = await Promise.race([promise.then(() => true), late]);
    timer.abort();
    this.#waiting.delete(waiting);
    return arrived;
  }

  /** As {@link drained}, for who holds the turn between two commits and does nothing else meanwhile: what is refused is set aside within it. */
  async drainedInTurn(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    this.#isTurnLent = true;
    void this.#setAsideNow?.().catch(() => undefined);
    try {
      return await this.drained(timeoutMs, signal);
    } finally {
      this.#isTurnLent = false;
      await this.#setAsideNow?.().catch(() => undefined);
    }
  }

  /**
   * Deletes what has arrived from the file, in the transaction of `connection`, so that not even a kill has it sent again; what it returns is
   * called after the commit.
   */
  async forgetArrived(connection: DuckDBConnection): Promise<() => void> {
    return await this.#parts.outbox.forget(connection);
  }

  /** Nobody is to wait any longer. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#parts.outbox.first === this.#parts.outbox.next) {
        void this.#forget(1);
        await this.#idle();
      } else if (!(await this.#sendSome())) {
        await this.#pause(this.#waitMs * (0.5 + this.#parts.random()));
        this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
        // It may have come back without the database, or for the first time.
        await this.#parts.prepare();
      }
    }
    await this.#forget(1);
  }

  /** Whether some entries are done with: taken, or what was wrong in them set aside. Never throws. */
  async #sendSome(): Promise<boolean> {
    const { outbox, now } = this.#parts;
    let reason: string | undefined;
    try {
      // Small bodies that wait are sent together.
      const entries = await outbox.oldest(LINES_PER_REQUEST);
      reason = await this.#send(entries);
      if (reason === undefined) this.#arrived(entries);
    } catch (error) {
      // The spool's own file: a full disk, or a database that has given itself up and is opened again by whoever writes to it.
      reason = `the spool fails (${error instanceof Error ? error.message.split('\n', 1)[0] : error})`;
    }
    if (reason === undefined) return true;
    this.#absence = { since: this.#absence?.since ?? now(), reason };
    return false;
  }

  /** Sends what is left of entries, in requests as large as InfluxDB takes in time. Returns why it does not take them now. */
  async #send(entries: readonly OutboxEntry[]): Promise<string | undefined> {
    const { client, size } = this.#parts;
    const entry = entries[0]?.number ?? 0;
    if (this.#begun.entry !== entry) this.#begun = { entry, lines: 0 };
    const lines = entries.flatMap(({ body }) => body.split('\n'));
    while (this.#begun.lines < lines.length) {
      const some = lines.slice(this.#begun.lines, this.#begun.lines + size.lines);
      const delivery = await deliver(client, some, this.#stop.signal, size);
      if (delivery.kind === 'away') return delivery.reason;
      if (delivery.refused.length > 0) await this.#setAside(delivery.refused);
      this.#begun.lines += some.length;
      this.#waitMs = FIRST_WAIT_MS;
      this.#absence = undefined;
    }
    return undefined;
  }

  async #setAside(points: readonly RefusedPoint[]): Promise<void> {
    const { database, commits, setAside, now } = this.#parts;
    let work: Promise<void> | undefined;
    const once = async (): Promise<void> => {
      work ??= database
        .transaction((connection) => setAside.add(connection, now(), points))
        .then((known) => known());
      await work;
    };
    this.#setAsideNow = once;
    try {
      await (this.#isTurnLent ? once() : commits.exclusively(once));
    } finally {
      this.#setAsideNow = undefined;
    }
  }

  #arrived(entries: readonly OutboxEntry[]): void {
    const { outbox } = this.#parts;
    outbox.arrived(entries);
    this.#unforgotten += entries.length;
    for (const waiting of this.#waiting) if (outbox.first >= waiting.until) waiting.resolve();
    // Not waited for: housekeeping may hold the writing connection while it waits for what is sent here.
    void this.#forget(FORGET_EVERY);
  }

  /** Deletes what has arrived from the file. What cannot be deleted now is with what comes next, or sent again, when it overwrites itself. */
  async #forget(atLeast: number): Promise<void> {
    if (this.#unforgotten < atLeast) return;
    const { database, commits, outbox } = this.#parts;
    const forgotten = this.#unforgotten;
    this.#unforgotten = 0;
    try {
      await commits.exclusively(async () => {
        const known = await database.transaction((connection) => outbox.forget(connection));
        known();
      });
    } catch {
      this.#unforgotten += forgotten;
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(Math.min(ms, UNHURRIED_MS), this.#stop.signal);
    if (ms <= UNHURRIED_MS || this.#waiting.size > 0) return;
    this.#retry = new AbortController();
    await sleep(ms - UNHURRIED_MS, AbortSignal.any([this.#retry.signal, this.#stop.signal]));
    this.#retry = undefined;
  }

  async #idle(): Promise<void> {
    if (this.#stop.signal.aborted || this.#parts.outbox.first < this.#parts.outbox.next) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
