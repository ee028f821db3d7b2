import type { ChunkView } from '../chunks/each-chunk.ts';
import type { Ledger } from '../ledger.ts';
import { type PlainFamily, RAW_FAMILIES } from './families.ts';
import type { Partition, Partitions } from './partitions.ts';

/** Where raw data of a window lie: as they came, and packed. It is one state of the store: each point is in one of the two. */
export interface RawView {
  readonly plain: readonly Partition[];
  readonly chunks: ChunkView;
}

/** Looks it up, synchronously; it stays good as long as the lease of the read that asks. */
export function rawView(
  partitions: Partitions,
  marks: Ledger['marks'],
  family: PlainFamily,
  from: number,
  to: number,
): RawView {
  const packed = RAW_FAMILIES.filter(({ plain }) => plain === family);
  const tables = packed.flatMap(({ chunks }) => partitions.within(chunks, from, to));
  return {
    plain: partitions.within(family, from, to),
    chunks: { tables, generation: marks.get('packed') },
  };
}
