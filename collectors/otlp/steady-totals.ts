import { addsUp } from '../../core/measure/adds-up.ts';
import type { AttributeSet } from './attribute-table.ts';
import { FEEDS_NOTHING, type FeedSums } from './feed-sums.ts';
import type { FamilyRead, MetricFamily } from './metric-family.ts';
import { CUMULATIVE, HAS_VALUE, type MetricBlock, type MetricPoints } from './metric-points.ts';
import { blockRefusal, type TimeLimits } from './point-rules.ts';
import type { Stream, StreamTable } from './stream-table.ts';
import type { Tally } from './tally.ts';

/**
 * Takes in running totals that go on as they did: a stream that is known, a later time, no smaller value. It is nearly every point of a busy
 * sender, so it is done in columns; every other point goes the long way (NumberIntake), by the same rules.
 */
export class SteadyTotals {
  readonly #limits: TimeLimits;
  readonly #table: StreamTable;
  readonly #tally: Tally;
  readonly #points: MetricPoints;
  readonly #to: number;
  readonly #family: MetricFamily;
  readonly #read: FamilyRead;
  readonly #sums: FeedSums;
  /** The time that sums are of; NaN: none yet. */
  #from = Number.NaN;
  #at = Number.NaN;

  /** Whether points of the block may be taken in here. */
  static suits(block: MetricBlock): boolean {
    return block.kind === 'sum' && block.temporality === CUMULATIVE && blockRefusal(block) === undefined;
  }

  constructor(
    limits: TimeLimits,
    table: StreamTable,
    tally: Tally,
    of: { points: MetricPoints; block: MetricBlock; family: MetricFamily; read: FamilyRead },
  ) {
    this.#limits = limits;
    this.#table = table;
    this.#tally = tally;
    this.#points = of.points;
    this.#to = of.block.to;
    this.#family = of.family;
    this.#read = of.read;
    this.#sums = of.family.feedSums;
  }

  /** Takes in points from `i` on as long as it can. @returns the first that it cannot */
  takeFrom(i: number): number {
    const { attributes, start, time, value, flags } = this.#points;
    const { pages, slots, starts, feeds } = this.#family.lineup;
    let next = i;
    for (; next < this.#to; next += 1) {
      const place = this.#family.placeOf(attributes[next] as AttributeSet);
      if (place < 0) break;
      const feed = feeds[place] as number;
      if (feed === FEEDS_NOTHING) continue;
      const isPlain = feed >= 0 && start[next] === starts[place] && flags[next] === HAS_VALUE;
      const page = pages[place] as Stream['page'];
      const slot = slots[place] as number;
      if (!isPlain || !this.#take(page, slot, feed, time[next] as number, value[next] as number)) {
        this.#family.expect(place);
        break;
      }
    }
    this.#sums.handOn(this.#from, this.#at, this.#tally);
    return next;
  }

  /** Whether the total could be taken in. */
  #take(page: Stream['page'], slot: number, feed: number, at: number, total: number): boolean {
    const from = page.at[slot] as number;
    const increase = total - (page.value[slot] as number);
    if (!(total >= 0 && increase >= 0 && addsUp(total))) return false;
    if ((at !== this.#at || from !== this.#from) && !this.#turnTo(from, at)) return false;
    this.#read.saw(page, slot);
    this.#table.changeSlot(page, slot, at, total);
    this.#sums.add(feed, increase);
    return true;
  }

  /** Whether points may be of this time. */
  #turnTo(from: number, at: number): boolean {
    const { oldest, newest } = this.#limits;
    if (!(at > from && at >= oldest && at <= newest)) return false;
    this.#sums.handOn(this.#from, this.#at, this.#tally);
    this.#from = from;
    this.#at = at;
    return true;
  }
}
