import { GatelineError } from '../core/errors.ts';
import type { Clock, Collector, SourceMonitor } from '../core/ports.ts';

/** Something that is done again and again. */
export interface Task {
  /** For messages; need not be unique. */
  readonly name: string;
  readonly intervalMs: number;
  /** After this long the run's signal is aborted; the next run still waits until the work has really ended. */
  readonly timeoutMs: number;
  /** Ends soon after the signal is aborted; its reason is a GatelineError with one sentence. */
  run(signal: AbortSignal): Promise<void>;
  /** Told of each run that ended well. */
  onSuccess?(): void;
  /** Told of each run that failed or was not in time; without it, `onError` of the scheduler is. */
  onFailure?(error: unknown): void;
}

export interface ScheduledTask {
  /** Runs now, or right after the run that is under way; resolves when it has ended, well or not. */
  runNow(): Promise<void>;
  /** Starts no further run, and resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Timers and a clock that never jumps, handed in by tests. */
export interface Timers {
  /** Monotonic, ms. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

const REAL_TIMERS: Timers = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** First runs are this far apart, so that they do not all come at once, but within the first seconds. */
const STAGGER_MS = 150;
const LONGEST_STAGGER_MS = 3_000;

/**
 * The one loop: everything periodic runs here. A task never runs twice at once; its runs keep a fixed cadence, and one that takes longer
 * than the interval skips the runs that it covers; every run has a time limit; a slow task delays no other; at the end, runs under way
 * are let finish.
 */
export class Scheduler {
  readonly #timers: Timers;
  readonly #onError: (task: string, error: unknown) => void;
  readonly #loops = new Set<Loop>();
  #scheduled = 0;
  #closed = false;

  constructor(options: { readonly timers?: Timers; onError?(task: string, error: unknown): void } = {}) {
    this.#timers = options.timers ?? REAL_TIMERS;
    this.#onError = options.onError ?? (() => {});
  }

  schedule(task: Task): ScheduledTask {
    if (this.#closed) throw new Error(`${task.name} was scheduled after the scheduler was closed`);
    const stagger = (this.#scheduled * STAGGER_MS) % Math.min(task.intervalMs, LONGEST_STAGGER_MS);
    this.#scheduled += 1;
    const loop = new Loop(task, this.#timers, (error) => this.#onError(task.name, error));
    this.#loops.add(loop);
    loop.start(stagger);
    return {
      runNow: () => loop.runNow(),
      stop: async () => {
        await loop.stop();
        this.#loops.delete(loop);
      },
    };
  }

  /** Starts nothing further; runs under way may go on for `graceMs`, then they are told to end. Resolves when all have ended. */
  async close(graceMs = 5_000): Promise<void> {
    this.#closed = true;
    const loops = [...this.#loops];
    const ended = Promise.all(loops.map((loop) => loop.stop()));
    const timer = this.#timers.setTimeout(() => {
      for (const loop of loops) loop.abort(new GatelineError('internal', 'Gateline is shutting down.'));
    }, graceMs);
    await ended;
    this.#timers.clearTimeout(timer);
    this.#loops.clear();
  }
}

/**
 * Reads a source again and again, and tells the monitor how that went.
 *
 * @param timeoutMs for one whole run; default: what is longer, a minute or two intervals
 */
export function scheduleCollector(
  scheduler: Scheduler,
  collector: Collector,
  deps: { readonly monitor: SourceMonitor; readonly clock: Clock; readonly timeoutMs?: number },
): ScheduledTask {
  const { source, intervalMs } = collector;
  const { monitor, clock, timeoutMs = Math.max(60_000, 2 * intervalMs) } = deps;
  return scheduler.schedule({
    name: source,
    intervalMs,
    timeoutMs,
    run: (signal) => collector.collect(signal),
    onSuccess: () => monitor.succeeded(source, clock.now()),
    onFailure: (error) => {
      const known = error instanceof GatelineError;
      monitor.failed(source, clock.now(), known ? error.message : 'An unexpected error; the log has it.');
      if (!known) throw error;
    },
  });
}

class Loop {
  readonly #task: Task;
  readonly #timers: Timers;
  readonly #onError: (error: unknown) => void;
  #timer: unknown;
  /** When the next run is due, by the monotonic clock. */
  #due = 0;
  #running: Promise<void> | undefined;
  #abort: AbortController | undefined;
  #stopped = false;

  constructor(task: Task, timers: Timers, onError: (error: unknown) => void) {
    this.#task = task;
    this.#timers = timers;
    this.#onError = onError;
  }

  start(delayMs: number): void {
    this.#due = this.#timers.now() + delayMs;
    this.#wait();
  }

  async runNow(): Promise<void> {
    await this.#running;
    if (!this.#stopped) await this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timers.clearTimeout(this.#timer);
    await this.#running;
  }

  abort(reason: unknown): void {
    this.#abort?.abort(reason);
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#timer = this.#timers.setTimeout(() => this.#tick(), Math.max(0, this.#due - this.#timers.now()));
  }

  async #tick(): Promise<void> {
    if (this.#running === undefined) await this.#run();
    else await this.#running;
    const { intervalMs } = this.#task;
    const missed = Math.floor((this.#timers.now() - this.#due) / intervalMs);
    this.#due += intervalMs * Math.max(1, missed + 1);
    this.#wait();
  }

  #run(): Promise<void> {
    this.#running ??= this.#once().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #once(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    // Said when the time is up: work that does not hear may go on for long.
    const limit = this.#timers.setTimeout(() => {
      abort.abort(tooSlow(this.#task));
      this.#failed(abort.signal.reason);
    }, this.#task.timeoutMs);
    try {
      await this.#task.run(abort.signal);
      this.#tell(() => this.#task.onSuccess?.());
    } catch (error) {
      if (!isTooSlow(abort.signal)) this.#failed(abort.signal.aborted ? abort.signal.reason : error);
    } finally {
      this.#timers.clearTimeout(limit);
      this.#abort = undefined;
    }
  }

  #failed(error: unknown): void {
    const { onFailure } = this.#task;
    if (onFailure === undefined) this.#onError(error);
    else this.#tell(() => onFailure.call(this.#task, error));
  }

  /** What a listener throws must not end the loop. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onError(error);
    }
  }
}

class TooSlow extends GatelineError {}

function tooSlow({ name, timeoutMs }: Task): TooSlow {
  return new TooSlow('source-unreachable', `${name} did not end within ${timeoutMs / 1_000} s.`);
}

function isTooSlow(signal: AbortSignal): boolean {
  return signal.reason instanceof TooSlow;
}
