import { describe, expect, it } from 'vitest';
import { GatelineError } from '../core/errors.ts';
import { Scheduler, scheduleCollector, type Task, type Timers } from './scheduler.ts';
import { RecordingMonitor } from './testing/recording-store.ts';

/** Time that stands still until the test moves it. */
class FakeTimers implements Timers {
  #now = 0;
  #next = 1;
  readonly #pending = new Map<number, { due: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): number {
    const handle = this.#next++;
    this.#pending.set(handle, { due: this.#now + ms, callback });
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.#pending.delete(handle as number);
  }

  get pending(): number {
    return this.#pending.size;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const [next] = [...this.#pending]
        .filter(([, { due }]) => due <= until)
        .sort(([, a], [, b]) => a.due - b.due);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next[1].due);
      this.#pending.delete(next[0]);
      next[1].callback();
      await settle();
    }
    this.#now = until;
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

function setUp() {
  const timers = new FakeTimers();
  const errors: string[] = [];
  const scheduler = new Scheduler({ timers, onError: (task, error) => errors.push(`${task}: ${error}`) });
  const wait = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      timers.setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  return { timers, errors, scheduler, wait };
}

function task(run: Task['run'], more: Partial<Task> = {}): Task {
  return { name: 'task', intervalMs: 1_000, timeoutMs: 10_000, run, ...more };
}

describe('a scheduled task', () => {
  it('runs at once, then at a fixed cadence that does not drift with the time a run takes', async () => {
    const { timers, scheduler, wait } = setUp();
    const starts: number[] = [];
    scheduler.schedule(
      task(async () => {
        starts.push(timers.now());
        await wait(300);
      }),
    );
    await timers.advance(4_500);
    expect(starts).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  it('never runs twice at once, and skips the runs that a long one covers', async () => {
    const { timers, scheduler, wait } = setUp();
    const starts: number[] = [];
    let running = 0;
    scheduler.schedule(
      task(async () => {
        starts.push(timers.now());
        running += 1;
        expect(running).toBe(1);
        await wait(2_300);
        running -= 1;
      }),
    );
    await timers.advance(7_000);
    expect(starts).toEqual([0, 3_000, 6_000]);
  });

  it('goes on after a run that failed', async () => {
    const { timers, scheduler, errors } = setUp();
    let runs = 0;
    scheduler.schedule(
      task(async () => {
        runs += 1;
        if (runs < 3) throw new Error(`failure ${runs}`);
      }),
    );
    await timers.advance(3_000);
    expect(runs).toBe(4);
    expect(errors).toEqual(['task: Error: failure 1', 'task: Error: failure 2']);
  });

  it('goes on after a listener that failed', async () => {
    const { timers, scheduler, errors } = setUp();
    let runs = 0;
    const onSuccess = () => {
      throw new Error('deaf');
    };
    scheduler.schedule(
      task(
        async () => {
          runs += 1;
        },
        { onSuccess },
      ),
    );
    await timers.advance(1_000);
    expect(runs).toBe(2);
    expect(errors).toEqual(['task: Error: deaf', 'task: Error: deaf']);
  });

  it('is told to end after its time limit, and runs again only when it has ended', async () => {
    const { timers, scheduler, errors, wait } = setUp();
    const starts: number[] = [];
    scheduler.schedule(
      task(
        async (signal) => {
          starts.push(timers.now());
          // Slow to hear.
          await wait(5_500);
          expect(signal.aborted).toBe(true);
          throw new Error('ended in some way of its own');
        },
        { timeoutMs: 500 },
      ),
    );
    await timers.advance(600);
    expect(errors).toEqual(['task: GatelineError: task did not end within 0.5 s.']);
    await timers.advance(5_400);
    expect(starts).toEqual([0, 6_000]);
    expect(errors).toEqual(['task: GatelineError: task did not end within 0.5 s.']);
  });

  it('runs at once when asked to, but not twice at once', async () => {
    const { timers, scheduler, wait } = setUp();
    const starts: number[] = [];
    const scheduled = scheduler.schedule(
      task(async () => {
        starts.push(timers.now());
        await wait(100);
      }),
    );
    await timers.advance(50);
    const asked = scheduled.runNow();
    await timers.advance(300);
    await asked;
    expect(starts).toEqual([0, 100]);
    await timers.advance(1_000);
    expect(starts).toEqual([0, 100, 1_000]);
  });

  it('that is stopped runs no more', async () => {
    const { timers, scheduler } = setUp();
    let runs = 0;
    const scheduled = scheduler.schedule(
      task(async () => {
        runs += 1;
      }),
    );
    await timers.advance(1_500);
    await scheduled.stop();
    await timers.advance(5_000);
    expect(runs).toBe(2);
    expect(timers.pending).toBe(0);
  });
});

describe('several tasks', () => {
  it('have their first runs apart', async () => {
    const { timers, scheduler } = setUp();
    const starts: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      scheduler.schedule(
        task(
          async () => {
            starts.push(timers.now());
          },
          { intervalMs: 60_000 },
        ),
      );
    }
    await timers.advance(1_000);
    expect(starts).toEqual([0, 150, 300, 450]);
  });

  it('do not wait for a slow one', async () => {
    const { timers, scheduler } = setUp();
    let quick = 0;
    scheduler.schedule(task(() => new Promise(() => {}), { name: 'hangs' }));
    scheduler.schedule(
      task(async () => {
        quick += 1;
      }),
    );
    await timers.advance(5_000);
    expect(quick).toBe(5);
  });
});

describe('closing', () => {
  it('lets runs under way finish and starts no more', async () => {
    const { timers, scheduler, wait } = setUp();
    let ended = 0;
    let runs = 0;
    scheduler.schedule(
      task(async () => {
        runs += 1;
        await wait(2_000);
        ended += 1;
      }),
    );
    await timers.advance(100);
    const closed = scheduler.close();
    await timers.advance(3_000);
    await closed;
    await timers.advance(9_000);
    expect([runs, ended, timers.pending]).toEqual([1, 1, 0]);
    expect(() => scheduler.schedule(task(async () => {}))).toThrow('after the scheduler was closed');
  });

  it('tells runs to end that take too long', async () => {
    const { timers, scheduler, errors, wait } = setUp();
    scheduler.schedule(task((signal) => wait(60_000, signal), { timeoutMs: 90_000 }));
    await timers.advance(100);
    const closed = scheduler.close(1_000);
    await timers.advance(1_000);
    await closed;
    expect(errors).toEqual(['task: GatelineError: Gateline is shutting down.']);
  });
});

describe('a scheduled collector', () => {
  it('has its runs told to the monitor: one sentence for what people can mend, the rest to the log', async () => {
    const { timers, scheduler, errors } = setUp();
    const monitor = new RecordingMonitor();
    const outcomes = [
      undefined,
      new GatelineError('source-unreachable', 'http://a/ cannot be read.'),
      new TypeError('x is not a function'),
    ];
    const collect = async () => {
      const error = outcomes.shift();
      if (error !== undefined) throw error;
    };
    const collector = { source: 'a', intervalMs: 1_000, collect };
    scheduleCollector(scheduler, collector, { monitor, clock: { now: () => 5 } });
    await timers.advance(2_000);
    expect(monitor.successes).toBe(1);
    expect(monitor.failures).toEqual(['http://a/ cannot be read.', 'An unexpected error; the log has it.']);
    expect(errors).toEqual(['a: TypeError: x is not a function']);
  });
});

describe('with real timers', () => {
  it('runs and closes', async () => {
    const scheduler = new Scheduler();
    let runs = 0;
    scheduler.schedule(
      task(
        async () => {
          runs += 1;
        },
        { intervalMs: 20 },
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 110));
    await scheduler.close();
    expect(runs).toBeGreaterThan(2);
  });
});
