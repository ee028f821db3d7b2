import { Temporal } from 'temporal-polyfill';
import { Dependencies } from '../roadmap/dependencies.ts';
import type { CalendarDate, Item, Milestone } from '../roadmap/roadmap.ts';

/** How late a milestone is, in whole days; at least 1. */
export interface MilestoneSlip {
  readonly days: number;
  /** `open`: it is late, and not done yet, so that it grows by a day each day. */
  readonly kind: 'open' | 'done-late';
}

/** What becomes of an item's due date when what is late is late, and the distances of the plan hold. */
export interface ItemSlip {
  readonly item: string;
  readonly due: CalendarDate;
  /** The earliest date that is still possible. */
  readonly expected: CalendarDate;
  /** Whole days, at least 1. */
  readonly days: number;
  /** Ids from what is late by itself to the item, both included. */
  readonly because: readonly string[];
  /** The milestone that is late, of the first of them. */
  readonly milestone: string;
}

/** How late a milestone is today; `undefined` when it is not, or when nobody said when it is due. */
export function milestoneSlip(milestone: Milestone, today: CalendarDate): MilestoneSlip | undefined {
  const { due, status, done } = milestone;
  if (due === undefined || status === 'dropped') return undefined;
  if (status === 'done') {
    return done !== undefined && done > due ? { days: daysBetween(due, done), kind: 'done-late' } : undefined;
  }
  return due < today ? { days: daysBetween(due, today), kind: 'open' } : undefined;
}

interface Expected {
  readonly date: CalendarDate;
  readonly because: readonly string[];
  readonly milestone: string;
}

/**
 * What slips when milestones slip: every item that is not finished and whose due date cannot be kept, in the order of the roadmap.
 *
 * Reckoned as in the critical path method (Kelley and Walker 1959), forward from what is late: an item's own open work keeps its planned distances,
 * so its due date moves by what its latest open milestone is late; an item begins when everything that it needs is there, at the earliest at its
 * own start, and then takes as long as planned. Room in the plan between the two takes up what it can.
 */
export function slips(items: readonly Item[], today: CalendarDate): readonly ItemSlip[] {
  const known = new Map(items.map((item) => [item.id, item]));
  const dependencies = new Dependencies(items);
  const expected = new Map<string, Expected>();
  for (const id of dependencies.order()) {
    const item = known.get(id);
    if (item === undefined || isFinished(item)) continue;
    const late = latest([ownDelay(item, today), ...inheritedDelays(item, dependencies, known, expected)]);
    if (late !== undefined) expected.set(id, late);
  }
  return items.flatMap((item): ItemSlip[] => {
    const due = dueOf(item);
    const late = expected.get(item.id);
    if (due === undefined || late === undefined || late.date <= due) return [];
    const { date, because, milestone } = late;
    return [{ item: item.id, due, expected: date, days: daysBetween(due, date), because, milestone }];
  });
}

/** Work that is over delays nobody. */
function isFinished({ lifecycle, milestones }: Item): boolean {
  return (lifecycle === 'live' || lifecycle === 'retired') && milestones.every(isClosed);
}

function isClosed({ status }: Milestone): boolean {
  return status === 'done' || status === 'dropped';
}

function dueOf({ due, gate }: Item): CalendarDate | undefined {
  return due ?? gate?.due;
}

function ownDelay(item: Item, today: CalendarDate): Expected | undefined {
  const due = dueOf(item);
  if (due === undefined) return undefined;
  const delays = item.milestones.flatMap((milestone): Expected[] => {
    const slip = milestoneSlip(milestone, today);
    if (slip?.kind !== 'open') return [];
    return [{ date: plus(due, slip.days), because: [item.id], milestone: milestone.title }];
  });
  return latest(delays);
}

function inheritedDelays(
  item: Item,
  dependencies: Dependencies,
  known: ReadonlyMap<string, Item>,
  expected: ReadonlyMap<string, Expected>,
): readonly Expected[] {
  const due = dueOf(item);
  if (due === undefined) return [];
  const needs = dependencies.needs(item.id).flatMap((id) => known.get(id) ?? []);
  const planned = needs
    .flatMap((needed) => dueOf(needed) ?? [])
    .sort()
    .at(-1);
  // It begins at its start, or when the last thing that it needs was to be there; both before its own due date, or it takes no time.
  const begins = [planned, item.start]
    .filter((date) => date !== undefined && date <= due)
    .sort()
    .at(-1);
  const takes = begins === undefined ? 0 : daysBetween(begins, due);
  return needs.flatMap((needed): Expected[] => {
    const late = expected.get(needed.id);
    if (late === undefined) return [];
    return [{ ...late, date: plus(late.date, takes), because: [...late.because, item.id] }];
  });
}

function latest(delays: readonly (Expected | undefined)[]): Expected | undefined {
  let found: Expected | undefined;
  for (const delay of delays) {
    if (delay !== undefined && (found === undefined || delay.date > found.date)) found = delay;
  }
  return found;
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;
}

function plus(date: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
