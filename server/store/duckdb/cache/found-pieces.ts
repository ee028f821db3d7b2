import type { Points } from '../chunks/chunk.ts';
import type { Segment } from '../read-plan.ts';
import type { DayCache, DayRow } from './day-cache.ts';
import type { KindCache } from './number-cache.ts';
import { type Pieces, rangesOf, type SlotRange } from './pieces.ts';
import { slotOf, type Tile } from './quarter-cache.ts';

/** What a read takes from memory, of either kind of numbers. */
export interface Wanted {
  readonly kind: KindCache;
  readonly cells: readonly number[];
  readonly pieces: Pieces;
}

/** A stretch of whole quarter hours. */
export interface FoundQuarters {
  readonly segment: Segment;
  /** Tiles in the order of the cells. */
  readonly ofDays: readonly { readonly range: SlotRange; readonly tiles: readonly Tile[] }[];
}

/** A part of a quarter hour, with all points of the quarter hour in the order of the cells. */
export interface FoundEdge {
  readonly segment: Segment;
  readonly points: readonly Points[];
}

/** All that memory is to say to a read. */
export interface FoundPieces {
  readonly days: { readonly segments: readonly Segment[]; readonly rows: readonly DayRow[] };
  readonly quarters: readonly FoundQuarters[];
  readonly edges: readonly FoundEdge[];
}

/** Finds all pieces of all cells in memory; `undefined` where any is missing. */
export function findPieces({ kind, cells, pieces }: Wanted, days: DayCache): FoundPieces | undefined {
  const quarters: FoundQuarters[] = [];
  for (const segment of pieces.quarters) {
    const ofDays: FoundQuarters['ofDays'][number][] = [];
    for (const range of rangesOf(segment)) {
      const tiles = kind.quarters.tilesOf(range.day, cells);
      if (tiles === undefined) return undefined;
      ofDays.push({ range, tiles });
    }
    quarters.push({ segment, ofDays });
  }
  const edges: FoundEdge[] = [];
  for (const segment of pieces.edges) {
    const points = kind.edges.pointsOf(slotOf(segment.from), cells);
    if (points === undefined) return undefined;
    edges.push({ segment, points });
  }
  const rows = pieces.days.length === 0 ? [] : days.rowsOf(cells);
  return rows === undefined ? undefined : { days: { segments: pieces.days, rows }, quarters, edges };
}
