import { QUARTER_HOUR_MS, type ReadPlan, type Segment } from '../read-plan.ts';
import type { KindCache } from './number-cache.ts';
import { dayOfSlot, SLOTS_A_DAY, slotOf } from './quarter-cache.ts';

/** A plan's stretches, by where they are looked up. */
export interface Pieces {
  /** Whole rolled-up days. */
  readonly days: readonly Segment[];
  /** Whole quarter hours, and the running one where nothing lies behind the end. */
  readonly quarters: readonly Segment[];
  /** Parts of one quarter hour each. */
  readonly edges: readonly Segment[];
  /** Too much to be kept in memory: asked of the tables each time. */
  readonly direct: readonly Segment[];
}

/** Of a read that asks for no cells. */
export const NO_PIECES: Pieces = { days: [], quarters: [], edges: [], direct: [] };

/** A cell of an edge may have so many points; more cells than this times the capacity are not kept. */
const MOST_EDGE_CELLS = 4_096;
/** Cells whose days are kept in memory for one read. */
const MOST_DAY_CELLS = 4_096;

/**
 * Sorts a plan's stretches.
 *
 * @param latestAt time of the latest point that is committed: a window that ends after it has the running quarter hour whole
 * @param hasDays whether the numbers are rolled up by days; gauges are not
 */
export function piecesOf(
  plan: ReadPlan,
  cells: number,
  { quarters }: KindCache,
  latestAt: number,
  hasDays: boolean,
): Pieces {
  const pieces = { days: [], quarters: [], edges: [], direct: [] } as Record<keyof Pieces, Segment[]>;
  let tiles = 0;
  for (const segment of plan.segments) {
    const kind = kindOf(segment, plan, latestAt, hasDays);
    tiles += kind === 'quarters' ? cells * countDays(segment) : 0;
    const fits =
      kind === 'quarters'
        ? quarters.holds(tiles * 2)
        : cells <= (kind === 'days' ? MOST_DAY_CELLS : MOST_EDGE_CELLS);
    pieces[fits ? kind : 'direct'].push(segment);
  }
  return pieces;
}

/** The UTC days that a stretch touches. */
export function daysOf({ from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  const first = dayOfSlot(slotOf(from));
  const last = dayOfSlot(slotOf(to - 1));
  const days: number[] = [];
  for (let day = first; day <= last; day += 1) days.push(day);
  return days;
}

/** How many {@link daysOf} there are: a window may be centuries wide. */
function countDays({ from, to }: Segment): number {
  return dayOfSlot(slotOf(to - 1)) - dayOfSlot(slotOf(from)) + 1;
}

/** Slots of one day's tiles. */
export interface SlotRange {
  readonly day: number;
  /** Half-open, within the day. */
  readonly begin: number;
  readonly end: number;
  /** What a slot's number within the day lacks to its number within the stretch. */
  readonly offset: number;
}

/** The slots of a stretch, UTC day by UTC day. */
export function rangesOf(segment: Segment): readonly SlotRange[] {
  const first = slotOf(segment.from);
  const last = slotOf(segment.to - 1);
  return daysOf(segment).map((day) => {
    const dayStart = day * SLOTS_A_DAY;
    return {
      day,
      begin: Math.max(first - dayStart, 0),
      end: Math.min(last - dayStart + 1, SLOTS_A_DAY),
      offset: dayStart - first,
    };
  });
}

function kindOf(
  { level, from, to }: Segment,
  { boundaries }: ReadPlan,
  latestAt: number,
  hasDays: boolean,
): keyof Pieces {
  if (level === 'day' && hasDays) return 'days';
  if (level !== 'raw') return 'quarters';
  if (slotOf(from) !== slotOf(to - 1)) return 'direct';
  const isWhole = from % QUARTER_HOUR_MS === 0 && latestAt < to;
  if (isWhole && !boundaries.some((at) => at > from && at < to)) return 'quarters';
  // The quarter hour that is running changes with every commit: keeping it would be of no use.
  return slotOf(from) < slotOf(latestAt) ? 'edges' : 'direct';
}
