/** A request to InfluxDB holds at most so many lines; it recommends 5,000 to 10,000. */
export const LINES_PER_REQUEST = 5_000;

/**
 * How many lines a request to InfluxDB may have now. One that takes longer than its time limit may be written all the same, but is never
 * acknowledged, and would be sent for ever: the next ones are half as large, and grow again by small steps while all goes well.
 */
export class RequestSize {
  #lines = LINES_PER_REQUEST;

  get lines(): number {
    return this.#lines;
  }

  /** A request of so many lines was answered in time. */
  tookNotLong(lines: number): void {
    if (lines >= this.#lines) this.#lines = Math.min(LINES_PER_REQUEST, Math.ceil(this.#lines * 1.25));
  }

  /** A request took too long. */
  tookTooLong(): void {
    this.#lines = Math.max(1, Math.floor(this.#lines / 2));
  }
}
