/** So many transactions within {@link BUSY_MS} are a busy writer's … */
const TRANSACTIONS = 8;
const BUSY_MS = 400;
/** … and fewer within this time are not. */
const QUIET_MS = 1_000;

/**
 * With how many threads DuckDB works: all of them as long as little is written, one while transactions follow each other closely. What
 * one of these does is little, and to hand it to another thread and wait for it costs more than to do it: a third of the processor time of a
 * commit, measured with two threads. Reads that come meanwhile share the processors with the writer anyway.
 */
export class ThreadCount {
  readonly #most: number;
  /** When the last {@link TRANSACTIONS} began, in turn. */
  readonly #began = new Float64Array(TRANSACTIONS).fill(Number.NEGATIVE_INFINITY);
  #next = 0;
  #current: number;

  /** @param most how many DuckDB was started with */
  constructor(most: number) {
    this.#most = most;
    this.#current = most;
  }

  /**
   * A transaction begins.
   * @param isAlone nothing else is under way
   * @returns how many threads to change to; `undefined`: it stays as it is
   */
  writing(now: number, isAlone: boolean): number | undefined {
    const isBusy = now - this.#oldest() <= BUSY_MS;
    this.#began[this.#next] = now;
    this.#next = (this.#next + 1) % TRANSACTIONS;
    return isBusy && isAlone ? this.#changeTo(1) : undefined;
  }

  /** A read begins. @returns how many threads to change to; `undefined`: it stays as it is */
  reading(now: number): number | undefined {
    return now - this.#oldest() > QUIET_MS ? this.#changeTo(this.#most) : undefined;
  }

  #oldest(): number {
    return this.#began[this.#next] as number;
  }

  #changeTo(threads: number): number | undefined {
    if (threads === this.#current) return undefined;
    this.#current = threads;
    return threads;
  }
}
