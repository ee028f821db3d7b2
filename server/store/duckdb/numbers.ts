import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoreUsage, UsageOfKind } from '../../../core/ports.ts';
import type { ClosedAnswers } from './cache/closed-answers.ts';
import type { CommitBuffer } from './commit-buffer.ts';
import type { PreparedRead } from './prepared-read.ts';
import type { NumberRows } from './rows.ts';
import type { TableUsage } from './table-usage.ts';

/**
 * Where the numbers of series lie: in tables of the same file, or in another database that the file is the spool of. Everything else of a
 * store (what was seen, remembered, evaluated, logged) is the ledger's.
 */
export interface Numbers {
  /** Reads what must be known before the first read or write. */
  load(connection: DuckDBConnection): Promise<NumberPositions>;
  /** All of the ledger is read: what goes on beside reads and writes begins. {@link close} ends it. */
  start?(): void;
  /** Writes the numbers of a group commit, in its transaction. What it returns is called after the commit. */
  append(connection: DuckDBConnection, buffer: CommitBuffer): Promise<() => void>;
  /** Up to where a read may take whole quarter hours, Unix ms; everything after is raw. */
  readonly quarterHoursUntil: number;
  /** Answers about windows that are over, where it is known what adds to them. */
  readonly closed?: ClosedAnswers;
  /**
   * Finds the numbers of a read that was planned just now, and hands them to it.
   * @returns whether they are of one state of the store; else a commit came between, and the read is to be made again
   */
  answer(read: PreparedRead): Promise<boolean>;
  /** The latest watched time of each cell at or before an instant. */
  lastTimes(cells: readonly number[], until: number): Promise<ReadonlyMap<number, number>>;
  /** What roll-ups are made with. */
  readonly rolling: RollingOperations;
  /** Drops raw data that are past their retention. */
  expire(now: number): Promise<void>;
  /** Sorts what is closed, where that helps. */
  compact(signal: AbortSignal): Promise<void>;
  /**
   * Gives out all rows of a kind, in blocks and in no order; a raw point once, a quarter hour as several rows that add up or merge.
   * Nothing is written meanwhile.
   */
  dump(dump: NumberDump): Promise<void>;
  /** There is nothing of before this instant, Unix ms; `undefined` when there is nothing at all. */
  oldest(): number | undefined;
  /** Why what is acknowledged cannot be read now; `undefined` when it can. */
  absence(): string | undefined;
  /** Why nothing more can be taken in now, where they lie elsewhere; `undefined` when it can. */
  full?(): string | undefined;
  /** Where they lie elsewhere: what is wrong with that place although it takes and gives numbers; `undefined` when nothing is. */
  amiss?(): string | undefined;
  /** Where they lie elsewhere: bytes that are committed here and have not arrived there yet. */
  readonly onItsWayBytes?: number;
  usage(tables: TableUsage): Promise<readonly UsageOfKind[]>;
  /** Where they lie elsewhere: what is on its way, and what was refused there. */
  transit?(): Promise<Pick<StoreUsage, 'spool' | 'setAside'>>;
  /** The store is about to close: what waits for an answer from elsewhere ends within moments. */
  closing?(): void;
  close(): Promise<void>;
}

/** What of the numbers lies where: as it came, or over quarter hours. */
export type NumberKind = 'increments' | 'increment_quarters' | 'samples' | 'sample_quarters';

export interface NumberDump {
  readonly kind: NumberKind;
  /** Half-open, Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly signal: AbortSignal;
  /** Takes a block: cell, time (Unix ms, or the number of a quarter hour) and what the kind holds, as its table does. */
  readonly take: (rows: NumberRows) => Promise<void>;
}

export interface NumberPositions {
  /** Time of the latest point, Unix ms; 0 when there is none. */
  readonly latestAt: number;
  /** End of the last observed stretch, by the catalogue's id of the observed series. */
  readonly observedUntil: ReadonlyMap<number, number>;
}

/** How raw data become roll-ups. */
export interface RollingOperations {
  /** Whether numbers lie elsewhere, so that steps have work ahead; then nothing here asks the ledger's file. */
  readonly elsewhere: boolean;
  /** Whether everything that was acknowledged lies where roll-ups are made from. */
  ready(signal: AbortSignal): Promise<boolean>;
  /** The same, for who holds the turn between two commits and does nothing else meanwhile, as long as the signal lets it. */
  readyInTurn(signal: AbortSignal): Promise<boolean>;
  /** Start of a quarter hour at or after an instant before which there are no raw data, Unix ms; `undefined` when there are none. */
  oldestRaw(since: number): Promise<number | undefined>;
  /** Start of the oldest span of quarter hours; `undefined` when there are none. */
  oldestQuarter(): number | undefined;
  /** Rolls raw data of [from, to) up into quarter hours. */
  quarters(from: number, to: number): RollingStep;
  /** Rolls quarter hours up into days that begin at `days` (but for the last, which ends them). */
  days(cells: readonly number[], days: readonly number[]): RollingStep;
  /** Forgets the days of some cells. */
  noDays(cells: readonly number[]): RollingStep;
}

/** A step of rolling up, which counts from its mark on. */
export interface RollingStep {
  /** Where numbers lie elsewhere: what takes its time there, so that commits need not wait for it. */
  readonly ahead?: {
    run(signal: AbortSignal): Promise<void>;
    /** Whether nothing that the step is about was committed since {@link run} began. */
    holds(): boolean;
  };
  /**
   * Makes the step count: what is left of it, and the mark behind it, in one transaction; while nothing else writes.
   * @returns about how many roll-ups the step made
   */
  finish(mark: (connection: DuckDBConnection) => Promise<void>): Promise<number>;
}
