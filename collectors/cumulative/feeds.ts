import type { MappedBreaker } from '../../core/measure/mapper.ts';
import { UNREADABLE_TIME } from '../../core/time/label-time.ts';
import type { MeasureUse, MeasureUses } from './measure-use.ts';
import type { Settling } from './slot.ts';

/** What a raw series feeds. */
export interface Feeds {
  readonly uses: MeasureUses;
  readonly breakers: readonly MappedBreaker[];
}

/** Finds what a series feeds, and tells when it may be something else. */
export interface FeedsFinder {
  /** Another number says: look it up anew. */
  revision(at: number): number;
  find(at: number): Feeds;
  /** From now on the series feeds this. */
  adopt(feeds: Feeds): void;
}

/** What a raw series feeds over time: attribution may change with the date, and with what its target says of itself. */
export class FeedsOverTime {
  readonly #finder: FeedsFinder;
  #revision: number;
  #current: Feeds;
  #adopted = false;

  constructor(finder: FeedsFinder) {
    this.#finder = finder;
    this.#revision = finder.revision(Number.MAX_SAFE_INTEGER);
    this.#current = finder.find(Number.MAX_SAFE_INTEGER);
  }

  /** What it fed last; before its first sample, what it will feed. Which kinds of measures these are never changes. */
  get current(): Feeds {
    return this.#current;
  }

  /** @param at Unix ms */
  at(at: number): Feeds {
    const revision = this.#finder.revision(at);
    if (revision === this.#revision && this.#adopted) return this.#current;
    if (revision !== this.#revision) this.#current = this.#finder.find(at);
    this.#revision = revision;
    this.#adopted = true;
    this.#finder.adopt(this.#current);
    return this.#current;
  }
}

/**
 * When what a sample adds counts: at its own time, or when its labels say that it happened. `undefined`: not at all, because another
 * metric of the target tells the same, or because the labels say no time that can be; then it is counted as rejected.
 */
export function countedAt(
  { unless, countsAt }: MeasureUse,
  { at, countsAgainst, isPresent, draft }: Settling,
): number | undefined {
  if (unless.some(isPresent)) return undefined;
  if (countsAt === undefined) return at;
  if (countsAt === UNREADABLE_TIME) draft.tally.reject('a label that says no time');
  else if (countsAt < countsAgainst) draft.tally.reject('of a time before max_label_age');
  else return Math.min(countsAt, at);
  return undefined;
}
