import type { DuckDBConnection } from '@duckdb/node-api';
import { dayBoundaries } from '../../../../core/time/calendar.ts';
import type { Points } from '../chunks/chunk.ts';
import { mergePoints } from '../chunks/chunk-rows.ts';
import { eachChunk } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import { summariseSteps, sumSteps } from '../numbers/packed-steps.ts';
import type { Partitions } from '../numbers/partitions.ts';
import { rawView } from '../numbers/raw-view.ts';
import type { PreparedRead } from '../prepared-read.ts';
import { QUARTER_HOUR_MS, type Segment } from '../read-plan.ts';
import { numberColumn } from '../rows.ts';
import { feedDays, feedQuarters, feedSummaries } from './feed.ts';
import { fillTiles } from './load-quarters.ts';
import { type KindCache, NumberCache } from './number-cache.ts';
import { daysOf, type Pieces, piecesOf } from './pieces.ts';
import { slotOf } from './quarter-cache.ts';

/** What a read takes from memory, of either kind of numbers. */
interface Wanted {
  readonly kind: KindCache;
  readonly cells: readonly number[];
  readonly pieces: Pieces;
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
  async feed(read: PreparedRead): Promise<{ increments: readonly Segment[]; gauges: readonly Segment[] }> {
    const { latestAt } = this.#ledger;
    const { increments: sums, samples } = this.cache;
    // Looked up now, in the zone that the read was planned in.
    const zone = this.#ledger.calendars.zone(read.product) ?? 'UTC';
    const increments: Wanted = {
      kind: sums,
      cells: read.increments,
      pieces: piecesOf(read.plan, read.increments.length, sums, latestAt, true),
    };
    const gauges: Wanted = {
      kind: samples,
      cells: read.gauges,
      pieces: piecesOf(read.plan, read.gauges.length, samples, latestAt, false),
    };
    // What has no room in memory, although it could have had, is asked of the tables like the rest.
    const left = { increments: read.plan.segments, gauges: read.plan.segments };
    const feed = () => {
      if (this.#isThere(increments)) {
        this.#feedIncrements(read, increments.pieces, zone);
        left.increments = increments.pieces.direct;
      }
      if (this.#isThere(gauges)) {
        this.#feedGauges(read, gauges.pieces);
        left.gauges = gauges.pieces.direct;
      }
    };
    if (this.#isThere(increments) && this.#isThere(gauges)) feed();
    else {
      await this.#ledger.commits.exclusively(async () => {
        const { writer } = this.#ledger.database;
        for (const wanted of [increments, gauges]) await this.#load(writer, wanted);
        feed();
      });
    }
    return left;
  }

  #isThere({ kind, cells, pieces }: Wanted): boolean {
    if (cells.length === 0) return true;
    return (
      pieces.quarters.every((segment) =>
        daysOf(segment).every((day) => kind.quarters.missing(day, cells).length === 0),
      ) &&
      pieces.edges.every(({ from }) => kind.edges.missing(slotOf(from), cells).length === 0) &&
      (pieces.days.length === 0 || this.cache.days.missing(cells).length === 0)
    );
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
    for (const cell of cells) days.row(cell);
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

  #feedIncrements(read: PreparedRead, pieces: Pieces, zone: string): void {
    if (read.increments.length === 0) return;
    const { quarters, edges } = this.cache.increments;
    for (const { from, to } of pieces.days) {
      feedDays(read, this.cache.days, dayBoundaries(from, to, zone).slice(0, -1));
    }
    for (const segment of pieces.quarters) feedQuarters(read, quarters, segment);
    for (const { from, to } of pieces.edges) {
      const window = { from, to, boundaries: read.plan.boundaries };
      for (const cell of read.increments) {
        const points = edges.points(slotOf(from), cell);
        if (points !== undefined) sumSteps(points, window, (step, sum) => read.addIncrement(cell, step, sum));
      }
    }
  }

  #feedGauges(read: PreparedRead, pieces: Pieces): void {
    if (read.gauges.length === 0) return;
    const { quarters, edges } = this.cache.samples;
    for (const segment of pieces.quarters) feedSummaries(read, quarters, segment);
    for (const { from, to } of pieces.edges) {
      const window = { from, to, boundaries: read.plan.boundaries };
      for (const cell of read.gauges) {
        const points = edges.points(slotOf(from), cell);
        if (points !== undefined)
          summariseSteps(points, window, (step, summary) => read.addGauge(cell, step, summary));
      }
    }
  }
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
