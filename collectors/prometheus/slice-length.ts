const MINUTE_MS = 60_000;
const FIRST_MS = 15 * MINUTE_MS;
const SHORTEST_MS = 5_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/** How much of the past is asked for at once: as much as the server gives, found out by asking. */
export class SliceLength {
  readonly #maxSamples: number;
  #ms = FIRST_MS;
  /** Longer ones were too much in this run. */
  #longestMs = LONGEST_MS;

  constructor(maxSamples: number) {
    this.#maxSamples = maxSamples;
  }

  get ms(): number {
    return this.#ms;
  }

  get isShortest(): boolean {
    return this.#ms <= SHORTEST_MS;
  }

  beginRun(): void {
    this.#longestMs = LONGEST_MS;
  }

  /** It was too much. */
  halve(): void {
    // Durations of PromQL are whole milliseconds.
    this.#ms = Math.max(SHORTEST_MS, Math.floor(this.#ms / 2));
    this.#longestMs = this.#ms;
  }

  /** So many samples came: with few, more time may be asked for the next time. */
  gave(samples: number): void {
    if (samples < this.#maxSamples / 8) this.#ms = Math.min(this.#longestMs, 2 * this.#ms);
  }
}
