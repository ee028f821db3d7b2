import { GatelineError } from '../../../core/errors.ts';
import type { StoreUsage, UsageOfKind } from '../../../core/ports.ts';
import type { CommitBuffer } from '../duckdb/commit-buffer.ts';
import type { DuckDBConnection } from '../duckdb/database.ts';
import type { DiskGuard } from '../duckdb/disk-guard.ts';
import type { Ledger } from '../duckdb/ledger.ts';
import type { MarkName } from '../duckdb/marks.ts';
import type { NumberDump, NumberPositions, Numbers } from '../duckdb/numbers.ts';
import { OutboxTable } from '../duckdb/outbox-table.ts';
import { PositionTable } from '../duckdb/position-table.ts';
import type { PreparedRead } from '../duckdb/prepared-read.ts';
import { SetAsideTable } from '../duckdb/set-aside-table.ts';
import { commitBodies } from './commit-lines.ts';
import { DatabaseMark } from './database-mark.ts';
import { DatabaseWatch } from './database-watch.ts';
import type { InfluxClient } from './influx-client.ts';
import { dumpFromInflux } from './influx-dump.ts';
import { asking, InfluxError } from './influx-error.ts';
import { answerFromInflux, lastTimesFromInflux } from './influx-reads.ts';
import { InfluxRetention } from './influx-retention.ts';
import { InfluxRolling } from './influx-rolling.ts';
import { prepareDatabase } from './prepare-database.ts';
import { type Absence, Projector } from './projector.ts';
import { RequestSize } from './request-size.ts';

/** A read waits so long for what was acknowledged before it to arrive. */
const READ_WAIT_MS = 10_000;
/** It gives up early when nothing at all arrives in so long, which is time for one attempt at least. */
const SLICE_MS = 3_000;
/** What waits for InfluxDB when the store closes has so long to come to its end. */
const CLOSING_MS = 1_000;

export interface InfluxNumbersOptions {
  readonly client: InfluxClient;
  /** Why InfluxDB has not told yet that its database is as it must be; absent when it has. It is asked until it does. */
  readonly unanswered?: string;
  /** Names this ledger's data in a database that others may use too. */
  readonly ledgerId: string;
  /** How long raw data are kept, ms. */
  readonly rawRetentionMs: number;
  /** How long roll-ups are kept, ms; absent: for ever. */
  readonly rollUpRetentionMs?: number;
  /** Bytes that may wait in the spool; beyond, senders are told to come back. */
  readonly spoolBytes: number;
  /** Of the disk that the spool is on. */
  readonly guard: DiskGuard;
  now(): number;
  random(): number;
}

/**
 * Numbers in InfluxDB. What is committed to the ledger's file is acknowledged and durable there, and arrives in InfluxDB soon after; a read
 * waits for what was acknowledged before it.
 */
export class InfluxNumbers implements Numbers {
  readonly rolling: InfluxRolling;
  readonly #ledger: Ledger;
  readonly #options: InfluxNumbersOptions;
  readonly #outbox: OutboxTable;
  readonly #setAside: SetAsideTable;
  readonly #projector: Projector;
  readonly #retention: InfluxRetention;
  readonly #mark: DatabaseMark;
  readonly #watch: DatabaseWatch;
  readonly #positions = new PositionTable();
  /** Why the last question was not answered. */
  #silence: Absence | undefined;
  #ending: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger, options: InfluxNumbersOptions) {
    this.#ledger = ledger;
    this.#options = options;
    this.#outbox = new OutboxTable(ledger.database);
    this.#setAside = new SetAsideTable(ledger.database);
    this.#mark = new DatabaseMark({ ...options, ledger });
    this.#watch = new DatabaseWatch(() => this.#prepare());
    const size = new RequestSize();
    this.#projector = new Projector({
      size,
      outbox: this.#outbox,
      setAside: this.#setAside,
      database: ledger.database,
      commits: ledger.commits,
      client: options.client,
      prepare: () => this.#watch.ask(),
      now: () => options.now(),
      random: () => options.random(),
    });
    this.rolling = new InfluxRolling({
      size,
      client: options.client,
      ledger,
      ledgerId: options.ledgerId,
      projector: this.#projector,
      setAside: this.#setAside,
      now: () => options.now(),
    });
    this.#retention = new InfluxRetention({ ...options, ledger });
  }

  async load(connection: DuckDBConnection): Promise<NumberPositions> {
    await this.#outbox.load(connection);
    await this.#setAside.load(connection);
    await this.#mark.load(connection);
    return await this.#positions.load(connection);
  }

  start(): void {
    const { unanswered } = this.#options;
    this.#heard(unanswered);
    this.#projector.start();
    if (unanswered === undefined) void this.#watch.ask();
    else this.#watch.insist();
  }

  async append(connection: DuckDBConnection, buffer: CommitBuffer): Promise<() => void> {
    this.#options.guard.makeSureOfRoom();
    this.#makeSureOfRoom();
    const ledger = this.#ledger;
    const bodies = await commitBodies(buffer, ledger.catalogue, {
      ledger: this.#options.ledgerId,
      sequence: ledger.sequence + 1,
      latestAt: Math.max(ledger.latestAt, buffer.latestAt),
    });
    const known = await this.#outbox.append(connection, bodies);
    const oldest = ledger.marks.get('oldest');
    const older = buffer.oldestAt > 0 && (oldest === 0 || buffer.oldestAt < oldest);
    if (older) await ledger.marks.save(connection, 'oldest', buffer.oldestAt);
    const moved = await this.#positions.append(connection, ledger, buffer);
    return () => {
      known();
      moved();
      if (older) ledger.marks.set('oldest', buffer.oldestAt);
      this.rolling.committed(buffer);
      this.#projector.wake();
    };
  }

  get quarterHoursUntil(): number {
    return this.#ledger.marks.get('sealed-until');
  }

  async answer(read: PreparedRead): Promise<true> {
    await this.#arrived();
    await this.#asked(() => answerFromInflux(this.#readParts(), read));
    return true;
  }

  async lastTimes(cells: readonly number[], until: number): Promise<ReadonlyMap<number, number>> {
    return await this.#asked(() => lastTimesFromInflux(this.#readParts(), cells, until));
  }

  async compact(): Promise<void> {}

  async expire(now: number): Promise<void> {
    // Whether InfluxDB itself drops what is to be kept, or is gone with nobody asking it anything. Not waited for.
    void this.#watch.ask();
    await this.#asked(() => this.#retention.expire(now));
  }

  async dump(dump: NumberDump): Promise<void> {
    await this.#arrived();
    await this.#asked(() => dumpFromInflux(this.#readParts(), dump));
  }

  oldest(): number | undefined {
    const oldest = this.#ledger.marks.get('oldest');
    return oldest === 0 ? undefined : oldest;
  }

  /** Why reads are not served now; `undefined` when they are. */
  absence(): string | undefined {
    const { absence } = this.#projector;
    const { address } = this.#options.client;
    if (absence !== undefined) {
      return `InfluxDB at ${address} has taken nothing since ${isoTime(absence.since)}: ${absence.reason}. ${this.#outbox.points} points wait in the spool.`;
    }
    if (this.#silence === undefined) return undefined;
    return `InfluxDB at ${address} has answered no question since ${isoTime(this.#silence.since)}: ${this.#silence.reason}.`;
  }

  amiss(): string | undefined {
    return this.#watch.amiss;
  }

  full(): string | undefined {
    const { points, bytes } = this.#outbox;
    const { client, spoolBytes } = this.#options;
    if (bytes <= spoolBytes) return undefined;
    return `The spool is full: ${points} points wait for InfluxDB at ${client.address}. Send again when there is room.`;
  }

  get onItsWayBytes(): number {
    return this.#outbox.bytes;
  }

  async usage(): Promise<readonly UsageOfKind[]> {
    const { catalogue, marks } = this.#ledger;
    const { rawRetentionMs, rollUpRetentionMs } = this.#options;
    const since = (mark: MarkName) => {
      const at = Math.max(marks.get('oldest'), marks.get(mark));
      return at === 0 ? {} : { since: at };
    };
    return [
      { kind: 'series', rows: catalogue.size },
      {
        kind: 'raw data in InfluxDB',
        ...since('raw-since'),
        isNumbers: true,
        retentionMs: rawRetentionMs,
      },
      {
        kind: 'roll-ups in InfluxDB',
        ...since('rolled-since'),
        isNumbers: true,
        ...(rollUpRetentionMs === undefined ? {} : { retentionMs: rollUpRetentionMs }),
      },
    ];
  }

  async transit(): Promise<Pick<StoreUsage, 'spool' | 'setAside'>> {
    const { points, bytes } = this.#outbox;
    return {
      spool: { points, bytes, limitBytes: this.#options.spoolBytes },
      setAside: await this.#setAside.told(),
    };
  }

  closing(): void {
    this.#ending ??= setTimeout(() => {
      this.#options.client.end();
      this.#projector.giveUp();
    }, CLOSING_MS).unref();
  }

  async close(): Promise<void> {
    const unwatched = this.#watch.close();
    await this.#projector.close();
    clearTimeout(this.#ending);
    this.#options.client.end();
    await unwatched;
    const positions = this.#ledger.positions();
    const { commits, database } = this.#ledger;
    // After what still deletes what has arrived. A full disk is no reason not to end in order.
    await commits
      .exclusively(() => database.transaction((connection) => this.#positions.rewrite(connection, positions)))
      .catch(() => undefined);
  }

  /** @throws GatelineError `store-busy` */
  #makeSureOfRoom(): void {
    const full = this.full();
    if (full !== undefined) throw new GatelineError('store-busy', full);
  }

  #readParts() {
    const { client, ledgerId } = this.#options;
    return { client, catalogue: this.#ledger.catalogue, ledger: ledgerId };
  }

  async #arrived(): Promise<void> {
    const deadline = performance.now() + READ_WAIT_MS;
    for (let arrived = -1; arrived !== this.#outbox.first && performance.now() < deadline; ) {
      arrived = this.#outbox.first;
      if (await this.#projector.drained(SLICE_MS)) return;
    }
    throw new GatelineError(
      'store-unavailable',
      this.absence() ?? `InfluxDB is behind: ${this.#outbox.points} points wait in the spool.`,
    );
  }

  /** @throws GatelineError `store-unavailable` */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await asking(this.#options.client.address, async () => {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof InfluxError) this.#wonder(error);
        throw error;
      }
    });
    this.#heard(undefined);
    return answer;
  }

  /** @param unanswered why a question was not answered; `undefined` when it was */
  #heard(unanswered: string | undefined): void {
    if (unanswered === undefined) this.#silence = undefined;
    else this.#silence ??= { since: this.#options.now(), reason: unanswered };
  }

  /**
   * Makes what is missing of the database, and looks whether it is the one that it was. @returns whether there was an answer
   * @throws GatelineError `config-invalid` when something is wrong with it
   */
  async #prepare(): Promise<boolean> {
    const { client, rollUpRetentionMs } = this.#options;
    let unanswered: string | undefined;
    try {
      unanswered = await prepareDatabase(client, rollUpRetentionMs);
    } finally {
      // What it finds wrong is an answer, too.
      this.#heard(unanswered);
    }
    return unanswered === undefined && (await this.#mark.look());
  }

  /** A question without an answer, where nothing may be on its way that would tell when there is one again. */
  #wonder({ failure, message }: InfluxError): void {
    if (failure === 'refused') {
      // The database may be gone.
      void this.#watch.ask();
      return;
    }
    this.#heard(message);
    this.#watch.insist();
  }
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
