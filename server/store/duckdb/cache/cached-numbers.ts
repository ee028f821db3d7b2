import type { DuckDBConnection } from '@duckdb/node-api';
import { dayBoundaries } from '../../../../core/time/calendar.ts';
import type { Ledger } from '../ledger.ts';
import type { Partitions } from '../numbers/partitions.ts';
import type { PreparedRead } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import { feedDays, feedEdge, feedQuarters, feedSamples, feedSummaries } from './feed.ts';
import { type FoundPieces, findPieces, type Wanted } from './found-pieces.ts';
import { loadEdge } from './load-edge.ts';
import { fillTiles } from './load-quarters.ts';
import { type KindCache, NumberCache } from './number-cache.ts';
import { daysOf, NO_PIECES, piecesOf } from './pieces.ts';
import { slotOf } from './quarter-cache.ts';

/** The same of either kind of numbers. */
interface Both<T> {
  readonly increments: T;
  readonly gauges: T;
}

/**
 * Answers the stretches of a read that repeat themselves (whole days, quarter hours, the edges of moving windows) from memory. What is missing
 * there is looked up between two commits, so that memory and tables say the same.
 */
export class CachedNumbers {
  readonly cache = new NumberCache();
  readonly #ledger: Ledger;
  readonly #partitions: Partitions;

  constructor(ledger: Ledger, partitions: Partitions) {
    this.#ledger = ledger;
    this.#partitions = partitions;
  }

  /**
   * Feeds a read with what memory holds, or can.
   * @returns the stretches of increments and of gauges that are left to be asked of the tables
   */
  async feed(read: PreparedRead): Promise<Both<readonly Segment[]>> {
    // Looked up now, in the zone that the read was planned in.
    const zone = this.#ledger.calendars.zone(read.product) ?? 'UTC';
    const wanted = this.#wanted(read);
    const found = this.#find(wanted);
    if (found.increments !== undefined && found.gauges !== undefined) {
      return this.#feed(read, wanted, found, zone);
    }
    return await this.#ledger.commits.exclusively(async () => {
      // What was committed meanwhile may lie behind the window, in the same quarter hour: then this one is not whole any more.
      const now = this.#wanted(read);
      for (const one of [now.increments, now.gauges]) await this.#load(this.#ledger.database.writer, one);
      return this.#feed(read, now, this.#find(now), zone);
    });
  }

  #wanted({ plan, increments, gauges }: PreparedRead): Both<Wanted> {
    const { latestAt } = this.#ledger;
    const wanted = (kind: KindCache, cells: readonly number[], hasDays: boolean): Wanted => {
      const pieces = cells.length === 0 ? NO_PIECES : piecesOf(plan, cells.length, kind, latestAt, hasDays);
      return { kind, cells, pieces };
    };
    return {
      increments: wanted(this.cache.increments, increments, true),
      gauges: wanted(this.cache.samples, gauges, false),
    };
  }

  #find({ increments, gauges }: Both<Wanted>): Both<FoundPieces | undefined> {
    const { days } = this.cache;
    return { increments: findPieces(increments, days), gauges: findPieces(gauges, days) };
  }

  /** What has no room in memory, although it could have had, is asked of the tables like the rest. */
  #feed(
    read: PreparedRead,
    wanted: Both<Wanted>,
    found: Both<FoundPieces | undefined>,
    zone: string,
  ): Both<readonly Segment[]> {
    const { segments } = read.plan;
    if (found.increments !== undefined) this.#feedIncrements(read, found.increments, zone);
    if (found.gauges !== undefined) feedGauges(read, found.gauges);
    return {
      increments: found.increments === undefined ? segments : wanted.increments.pieces.direct,
      gauges: found.gauges === undefined ? segments : wanted.gauges.pieces.direct,
    };
  }

  async #load(connection: DuckDBConnection, { kind, cells, pieces }: Wanted): Promise<void> {
    if (cells.length === 0) return;
    await this.#loadQuarters(connection, kind, cells, [...new Set(pieces.quarters.flatMap(daysOf))]);
    kind.edges.touch(pieces.edges.map(({ from }) => slotOf(from)));
    for (const { from } of pieces.edges) await this.#loadEdge(connection, kind, cells, slotOf(from));
    if (pieces.days.length > 0) await this.#loadDays(connection, cells);
  }

  async #loadQuarters(
    connection: DuckDBConnection,
    { quarters, source }: KindCache,
    cells: readonly number[],
    days: readonly number[],
  ): Promise<void> {
    quarters.touch(days);
    const empty = days
      .map((day) => [day, quarters.emptyTiles(quarters.missing(day, cells))] as const)
      .filter(([, tiles]) => tiles.size > 0);
    if (empty.length === 0) return;
    await fillTiles(connection, this.#places, source, new Map(empty));
    for (const [day, tiles] of empty) quarters.add(day, tiles);
    quarters.makeRoom(days, cells);
  }

  async #loadEdge(
    connection: DuckDBConnection,
    { edges, source }: KindCache,
    cells: readonly number[],
    slot: number,
  ): Promise<void> {
    const missing = edges.missing(slot, cells);
    if (missing.length === 0) return;
    edges.add(slot, await loadEdge(connection, this.#places, source, missing, slot));
  }

  async #loadDays(connection: DuckDBConnection, cells: readonly number[]): Promise<void> {
    const { days } = this.cache;
    const missing = days.missing(cells);
    days.touch(cells);
    if (missing.length === 0) return;
    const result = await connection.run(
      `SELECT cell, slot, sum(value) FROM days WHERE cell IN (${missing.join(',')}) GROUP BY ALL ORDER BY slot`,
    );
    const found: { cell: number; slot: number; value: number }[] = [];
    for (const chunk of await result.fetchAllChunks()) {
      const [cell, slot, value] = [0, 1, 2].map((column) => numberColumn(chunk, column));
      for (let row = 0; row < chunk.rowCount; row += 1) {
        found.push({
          cell: cell?.[row] as number,
          slot: slot?.[row] as number,
          value: value?.[row] as number,
        });
      }
    }
    days.add(missing, found);
  }

  get #places() {
    return { partitions: this.#partitions, marks: this.#ledger.marks };
  }

  #feedIncrements(read: PreparedRead, { days, quarters, edges }: FoundPieces, zone: string): void {
    for (const { from, to } of days.segments) {
      // A window may begin long before all data, and to go through a calendar takes its time.
      const since = Math.max(from, this.cache.days.oldest * QUARTER_HOUR_MS);
      if (since >= to) continue;
      feedDays(read, this.cache.days, days.rows, dayBoundaries(since, to, zone).slice(0, -1));
    }
    for (const one of quarters) feedQuarters(read, one);
    for (const one of edges) feedEdge(read, one);
  }
}

function feedGauges(read: PreparedRead, { quarters, edges }: FoundPieces): void {
  for (const one of quarters) feedSummaries(read, one);
  for (const one of edges) feedSamples(read, one);
}
