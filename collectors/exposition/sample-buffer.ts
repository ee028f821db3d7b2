/** Samples in columns, used again for each body: no object a sample. */
export class SampleBuffer<S> {
  readonly series: S[] = [];
  #values = new Float64Array(1_024);
  #timesMs = new Float64Array(1_024);
  #size = 0;
  #timed = false;

  get size(): number {
    return this.#size;
  }

  /** Whether any sample carries its own time. */
  get timed(): boolean {
    return this.#timed;
  }

  value(i: number): number {
    return this.#values[i] as number;
  }

  /** Unix ms; NaN when the sample has none. */
  timeMs(i: number): number {
    return this.#timesMs[i] as number;
  }

  add(series: S, value: number, timeMs: number): void {
    if (this.#size === this.#values.length) this.#grow();
    this.series[this.#size] = series;
    this.#values[this.#size] = value;
    this.#timesMs[this.#size] = timeMs;
    if (!Number.isNaN(timeMs)) this.#timed = true;
    this.#size += 1;
  }

  /** All samples are of the time of the read. */
  dropTimes(): void {
    this.#timesMs.fill(Number.NaN, 0, this.#size);
    this.#timed = false;
  }

  clear(): void {
    this.#size = 0;
    this.#timed = false;
  }

  #grow(): void {
    const values = new Float64Array(2 * this.#values.length);
    values.set(this.#values);
    this.#values = values;
    const timesMs = new Float64Array(2 * this.#timesMs.length);
    timesMs.set(this.#timesMs);
    this.#timesMs = timesMs;
  }
}
