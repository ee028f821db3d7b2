import type { CounterTarget } from './source-sums.ts';
import type { Tally } from './tally.ts';
import type { Targets } from './targets.ts';

/** Of streams whose points need more than to be added up. */
export const LONG_WAY = -1;
/** Of streams that feed nothing. */
export const FEEDS_NOTHING = -2;

const FIRST_CAPACITY = 8;

/** Adds up what streams of one metric bring that feed the same, before it is handed on: they are many, and what they feed is little. */
export class FeedSums {
  readonly #targets: Targets[] = [];
  /** Numbers of feeds by the first counter that they feed. */
  readonly #alike = new Map<CounterTarget | undefined, number[]>();
  #increases = new Float64Array(FIRST_CAPACITY);
  #points = new Int32Array(FIRST_CAPACITY);
  /** Numbers of feeds that were added to. */
  readonly #touched: number[] = [];

  /** The number under which increases of such targets are added up; {@link LONG_WAY} when that is not all that is to be done with them. */
  feedOf(targets: Targets): number {
    const { countsUp, readsLevels, breakers, refused, countsAt } = targets;
    const adds = countsUp && !readsLevels && refused === undefined && countsAt === undefined;
    if (!adds || breakers.length > 0) return LONG_WAY;
    const first = targets.values[0];
    const alike = this.#alike.get(first) ?? [];
    const known = alike.find((feed) => isAlike(this.#targets[feed] as Targets, targets));
    if (known !== undefined) return known;
    const feed = this.#targets.length;
    this.#targets.push(targets);
    this.#alike.set(first, [...alike, feed]);
    if (feed === this.#points.length) this.#grow();
    return feed;
  }

  add(feed: number, increase: number): void {
    if (this.#points[feed] === 0) this.#touched.push(feed);
    this.#points[feed] = (this.#points[feed] as number) + 1;
    this.#increases[feed] = (this.#increases[feed] as number) + increase;
  }

  /** Hands on what was added since the last call: increases of the time from `from` to `at`, Unix ms. */
  handOn(from: number, at: number, tally: Tally): void {
    for (const feed of this.#touched) {
      const { values, unattributed, excluded } = this.#targets[feed] as Targets;
      const points = this.#points[feed] as number;
      const increase = this.#increases[feed] as number;
      for (const { sum, rescale, coverage } of values) {
        sum.add(at, rescale(increase));
        coverage.note(from, at);
      }
      tally.accepted += points;
      if (unattributed) tally.unattributed += points;
      if (excluded) tally.excluded += points;
      this.#points[feed] = 0;
      this.#increases[feed] = 0;
    }
    this.#touched.length = 0;
  }

  #grow(): void {
    const increases = new Float64Array(this.#points.length * 2);
    const points = new Int32Array(this.#points.length * 2);
    increases.set(this.#increases);
    points.set(this.#points);
    this.#increases = increases;
    this.#points = points;
  }
}

function isAlike(one: Targets, other: Targets): boolean {
  return (
    one.unattributed === other.unattributed &&
    one.excluded === other.excluded &&
    one.values.length === other.values.length &&
    one.values.every((target, i) => target === other.values[i])
  );
}
