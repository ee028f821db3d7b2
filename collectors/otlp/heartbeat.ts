import type { Coverage } from './coverage.ts';

/** Requests closer than this are parts of one export. */
const SAME_BEAT_MS = 1_000;
/** A sender that is silent for longer may have lost what it could not deliver. */
const LONGEST_BEAT_MS = 5 * 60_000;
/** An export that comes this much later than the one before it, measured by the gap before that, was missed in between. */
const PATIENCE = 1.5;

/**
 * Tells silence from zero for delta temporality: a sender leaves out delta streams in which nothing happened, so as long as its requests
 * keep coming at their pace, what it feeds is watched. Measured on our clock; kept in memory only.
 */
export class Heartbeat {
  /** What the sender's delta streams feed. */
  readonly fed = new Set<Coverage>();
  #at: number | undefined;
  #gap: number | undefined;

  /** A request of the sender came. */
  beat(now: number): void {
    const before = this.#at;
    const gap = before === undefined ? undefined : now - before;
    if (before !== undefined && gap !== undefined && this.#isInTime(gap)) {
      for (const coverage of this.fed) coverage.note(before, now);
    }
    if (gap !== undefined && gap < SAME_BEAT_MS) return;
    this.#gap = gap;
    this.#at = now;
  }

  #isInTime(gap: number): boolean {
    return this.#gap !== undefined && gap <= PATIENCE * this.#gap && gap <= LONGEST_BEAT_MS;
  }
}
