import { GatelineError } from '../../../core/errors.ts';
import { sleep } from './sleep.ts';

/** Waits before InfluxDB is asked again about its database: doubled each time. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Sees to it that the database is looked at although InfluxDB did not answer when the store was opened, and knows what is wrong with it: it
 * is asked again until all is well.
 */
export class DatabaseWatch {
  readonly #prepare: () => Promise<boolean>;
  readonly #stop = new AbortController();
  #asking: Promise<boolean> | undefined;
  #insisting = false;
  #amiss: string | undefined;

  /** @param prepare makes what is missing; whether there was an answer. What it throws (`config-invalid`) is what is wrong. */
  constructor(prepare: () => Promise<boolean>) {
    this.#prepare = prepare;
  }

  /** What is wrong with the database, as InfluxDB last said; `undefined` when nothing is, or nothing is known. */
  get amiss(): string | undefined {
    return this.#amiss;
  }

  /** Looks at the database now, and again later if all is not well. Never throws. */
  async ask(): Promise<void> {
    if (!(await this.#isWell())) this.insist();
  }

  /** Looks at it in the background until all is well. */
  insist(): void {
    if (this.#insisting || this.#stop.signal.aborted) return;
    this.#insisting = true;
    void this.#insist();
  }

  /** What is asked now changes nothing any more. Resolves when it has come to its end. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#asking;
  }

  async #insist(): Promise<void> {
    const { signal } = this.#stop;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
      await sleep(wait, signal);
      if (signal.aborted || (await this.#isWell())) break;
    }
    this.#insisting = false;
  }

  /** One question at a time, whoever asks. */
  async #isWell(): Promise<boolean> {
    this.#asking ??= this.#look().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #look(): Promise<boolean> {
    try {
      const answered = await this.#prepare();
      if (answered) this.#amiss = undefined;
      return answered;
    } catch (error) {
      if (error instanceof GatelineError && !this.#stop.signal.aborted) this.#amiss = error.message;
      return false;
    }
  }
}
