import type { AttributeSet } from './attribute-table.ts';
import { FEEDS_NOTHING, LONG_WAY } from './feed-sums.ts';
import type { Member } from './member.ts';
import type { Stream } from './stream-table.ts';

const FIRST_CAPACITY = 4;

/**
 * The members of a metric in the order in which they came first, which is mostly the order in which they come again, and of each the
 * stream that was taken in last. In columns, so that a whole export is taken in without a look at any member.
 */
export class Lineup {
  /** The set of attributes that each was recognised by last, by place. */
  readonly sets: AttributeSet[] = [];
  readonly members: Member[] = [];
  /** The page of each member's stream; its place on it and its start follow. */
  readonly pages: (Stream['page'] | undefined)[] = [];
  slots = new Int32Array(FIRST_CAPACITY);
  starts = new Float64Array(FIRST_CAPACITY);
  /** What the stream feeds, as FeedSums numbers it; {@link LONG_WAY} as long as it is not known. */
  feeds = new Int32Array(FIRST_CAPACITY);

  add(member: Member, set: AttributeSet): void {
    const place = this.members.length;
    if (place === this.feeds.length) this.#grow();
    this.members.push(member);
    this.sets.push(set);
    this.pages.push(undefined);
    this.feeds[place] = member.idle ? FEEDS_NOTHING : LONG_WAY;
  }

  put(place: number, stream: Stream, feed: number): void {
    this.pages[place] = stream.page;
    this.slots[place] = stream.slot;
    this.starts[place] = stream.start;
    this.feeds[place] = feed;
  }

  #grow(): void {
    const capacity = this.feeds.length * 2;
    const [slots, starts, feeds] = [this.slots, this.starts, this.feeds];
    this.slots = new Int32Array(capacity);
    this.starts = new Float64Array(capacity);
    this.feeds = new Int32Array(capacity);
    this.slots.set(slots);
    this.starts.set(starts);
    this.feeds.set(feeds);
  }
}
