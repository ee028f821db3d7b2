import type { DuckDBConnection } from '@duckdb/node-api';
import { dayBoundaries } from '../../../../core/time/calendar.ts';
import type { Points } from '../chunks/chunk.ts';
import { mergePoints } from '../chunks/chunk-rows.ts';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import type { Partitions } from '../numbers/partitions.ts';
import { rawView } from '../numbers/raw-view.ts';
import type { PreparedRead } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import { feedDays, feedEdge, feedQuarters, feedSamples, feedSummaries } from './feed.ts';
import { type FoundPieces, findPieces, type Wanted } from './found-pieces.ts';
import { fillTiles } from './load-quarters.ts';
import { type KindCache, NumberCache } from './number-cache.ts';
import { daysOf, NO_PIECES, piecesOf } from './pieces.ts';
import { slotOf } from './quarter-cache.ts';

/** Stretches of a read that are left to be asked of the tables. */
export interface LeftOver {
  readonly increments: readonly Segment[];
  readonly gauges: readonly Segment[];
}

/** What memory has for a read; `undefined` where it has not all of a kind. */
interface Found {
  readonly increments: FoundPieces | undefined;
  readonly gauges: FoundPieces | undefined;
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
  async feed(read: PreparedRead): Promise<LeftOver> {
    // Looked up now, in the zone that the read was planned in.
    const zone = this.#ledger.calendars.zone(read.product) ?? 'UTC';
    const increments = this.#wanted(read, this.cache.increments, read.increments, true);
    const gauges = this.#wanted(read, this.cache.samples, read.gauges, false);
    const find = () => ({ increments: this.#find(increments), gauges: this.#find(gauges) });
    const feed = (found: Found): LeftOver => {
      if (found.increments !== undefined) this.#feedIncrements(read, found.increments, zone);
      if (found.gauges !== undefined) feedGauges(read, found.gauges);
      // What has no room in memory, although it could have had, is asked of the tables like the rest.
      return {
        increments: found.increments === undefined ? read.plan.segments : increments.pieces.direct,
        gauges: found.gauges === undefined ? read.plan.segments : gauges.pieces.direct,
      };
    };
    const found = find();
    if (found.increments !== undefined && found.gauges !== undefined) return feed(found);
    return await this.#ledger.commits.exclusively(async () => {
      const { writer } = this.#ledger.database;
      for (const wanted of [increments, gauges]) await this.#load(writer, wanted);
      return feed(find());
    });
  }

  #wanted({ plan }: PreparedRead, kind: KindCache, cells: readonly number[], hasDays: boolean): Wanted {
    const pieces =
      cells.length === 0 ? NO_PIECES : piecesOf(plan, cells.length, kind, this.#ledger.latestAt, hasDays);
    return { kind, cells, pieces };
  }

  #find(wanted: Wanted): FoundPieces | undefined {
    return findPieces(wanted, this.cache.days);
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
    const places = { partitions: this.#partitions, marks: this.#ledger.marks };
    await fillTiles(connection, places, source, new Map(empty));
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
    const window = { cells: missing, from: slot * QUARTER_HOUR_MS, to: (slot + 1) * QUARTER_HOUR_MS };
    const view = rawView(this.#partitions, this.#ledger.marks, source.raw, window.from, window.to);
    const parts = new Map<number, Points[]>(missing.map((cell) => [cell, []]));
    for (const { table } of view.plain) await plainPoints(connection, table, window, parts);
    await eachChunk(connection, view.chunks, window, (cell, points) => {
      parts.get(cell)?.push(within(points, window.from, window.to));
    });
    edges.add(slot, new Map([...parts].map(([cell, own]) => [cell, mergePoints(own)])));
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

  #feedIncrements(read: PreparedRead, { days, quarters, edges }: FoundPieces, zone: string): void {
    for (const { from, to } of days.segments) {
      feedDays(read, this.cache.days, days.rows, dayBoundaries(from, to, zone).slice(0, -1));
    }
    for (const one of quarters) feedQuarters(read, one);
    for (const one of edges) feedEdge(read, one);
  }
}

function feedGauges(read: PreparedRead, { quarters, edges }: FoundPieces): void {
  for (const one of quarters) feedSummaries(read, one);
  for (const one of edges) feedSamples(read, one);
}

async function plainPoints(
  connection: DuckDBConnection,
  table: string,
  { cells, from, to }: { readonly cells: readonly number[]; readonly from: number; readonly to: number },
  into: ReadonlyMap<number, Points[]>,
): Promise<void> {
  const result = await connection.run(
    `SELECT cell, ts::DOUBLE, value FROM ${table} WHERE ts >= ${from} AND ts < ${to} AND cell IN (${cells.join(',')})`,
  );
  for (const chunk of await result.fetchAllChunks()) {
    const [cell, at, value] = [0, 1, 2].map((column) => numberColumn(chunk, column));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      into.get(cell?.[row] as number)?.push({
        times: Float64Array.of(at?.[row] as number),
        values: Float64Array.of(value?.[row] as number),
      });
    }
  }
}

function within({ times, values }: Points, from: number, to: number): Points {
  const first = times.findIndex((at) => at >= from);
  const end = times.findIndex((at) => at >= to);
  const range = [first < 0 ? times.length : first, end < 0 ? times.length : end] as const;
  return { times: times.slice(...range), values: values.slice(...range) };
}
