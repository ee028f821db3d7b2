import type { PartitionRows } from '../commit-buffer.ts';
import type { LateSums } from '../late-sums.ts';
import { DAY_MS, INCREMENT_QUARTERS, INCREMENTS, SAMPLE_QUARTERS, SAMPLES } from '../numbers/families.ts';
import { DayCache } from './day-cache.ts';
import { EdgeCache } from './edge-cache.ts';
import { INCREMENT_SOURCE, type QuarterSource, SAMPLE_SOURCE, SUMMARY_NUMBERS } from './load-quarters.ts';
import { dayOfSlot, QuarterCache, SLOTS_A_DAY, slotOf } from './quarter-cache.ts';

/** 12 MiB of increments, 9 of gauges, 16 of days, 8 of edges: what the pages and gates of a few products ask for. */
const INCREMENT_TILES = 16_384;
const SAMPLE_TILES = 2_048;
const DAY_NUMBERS = 2_097_152;
const EDGE_POINTS = 262_144;

/** What reads have lately asked for of one kind of numbers. */
export interface KindCache {
  readonly source: QuarterSource;
  readonly quarters: QuarterCache;
  readonly edges: EdgeCache;
}

/**
 * What reads have lately asked for, in memory and exact: filled while nothing commits, and added to by every commit once it is durable.
 */
export class NumberCache {
  readonly increments: KindCache = {
    source: INCREMENT_SOURCE,
    quarters: new QuarterCache(1, INCREMENT_TILES),
    edges: new EdgeCache(EDGE_POINTS),
  };
  readonly samples: KindCache = {
    source: SAMPLE_SOURCE,
    quarters: new QuarterCache(SUMMARY_NUMBERS, SAMPLE_TILES),
    edges: new EdgeCache(EDGE_POINTS),
  };
  readonly days = new DayCache(DAY_NUMBERS);

  /** Adds what was committed. @param sealedUntil the mark that the commit was made under */
  committed(parts: readonly PartitionRows[], lateDays: LateSums, sealedUntil: number): void {
    for (const part of parts) {
      if (part.family === INCREMENTS) addRaw(this.increments, part, sealedUntil, rawIncrement);
      else if (part.family === SAMPLES) addRaw(this.samples, part, sealedUntil, rawSample);
      else if (part.family === INCREMENT_QUARTERS) addRolled(this.increments, part);
      else if (part.family === SAMPLE_QUARTERS) addRolled(this.samples, part);
    }
    for (const { cell, slot, value } of lateDays) this.days.plus(cell, slot, value);
  }

  /** Days were rolled up anew. */
  daysChanged(): void {
    this.days.clear();
  }

  /** Roll-ups have expired. */
  expired(): void {
    this.days.clear();
    this.increments.quarters.clear();
    this.samples.quarters.clear();
  }
}

function rawIncrement(value: number): readonly number[] {
  return [value];
}

function rawSample(value: number, at: number): readonly number[] {
  return [1, value, value, value, value, at];
}

/** Raw rows of one UTC day; what is older than the mark comes rolled up, too, and is added from there. */
function addRaw(
  { source, quarters, edges }: KindCache,
  { from, rows }: PartitionRows,
  sealedUntil: number,
  numbersOf: (value: number, at: number) => readonly number[],
): void {
  const firstSlot = slotOf(from);
  const tiles = quarters.ofDay(Math.floor(from / DAY_MS));
  const hasEdges = edges.knows(firstSlot, firstSlot + SLOTS_A_DAY);
  if (tiles === undefined && !hasEdges) return;
  for (let row = 0; row < rows.length; row += 1) {
    const at = rows.at(row, 1);
    const slot = slotOf(at);
    if (hasEdges) edges.forget(slot);
    if (at < sealedUntil) continue;
    const tile = tiles?.get(rows.at(row, 0));
    if (tile !== undefined) {
      source.merge(tile, (slot - firstSlot) * source.numbers, numbersOf(rows.at(row, 2), at));
    }
  }
}

function addRolled({ source, quarters }: KindCache, { rows }: PartitionRows): void {
  const columns = Array.from({ length: source.numbers }, (_, i) => i + 2);
  for (let row = 0; row < rows.length; row += 1) {
    const slot = rows.at(row, 1);
    const tile = quarters.tile(dayOfSlot(slot), rows.at(row, 0));
    if (tile === undefined) continue;
    source.merge(
      tile,
      (slot % SLOTS_A_DAY) * source.numbers,
      columns.map((column) => rows.at(row, column)),
    );
  }
}
