import type { DuckDBConnection } from '@duckdb/node-api';
import type { WriteBatch, WriteOutcome } from '../../../core/ports.ts';
import { BatchLedger, type BatchRecord, forgetting, recorded } from './batch-ledger.ts';
import { appendBreakers } from './breaker-table.ts';
import { Catalogue } from './catalogue.ts';
import { CommitBuffer } from './commit-buffer.ts';
import { DataDays } from './data-days.ts';
import type { Database } from './database.ts';
import { DayCalendars } from './day-calendar.ts';
import { EvaluationTable } from './evaluation-table.ts';
import { GroupCommit } from './group-commit.ts';
import { Leases } from './leases.ts';
import { LedgerEventLog } from './ledger-event-log.ts';
import { loadLedger } from './load-ledger.ts';
import { Marks } from './marks.ts';
import type { NumberPositions, Numbers } from './numbers.ts';
import { SelectionBook } from './selected-cells.ts';
import { Sources } from './sources.ts';
import { appendStates, compactStates } from './state-table.ts';
import { appendRows } from './text-rows.ts';

/** What is taken over from another store, in one commit. */
export interface Adoption {
  /** Puts in what is kept as if a batch had brought it. */
  readonly fill?: (buffer: CommitBuffer) => void;
  /** Batches that are known with it. */
  readonly batches?: readonly BatchRecord[];
  /** Writes further rows, in the same transaction; what it returns is called after the commit. */
  readonly rows?: (connection: DuckDBConnection) => Promise<() => void>;
}

/**
 * The file that says what was committed: batches, series, collectors' memory, breakers, evaluations, events, and how far roll-ups have
 * got. Numbers are committed in the same transaction, wherever they lie. What it keeps in memory changes only after a commit.
 */
export class Ledger {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly leases = new Leases();
  readonly catalogue = new Catalogue();
  readonly selections = new SelectionBook(this.catalogue);
  readonly calendars = new DayCalendars();
  readonly marks = new Marks();
  readonly dataDays = new DataDays();
  readonly evaluations = new EvaluationTable();
  readonly sources = new Sources();
  readonly events: LedgerEventLog;
  readonly #batches: BatchLedger;
  readonly #observedUntil = new Map<number, number>();
  #numbers: Numbers | undefined;
  #latestAt = 0;
  #sequence = 0;
  #stamp = 0;
  #stateRows = 0;
  #statesAfterCompaction = 0;
  #forgottenBatches = 0;

  constructor(database: Database) {
    this.database = database;
    this.#batches = new BatchLedger((some) => recorded(database.writer, this.sources, some));
    this.commits = new GroupCommit(this.#batches, (batches) => this.#commit(batches));
    this.events = new LedgerEventLog(database, this.commits);
  }

  /** Reads what is kept in memory, and what the numbers need; before anything else. */
  async load(numbers: Numbers): Promise<void> {
    this.#numbers = numbers;
    const positions = await loadLedger(this.database.writer, this, this.#batches);
    this.#sequence = positions.sequence;
    this.#stateRows = positions.stateRows;
    this.events.resume(positions.lastEvent);
    const found = await numbers.load(this.database.writer);
    this.#latestAt = found.latestAt;
    const oldest = numbers.oldest();
    await this.dataDays.load(
      this.database.writer,
      oldest === undefined ? undefined : [oldest, found.latestAt],
    );
    for (const [series, at] of found.observedUntil) this.#observedUntil.set(series, at);
    numbers.start?.();
  }

  /** Time of the latest point that was committed, Unix ms; 0 when there is none. */
  get latestAt(): number {
    return this.#latestAt;
  }

  /** Number of the last commit. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Odd while something is being committed, and another number afterwards: by it a reader knows whether a commit came between. */
  get stamp(): number {
    return this.#stamp;
  }

  /** End of the last observed stretch of an observed series. */
  observedUntil(series: number): number | undefined {
    return this.#observedUntil.get(series);
  }

  /** How far the numbers reach, with what a commit is about to bring. */
  positions(buffer?: CommitBuffer): NumberPositions {
    const observedUntil = new Map(this.#observedUntil);
    for (const [series, at] of buffer?.observedUntil ?? []) {
      observedUntil.set(series, Math.max(at, observedUntil.get(series) ?? 0));
    }
    return { latestAt: Math.max(this.#latestAt, buffer?.latestAt ?? 0), observedUntil };
  }

  /** Ids of all cells of a product that add up. */
  cellsOf(product: string): readonly number[] {
    const cells: number[] = [];
    for (const known of this.catalogue.ofProduct(product)) {
      if (known.kind !== 'gauge') for (const cell of known.cells) cells.push(cell.id);
    }
    return cells;
  }

  /** Leaves one row an entry of collectors' memory when more than `staleRows` may have been superseded. */
  async compactStates(staleRows: number): Promise<void> {
    if (this.#stateRows - this.#statesAfterCompaction <= staleRows) return;
    await this.commits.exclusively(async () => {
      const rows = await this.database.transaction((connection) => compactStates(connection));
      this.#stateRows = rows;
      this.#statesAfterCompaction = rows;
    });
  }

  /** Takes batches from the file that are not remembered any more, when there are more than `staleRows`. */
  async forgetBatches(staleRows: number): Promise<void> {
    const { forgotten } = this.#batches;
    if (forgotten - this.#forgottenBatches <= staleRows) return;
    const statement = await this.database.reading((connection) =>
      forgetting(connection, this.sources, this.#batches),
    );
    if (statement !== undefined) {
      await this.commits.exclusively(() =>
        this.database.transaction((connection) => connection.run(statement)),
      );
    }
    this.#forgottenBatches = forgotten;
  }

  /**
   * Commits something that is no batch of a collector, with a record by which it is known when it comes again.
   *
   * @throws GatelineError `store-busy`
   */
  async adopt(record: BatchRecord, { fill, batches = [], rows }: Adoption): Promise<WriteOutcome> {
    return await this.commits.exclusively(async () => {
      if ((await this.#batches.known([record])).size > 0) return 'duplicate';
      const buffer = this.#newBuffer();
      fill?.(buffer);
      const records = [...batches, record];
      await this.#commitBuffer(buffer, records, rows);
      for (const one of records) this.#batches.add(one);
      return 'written';
    });
  }

  async #commit(batches: readonly WriteBatch[]): Promise<void> {
    const buffer = this.#newBuffer();
    for (const batch of batches) buffer.add(batch);
    await this.#commitBuffer(buffer, batches);
  }

  async #commitBuffer(
    buffer: CommitBuffer,
    records: readonly BatchRecord[],
    rows?: Adoption['rows'],
  ): Promise<void> {
    try {
      await this.#writeBuffer(buffer, records, rows);
    } finally {
      this.#stamp += this.#stamp % 2;
    }
  }

  async #writeBuffer(
    buffer: CommitBuffer,
    records: readonly BatchRecord[],
    rows: Adoption['rows'],
  ): Promise<void> {
    const numbers = this.#numbers as Numbers;
    const fresh = this.catalogue.takeNew();
    const sequence = this.#sequence + 1;
    const batchRows = records.map((batch) => [this.sources.id(batch.source), batch.id, sequence] as const);
    const sourceRows = this.sources.takeNew();
    let states = 0;
    const known: (() => void)[] = [];
    await this.database.transaction(async (connection) => {
      await appendRows(
        connection,
        'series',
        fresh.series.map((row) => [row.id, row.kind, row.key]),
      );
      await appendRows(
        connection,
        'cells',
        fresh.cells.map((row) => [row.id, row.series, row.part, row.lower, row.upper]),
      );
      known.push(await numbers.append(connection, buffer));
      known.push(await this.dataDays.append(connection, buffer.days));
      await appendBreakers(connection, buffer.breakers);
      known.push(await this.evaluations.append(connection, buffer.evaluations));
      states = await appendStates(
        connection,
        sequence,
        (source) => this.sources.id(source),
        buffer.states,
        buffer.cursors,
      );
      if (rows !== undefined) known.push(await rows(connection));
      await appendRows(connection, 'batches', batchRows);
      await appendRows(
        connection,
        'sources',
        sourceRows.map((row) => [row.id, row.name]),
      );
      // From now on readers of the tables may see what memory does not know yet.
      this.#stamp += 1;
    });
    for (const make of known) make();
    this.catalogue.confirmNew(fresh);
    this.sources.confirmNew(sourceRows);
    this.#sequence = sequence;
    this.#stateRows += states;
    this.#advance(buffer);
  }

  #advance(buffer: CommitBuffer): void {
    this.#latestAt = Math.max(this.#latestAt, buffer.latestAt);
    for (const [series, at] of buffer.observedUntil) {
      this.#observedUntil.set(series, Math.max(at, this.#observedUntil.get(series) ?? 0));
    }
  }

  #newBuffer(): CommitBuffer {
    return new CommitBuffer(this.catalogue, {
      until: this.marks.get('sealed-until'),
      rawSince: this.marks.get('raw-since'),
      sealedDay: (product, at) =>
        at < this.calendars.sealedUntil(product) ? this.calendars.startOfDay(product, at) : undefined,
    });
  }
}
