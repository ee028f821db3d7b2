/** Ends the layout of totals whose last value is the sum of the observations. */
export const SUM_LAYOUT = '+sum';

/** The bounds of an explicit histogram's buckets; one object for one list of bounds. */
export interface Bounds {
  readonly bounds: readonly number[];
  /** Canonical text of the bounds: equal lists have equal ones. */
  readonly layout: string;
  /** The same for histograms that bring the sum of their observations too. */
  readonly layoutWithSum: string;
  /** Strictly ascending, as metrics.proto demands, and finite, but that some senders write the end of the last bucket, too (+Inf). */
  readonly valid: boolean;
}

/** Numbers in all lists together. */
const MAX_REMEMBERED = 500_000;

/** Hands out one {@link Bounds} for each list of bounds. */
export class BoundsTable {
  #known = new Map<string, Bounds>();
  #numbers = 0;

  intern(bounds: readonly number[]): Bounds {
    const key = bounds.join(' ');
    let known = this.#known.get(key);
    if (known === undefined) {
      this.#makeRoom(bounds.length + 1);
      known = { bounds, layout: key, layoutWithSum: key + SUM_LAYOUT, valid: isAscending(bounds) };
      this.#known.set(key, known);
    }
    return known;
  }

  #makeRoom(numbers: number): void {
    if (this.#numbers + numbers > MAX_REMEMBERED) {
      this.#known = new Map();
      this.#numbers = 0;
    }
    this.#numbers += numbers;
  }
}

function isAscending(bounds: readonly number[]): boolean {
  return bounds.every((bound, i) => {
    const isEnd = bound === Number.POSITIVE_INFINITY && i === bounds.length - 1;
    return (Number.isFinite(bound) || isEnd) && (i === 0 || bound > (bounds[i - 1] as number));
  });
}
