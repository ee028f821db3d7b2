import type { DuckDBConnection } from '@duckdb/node-api';
import type { UsageOfKind } from '../../../../core/ports.ts';
import { CachedNumbers } from '../cache/cached-numbers.ts';
import { ClosedAnswers } from '../cache/closed-answers.ts';
import { LastTimes } from '../cache/last-times.ts';
import type { CommitBuffer, PartitionRows } from '../commit-buffer.ts';
import type { DiskGuard } from '../disk-guard.ts';
import type { Ledger } from '../ledger.ts';
import type { NumberDump, NumberPositions, Numbers } from '../numbers.ts';
import type { PreparedRead } from '../prepared-read.ts';
import type { Segment } from '../read-plan.ts';
import { scalar } from '../rows-of.ts';
import { amounts, type TableUsage } from '../table-usage.ts';
import { appendNumbers } from './append-numbers.ts';
import { Compaction } from './compaction.ts';
import { dumpNumbers } from './dump.ts';
import { FAMILIES, type Family, INCREMENT_QUARTERS, RAW_FAMILIES, SAMPLE_QUARTERS } from './families.ts';
import { lastTimes } from './last-observed.ts';
import { DAYS, LateRows } from './late-rows.ts';
import { loadNumbers } from './load-numbers.ts';
import { Partitions } from './partitions.ts';
import { type NumberSources, readGauges, readIncrements } from './read-numbers.ts';
import { expireRaw, expireRollUps } from './retention.ts';
import { EmbeddedRolling } from './rolling.ts';

export interface EmbeddedNumbersOptions {
  /** How long raw data are kept, ms. */
  readonly rawRetentionMs: number;
  /** How long roll-ups are kept, ms; absent: for ever. */
  readonly rollUpRetentionMs?: number;
  readonly guard: DiskGuard;
}

/** Numbers in tables of the ledger's own file: one table a family and span of four weeks, and one of days. */
export class EmbeddedNumbers implements Numbers {
  readonly rolling: EmbeddedRolling;
  readonly closed: ClosedAnswers;
  readonly #ledger: Ledger;
  readonly #partitions = new Partitions();
  readonly #compaction: Compaction;
  readonly #guard: DiskGuard;
  readonly #cached: CachedNumbers;
  readonly #lastTimes = new LastTimes();
  readonly #late = new LateRows();
  readonly #rawRetentionMs: number;
  readonly #rollUpRetentionMs: number | undefined;

  constructor(ledger: Ledger, options: EmbeddedNumbersOptions) {
    this.#ledger = ledger;
    this.#guard = options.guard;
    this.#rawRetentionMs = options.rawRetentionMs;
    this.#rollUpRetentionMs = options.rollUpRetentionMs;
    this.#cached = new CachedNumbers(ledger, this.#partitions);
    this.closed = new ClosedAnswers(ledger.catalogue);
    this.rolling = new EmbeddedRolling(ledger.database, this.#partitions, () => {
      this.#cached.cache.daysChanged();
    });
    this.#compaction = new Compaction(ledger, this.#partitions, this.#late, options.guard);
  }

  async load(connection: DuckDBConnection): Promise<NumberPositions> {
    return await loadNumbers(connection, this.#ledger, this.#partitions);
  }

  async append(connection: DuckDBConnection, buffer: CommitBuffer): Promise<() => void> {
    this.#guard.makeSureOfRoom();
    const sealedUntil = this.#ledger.marks.get('sealed-until');
    const { lateDays } = buffer;
    const parts = buffer.partitionRows();
    const created = await appendNumbers(connection, { parts, lateDays }, this.#partitions);
    return () => {
      for (const partition of created) this.#partitions.put(partition);
      this.#countLate(parts, lateDays.size);
      this.#cached.cache.committed(parts, lateDays, sealedUntil);
      this.closed.committed(parts, buffer.oldestAt);
      if (buffer.oldestAt > 0) this.#lastTimes.committed(buffer.oldestAt);
    };
  }

  async answer(read: PreparedRead): Promise<boolean> {
    // The state that the read was planned by.
    const { stamp } = this.#ledger;
    const { edition } = this.#ledger.catalogue;
    const { increments, gauges } = await this.#cached.feed(read);
    // It has waited for what memory lacked; what came meanwhile may be of cells that it does not ask for.
    if (this.#ledger.stamp !== stamp) return false;
    if (increments.length === 0 && gauges.length === 0) return true;
    await this.#ledger.database.reading(async (connection) => {
      await readIncrements(connection, read, increments, this.#sources);
      await readGauges(connection, read, gauges, this.#sources);
    });
    if (stamp % 2 === 0 && this.#ledger.stamp === stamp) return true;
    return isOneStatement(read, increments, gauges) && this.#ledger.catalogue.edition === edition;
  }

  async lastTimes(cells: readonly number[], until: number): Promise<ReadonlyMap<number, number>> {
    return await this.#lastTimes.get(cells, until, (missing) =>
      this.#ledger.database.reading((connection) => lastTimes(connection, this.#sources, missing, until)),
    );
  }

  async expire(now: number): Promise<void> {
    const rawSince = this.#ledger.marks.get('raw-since');
    await expireRaw(this.#ledger, this.#partitions, now, this.#rawRetentionMs);
    // Of what has expired only the quarter hour is known.
    this.#lastTimes.clear();
    if (this.#ledger.marks.get('raw-since') !== rawSince) this.closed.clear();
    if (this.#rollUpRetentionMs === undefined) return;
    await expireRollUps(this.#ledger, this.#partitions, now, this.#rollUpRetentionMs, () => {
      this.#cached.cache.expired();
      this.closed.clear();
    });
  }

  async compact(signal: AbortSignal): Promise<void> {
    await this.#compaction.run(signal);
  }

  async dump(dump: NumberDump): Promise<void> {
    const { catalogue, database, leases } = this.#ledger;
    const gauges = dump.kind === 'samples' || dump.kind === 'sample_quarters';
    const series = [...catalogue.all()].filter((one) => (one.kind === 'gauge') === gauges);
    const cells = series.flatMap((one) => one.cells.map((cell) => cell.id));
    await leases.hold(() =>
      database.reading((connection) => dumpNumbers(connection, this.#sources, cells, dump)),
    );
  }

  oldest(): number | undefined {
    const starts = FAMILIES.flatMap((family) => this.#partitions.all(family)[0]?.from ?? []);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  get quarterHoursUntil(): number {
    return Number.MAX_SAFE_INTEGER;
  }

  absence(): undefined {
    return undefined;
  }

  async usage(tables: TableUsage): Promise<readonly UsageOfKind[]> {
    const of = (...families: Family[]) =>
      families.flatMap((family) => this.#partitions.all(family).map(({ table }) => table));
    const raw = RAW_FAMILIES.map(async ({ plain, chunks }): Promise<UsageOfKind> => {
      const rows = tables.rows(of(plain)) + (await this.#packedPoints(chunks));
      return {
        kind: plain.name,
        ...amounts(tables, of(plain, chunks)),
        rows,
        isNumbers: true,
        retentionMs: this.#rawRetentionMs,
      };
    });
    const retentionMs = this.#rollUpRetentionMs;
    const kept = { isNumbers: true, ...(retentionMs === undefined ? {} : { retentionMs }) } as const;
    const rolled = [INCREMENT_QUARTERS, SAMPLE_QUARTERS].map((family) => ({
      kind: family.name,
      ...amounts(tables, of(family)),
      ...kept,
    }));
    return [...(await Promise.all(raw)), ...rolled, { kind: 'days', ...amounts(tables, ['days']), ...kept }];
  }

  async close(): Promise<void> {}

  #countLate(parts: readonly PartitionRows[], days: number): void {
    if (days > 0) this.#late.add(DAYS, days);
    for (const { family, from, rows } of parts) {
      if (family !== INCREMENT_QUARTERS && family !== SAMPLE_QUARTERS) continue;
      const table = this.#partitions.get(family, from)?.table;
      if (table !== undefined) this.#late.add(table, rows.length);
    }
  }

  get #sources(): NumberSources {
    return { partitions: this.#partitions, marks: this.#ledger.marks };
  }

  async #packedPoints(chunks: Family): Promise<number> {
    const tables = this.#partitions.all(chunks).map(({ table }) => `SELECT points FROM ${table}`);
    if (tables.length === 0) return 0;
    return await this.#ledger.leases.hold(() =>
      this.#ledger.database.reading((connection) =>
        scalar(connection, `SELECT sum(points) FROM (${tables.join(' UNION ALL ')})`),
      ),
    );
  }
}

/** Whether all numbers of a read come out of one statement, and none out of memory. */
function isOneStatement(
  { plan, increments, gauges }: PreparedRead,
  askedIncrements: readonly Segment[],
  askedGauges: readonly Segment[],
): boolean {
  if (gauges.length === 0) return askedIncrements.length === plan.segments.length;
  return increments.length === 0 && askedGauges.length === plan.segments.length;
}
