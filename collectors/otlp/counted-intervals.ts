/** Enough to tell requests apart that overtake each other, even where several processes share one identity. */
const REMEMBERED = 32;

/**
 * Which intervals of a delta stream were counted, so that each counts once whatever order they come in: the latest ones exactly, and a
 * floor under which everything is taken as counted. Immutable; streams that are exported together share one.
 *
 * Intervals are known by start and end. Processes that share an identity (no `service.instance.id`) so stay apart: their intervals overlap
 * but do not coincide.
 */
export class CountedIntervals {
  static readonly NONE = new CountedIntervals(Number.NEGATIVE_INFINITY, []);

  /** Ends at or before this count as known. Unix ms. */
  readonly floor: number;
  /** start, end, start, end … ascending by end. */
  readonly #flat: readonly number[];
  #list: readonly (number | null)[] | undefined;

  private constructor(floor: number, flat: readonly number[]) {
    this.floor = floor;
    this.#flat = flat;
  }

  /** The intervals with this one added, or `undefined` when it was counted already or is too far back to be sure. */
  with(start: number, end: number): CountedIntervals | undefined {
    if (end <= this.floor) return undefined;
    const flat = this.#flat;
    let at = flat.length;
    while (at > 0 && (flat[at - 1] as number) >= end) {
      if (flat[at - 1] === end && flat[at - 2] === start) return undefined;
      at -= 2;
    }
    const next = [...flat.slice(0, at), start, end, ...flat.slice(at)];
    if (next.length <= 2 * REMEMBERED) return new CountedIntervals(this.floor, next);
    return new CountedIntervals(next[1] as number, next.slice(2));
  }

  /** For JSON: the floor, then starts and ends. The same list at each call. */
  toList(): readonly (number | null)[] {
    this.#list ??= [Number.isFinite(this.floor) ? this.floor : null, ...this.#flat];
    return this.#list;
  }

  static fromList([floor, ...flat]: readonly (number | null)[]): CountedIntervals {
    return new CountedIntervals(floor ?? Number.NEGATIVE_INFINITY, flat as number[]);
  }
}
