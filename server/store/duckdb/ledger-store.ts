import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { BreakerTransition } from '../../../core/alert/breaker.ts';
import { GatelineError } from '../../../core/errors.ts';
import type { EvaluationItem, EvaluationRunSummary } from '../../../core/measure/evaluation.ts';
import type {
  EvaluationQuery,
  EventLog,
  KnownSeries,
  MeasureKind,
  MeasurementStore,
  ReadRequest,
  ReadResult,
  StoreStatus,
  StoreUsage,
  WriteBatch,
  WriteOutcome,
} from '../../../core/ports.ts';
import { checkBatch, checkRead } from '../requests.ts';
import { answerRead } from './answer-read.ts';
import { readBreakers } from './breaker-table.ts';
import { copyLedger } from './copy-ledger.ts';
import type { DiskGuard } from './disk-guard.ts';
import { asUnavailable, damagedReason, failureKind, troubleOnOpening } from './failures.ts';
import { keepHouse } from './housekeeping.ts';
import type { Ledger } from './ledger.ts';
import { tableUsage } from './look-into-tables.ts';
import { type OpenedLedger, OpenLedger } from './open-ledger.ts';
import { readStates } from './state-table.ts';
import { storedName } from './stored-name.ts';
import { ledgerKinds } from './table-usage.ts';

/** How long to wait before an attempt to open the file again. */
const REOPEN_AFTER_MS = 1_000;

const CLOSED = 'The store is closed.';
const READY: StoreStatus = { state: 'ready' };

export type { OpenedLedger };

/** How a store comes to its ledger. */
export interface LedgerStoreParts {
  /** Path of the ledger's file, for messages. */
  readonly file: string;
  readonly guard: DiskGuard;
  /** Opens the file; called again when the database has given itself up. */
  open(): Promise<OpenedLedger>;
}

/**
 * Opens a ledger for the first time. A damaged file is no error but the reason why there is none, and so is a disk without room for what
 * opening writes: the store says so, and looks again now and then.
 *
 * @throws GatelineError what `open` throws
 */
export async function openUnlessTroubled({
  file,
  open,
}: LedgerStoreParts): Promise<OpenedLedger | { reason: string }> {
  try {
    return await open();
  } catch (error) {
    const reason = troubleOnOpening(file, error);
    if (reason === undefined) throw error;
    return { reason };
  }
}

/** What is there, or why nothing is. */
type Condition =
  | {
      readonly state: 'open';
      readonly open: OpenLedger;
      readonly damage?: string;
    }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'closed' };

/**
 * A store that is a ledger in a DuckDB file, and numbers wherever they lie. Near a full disk it refuses writes and serves reads; when the
 * database gives itself up it opens the file again; a damaged file is served as far as it can be read.
 */
export class LedgerStore implements MeasurementStore {
  /** The event log in the same file. */
  readonly events: EventLog;
  readonly #parts: LedgerStoreParts;
  #condition: Condition;
  /** Never fails. */
  #reopening: Promise<void> = Promise.resolve();
  /** By product, as the server wants its days. */
  readonly #zones = new Map<string, string>();
  /** One round of housekeeping at a time. */
  #maintaining: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  protected constructor(parts: LedgerStoreParts, start: OpenedLedger | { reason: string }) {
    this.#parts = parts;
    this.#condition = 'reason' in start ? { state: 'failed', reason: start.reason } : conditionOf(start);
    this.events = {
      append: (events) => this.#run(({ ledger }) => ledger.events.append(events), { writes: true }),
      events: (query) => this.#run(({ ledger }) => ledger.events.events(query)),
    };
    if ('reason' in start) this.#reopen();
  }

  /** The ledger as it is open now. @throws GatelineError `store-unavailable` */
  get ledger(): Ledger {
    return this.#opened().open.opened.ledger;
  }

  async write(batch: WriteBatch): Promise<WriteOutcome> {
    checkBatch(batch);
    const named = { ...batch, source: storedName(batch.source), id: storedName(batch.id) };
    return await this.#run(({ ledger }) => ledger.commits.write(named), { writes: true });
  }

  async read(request: ReadRequest): Promise<ReadResult> {
    checkRead(request);
    // What memory answers needs no I/O: whoever reads again and again must not keep the event loop to itself.
    await setImmediate();
    return await this.#run(({ ledger, numbers }) =>
      ledger.leases.hold(() => answerRead(ledger, numbers, request)),
    );
  }

  async state(source: string): Promise<ReadonlyMap<string, string>> {
    return (await this.#memoryOf(source)).entries;
  }

  async cursor(source: string): Promise<string | undefined> {
    return (await this.#memoryOf(source)).cursor;
  }

  async series(product: string): Promise<readonly KnownSeries[]> {
    return [...this.ledger.catalogue.ofProduct(product)]
      .filter((known) => known.kind !== 'observed')
      .map((known) => ({ series: known.series, kind: known.kind as MeasureKind }));
  }

  async breakers(product: string, from: number, to: number): Promise<readonly BreakerTransition[]> {
    return await this.#run(({ ledger }) =>
      ledger.database.reading((connection) => readBreakers(connection, product, from, to)),
    );
  }

  async evaluationRuns(query: EvaluationQuery): Promise<readonly EvaluationRunSummary[]> {
    return this.ledger.evaluations.runs(query);
  }

  async evaluationItems(product: string, runId: string): Promise<readonly EvaluationItem[]> {
    return await this.#run(({ ledger }) =>
      ledger.database.reading((connection) => ledger.evaluations.items(connection, product, runId)),
    );
  }

  async retractEvaluation(
    product: string,
    runId: string,
    retraction: { at: number; by: string; why: string },
  ): Promise<boolean> {
    return await this.#run(
      ({ ledger }) =>
        ledger.commits.exclusively(() =>
          ledger.evaluations.retract(ledger.database.writer, product, runId, retraction),
        ),
      { writes: true },
    );
  }

  async alignDays(product: string, zone: string): Promise<void> {
    this.#zones.set(product, zone);
    // What cannot be written now is aligned by housekeeping: no answer hangs on it.
    await this.#align().catch(() => undefined);
  }

  async maintain(now: number, signal: AbortSignal): Promise<void> {
    const before = this.#maintaining;
    const work = before.then(() => this.#maintain(now, signal));
    this.#maintaining = work.catch(() => undefined);
    await work;
  }

  status(): StoreStatus {
    const condition = this.#condition;
    if (condition.state === 'closed') return { state: 'unavailable', reason: CLOSED };
    if (condition.state === 'failed') return { state: 'unavailable', reason: condition.reason };
    const { numbers } = condition.open.opened;
    const noWrites = condition.damage ?? this.#parts.guard.full() ?? numbers.full?.();
    const noReads = numbers.absence();
    const reason = [noWrites, noReads, numbers.amiss?.()].filter((part) => part !== undefined).join(' ');
    if (reason === '') return READY;
    if (noWrites === undefined) return { state: noReads === undefined ? 'ready' : 'write-only', reason };
    return { state: noReads === undefined ? 'read-only' : 'unavailable', reason };
  }

  async usage({ sizes = false }: { readonly sizes?: boolean } = {}): Promise<StoreUsage> {
    return await this.#run(async ({ ledger, numbers }) => {
      const tables = await tableUsage(ledger, sizes);
      return {
        bytes: ledger.database.bytes(),
        kinds: [...(await numbers.usage(tables)), ...ledgerKinds(tables)],
        ...(await numbers.transit?.()),
      };
    });
  }

  /** Runs work on the ledger and its numbers as they are open now, for moving data. @throws GatelineError `store-unavailable` */
  async withLedger<T>(work: (opened: OpenedLedger) => Promise<T>): Promise<T> {
    return await this.#run(work, { writes: true });
  }

  /**
   * Copies the ledger's file as it is at one moment, beside reads and writes.
   *
   * @param file is not there yet; its folder is
   * @throws GatelineError `store-unavailable`
   */
  async backup(file: string): Promise<void> {
    const options = { guard: this.#parts.guard, signal: this.#closing.signal };
    await this.#run(({ ledger }) => copyLedger(ledger, file, options));
  }

  /** The store is about to be closed: who waits for an answer from elsewhere waits for moments only. What is written is still taken. */
  hurry(): void {
    if (this.#condition.state === 'open') this.#condition.open.opened.numbers.closing?.();
  }

  /** Whoever calls it again waits for the same end. */
  async close(): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new GatelineError('store-unavailable', CLOSED));
    this.hurry();
    await this.#maintaining;
    // It may have been opened again meanwhile.
    this.hurry();
    const condition = this.#condition;
    this.#condition = { state: 'closed' };
    await this.#reopening;
    if (condition.state === 'open') await condition.open.end();
  }

  async #maintain(now: number, signal: AbortSignal): Promise<void> {
    const { open, damage } = this.#opened();
    if (damage !== undefined || this.#parts.guard.absence() !== undefined) return;
    const stopped = AbortSignal.any([signal, this.#closing.signal]);
    await this.#run(async (opened) => {
      if (this.#parts.guard.full() !== undefined) {
        // Dropping what has expired may be what makes room again.
        await opened.numbers.expire(now);
        return;
      }
      await this.#align();
      await keepHouse(opened, open.rollups, now, stopped);
    });
  }

  async #align(): Promise<void> {
    const { open } = this.#opened();
    for (const [product, zone] of this.#zones) {
      await this.#run(() => open.rollups.realign(product, zone), { writes: true });
    }
  }

  #opened(): Condition & { state: 'open' } {
    const condition = this.#condition;
    if (condition.state === 'open') return condition;
    const reason = condition.state === 'closed' ? CLOSED : condition.reason;
    throw new GatelineError('store-unavailable', reason);
  }

  /** Runs work on the open ledger; an error that concerns the whole store changes its condition. */
  async #run<T>(work: (opened: OpenedLedger) => Promise<T>, { writes = false } = {}): Promise<T> {
    const condition = this.#opened();
    if (writes) this.#refuseWrites(condition.damage);
    try {
      return await condition.open.use(work);
    } catch (error) {
      this.#judge(condition, error);
      throw asUnavailable(this.#parts.file, error);
    }
  }

  #refuseWrites(damage: string | undefined): void {
    if (damage !== undefined) throw new GatelineError('store-unavailable', damage);
    this.#parts.guard.makeSureOfRoom();
  }

  #judge(condition: Condition & { state: 'open' }, error: unknown): void {
    if (this.#condition !== condition || error instanceof GatelineError) return;
    const kind = failureKind(error);
    if (kind === 'damaged') {
      this.#condition = { ...condition, damage: damagedReason(this.#parts.file, error) };
    } else if (kind === 'fatal') {
      const reason = `The database gave itself up and is being opened again: ${firstLine(error)}`;
      this.#condition = { state: 'failed', reason };
      this.#reopen(condition.open);
    }
  }

  /** Opens the file again until it succeeds; what was acknowledged is in it. One that gives itself up at once has its turn afterwards. */
  #reopen(old?: OpenLedger): void {
    this.#reopening = this.#reopening.then(async () => {
      await old?.end().catch(() => undefined);
      await this.#tryToOpen();
    });
  }

  async #tryToOpen(): Promise<void> {
    while (this.#condition.state === 'failed') {
      try {
        const condition = conditionOf(await this.#parts.open());
        if (this.#condition.state !== 'failed') return await condition.open.end();
        this.#condition = condition;
      } catch (error) {
        if (this.#condition.state !== 'failed') return;
        const reason = troubleOnOpening(this.#parts.file, error) ?? firstLine(error);
        this.#condition = { state: 'failed', reason };
        await sleep(REOPEN_AFTER_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    // What cannot be written now is aligned by housekeeping.
    await this.#align().catch(() => undefined);
  }

  async #memoryOf(source: string) {
    return await this.#run(async ({ ledger }) => {
      const id = ledger.sources.find(storedName(source));
      if (id === undefined) return { entries: new Map<string, string>(), cursor: undefined };
      return await ledger.database.reading((connection) => readStates(connection, id));
    });
  }
}

function conditionOf(opened: OpenedLedger): Condition & { state: 'open' } {
  return { state: 'open', open: new OpenLedger(opened) };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
