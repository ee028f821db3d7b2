import type { DuckDBConnection } from '@duckdb/node-api';
import {
  appendChunks,
  type ChunkRow,
  chunkRow,
  mergePoints,
  pointsOf,
  readChunks,
} from '../chunks/chunk-rows.ts';
import type { DiskGuard } from '../disk-guard.ts';
import type { Ledger } from '../ledger.ts';
import { INCREMENT_CHUNKS, INCREMENT_QUARTERS, SAMPLE_CHUNKS, SAMPLE_QUARTERS } from './families.ts';
import { LATE_ROWS, type LateRows } from './late-rows.ts';
import { mergeDays } from './merge-days.ts';
import { Packing, SETTLED_MS } from './packing.ts';
import type { Partition, Partitions } from './partitions.ts';
import { type CopySteps, replaceBySorted } from './sorted-copy.ts';

/** An upper estimate of what a row takes, with the write-ahead log. */
const BYTES_PER_ROW = 12;
const BYTES_PER_CHUNK = 3_000;

/**
 * Makes what is closed small and quick to read. Days that are over are packed ({@link Packing}); closed spans of four weeks, packed days
 * and roll-ups alike, are put into the order of (cell, time). Roll-ups that many points came too late for are merged, closed or not.
 */
export class Compaction {
  readonly #ledger: Ledger;
  readonly #partitions: Partitions;
  readonly #guard: DiskGuard;
  readonly #late: LateRows;
  readonly #packing: Packing;

  constructor(ledger: Ledger, partitions: Partitions, late: LateRows, guard: DiskGuard) {
    this.#late = late;
    this.#guard = guard;
    this.#ledger = ledger;
    this.#partitions = partitions;
    this.#packing = new Packing(ledger, partitions, guard);
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#packing.run(signal);
    if (signal.aborted) return;
    await mergeDays(this.#ledger, this.#late, signal);
    const counts = await this.#ledger.database.rowCounts();
    const families = [INCREMENT_CHUNKS, INCREMENT_QUARTERS, SAMPLE_CHUNKS, SAMPLE_QUARTERS];
    for (const partition of families.flatMap((family) => this.#partitions.all(family))) {
      if (signal.aborted) return;
      const rows = counts.get(partition.table) ?? 0;
      const closed = partition.to + SETTLED_MS <= this.#ledger.marks.get('sealed-until');
      if (!(closed && !partition.compacted) && !this.#isLoose(partition, rows)) continue;
      if (!this.#hasRoom(partition, rows)) continue;
      const steps = stepsOf(partition, closed);
      await replaceBySorted(this.#ledger, this.#partitions, partition, steps, signal);
      if (!signal.aborted) this.#late.merged(partition.table);
    }
  }

  /** Whether many of its rows came late: where a clock was ahead once, all that come do so. */
  #isLoose({ table }: Partition, rows: number): boolean {
    return this.#late.of(table) >= Math.max(LATE_ROWS, rows / 4);
  }

  /** For a while there are two copies of the span. */
  #hasRoom(partition: Partition, rows: number): boolean {
    return this.#guard.hasRoomFor(rows * (isPacked(partition) ? BYTES_PER_CHUNK : BYTES_PER_ROW));
  }
}

function isPacked({ family }: Partition): boolean {
  return family === INCREMENT_CHUNKS || family === SAMPLE_CHUNKS;
}

function stepsOf(partition: Partition, closed: boolean): CopySteps {
  return isPacked(partition)
    ? { closed, rowsOf: 'sum(points)', copy: copyChunks }
    : { closed, copy: copyRollUps };
}

/** Merges what several late additions left of one (cell, slot) while it is at it. */
async function copyRollUps(
  connection: DuckDBConnection,
  from: Partition,
  to: Partition,
  where: string,
): Promise<void> {
  const merged =
    from.family === INCREMENT_QUARTERS
      ? 'sum(value)'
      : 'sum(samples), sum(sum), min(min), max(max), arg_max(last, (last_at, last)), max(last_at)';
  await connection.run(
    `INSERT INTO ${to.table} SELECT cell, slot, ${merged} FROM ${from.table} WHERE ${where}
     GROUP BY cell, slot ORDER BY cell, slot`,
  );
}

/** Merges what was packed of one (cell, day) at several times while it is at it. */
async function copyChunks(
  connection: DuckDBConnection,
  from: Partition,
  to: Partition,
  where: string,
): Promise<void> {
  const rows = await readChunks(connection, from.table, where);
  const groups = Map.groupBy(rows, ({ cell, day }) => `${cell} ${day}`);
  await appendChunks(connection, to.table, [...groups.values()].map(mergedChunk), 0);
}

function mergedChunk(rows: readonly ChunkRow[]): ChunkRow {
  const [first] = rows as readonly [ChunkRow];
  return rows.length === 1 ? first : chunkRow(first.cell, first.day, mergePoints(rows.map(pointsOf)));
}
