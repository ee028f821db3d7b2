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
import { Packing, SETTLED_MS } from './packing.ts';
import type { Partition, Partitions } from './partitions.ts';
import { type CopySteps, replaceBySorted } from './sorted-copy.ts';

/** An upper estimate of what a row takes, with the write-ahead log. */
const BYTES_PER_ROW = 12;
const BYTES_PER_CHUNK = 3_000;

/**
 * Makes what is closed small and quick to read. Days that are over are packed ({@link Packing}); closed spans of four weeks, packed days
 * and roll-ups alike, are put into the order of (cell, time).
 */
export class Compaction {
  readonly #ledger: Ledger;
  readonly #partitions: Partitions;
  readonly #guard: DiskGuard;
  readonly #packing: Packing;

  constructor(ledger: Ledger, partitions: Partitions, guard: DiskGuard) {
    this.#guard = guard;
    this.#ledger = ledger;
    this.#partitions = partitions;
    this.#packing = new Packing(ledger, partitions, guard);
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#packing.run(signal);
    for (const partition of this.#closed()) {
      if (signal.aborted) return;
      if (!(await this.#hasRoom(partition))) continue;
      await replaceBySorted(this.#ledger, this.#partitions, partition, stepsOf(partition), signal);
    }
  }

  #closed(): readonly Partition[] {
    const sealed = this.#ledger.marks.get('sealed-until');
    return [INCREMENT_CHUNKS, INCREMENT_QUARTERS, SAMPLE_CHUNKS, SAMPLE_QUARTERS]
      .flatMap((family) => this.#partitions.all(family))
      .filter(({ compacted, to }) => !compacted && to + SETTLED_MS <= sealed);
  }

  /** For a while there are two copies of the span. */
  async #hasRoom(partition: Partition): Promise<boolean> {
    const rows = (await this.#ledger.database.rowCounts()).get(partition.table) ?? 0;
    return this.#guard.hasRoomFor(rows * (isPacked(partition) ? BYTES_PER_CHUNK : BYTES_PER_ROW));
  }
}

function isPacked({ family }: Partition): boolean {
  return family === INCREMENT_CHUNKS || family === SAMPLE_CHUNKS;
}

function stepsOf(partition: Partition): CopySteps {
  return isPacked(partition) ? { rowsOf: 'sum(points)', copy: copyChunks } : { copy: copyRollUps };
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
