import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { Found } from './found.ts';
import { POINTS } from './kill-batches.ts';
import type { Task } from './writer-process.ts';

/** What was seen of a store that is killed again and again. Nobody closes it in between: each process finds what the kill before it left. */
export class KilledStore {
  readonly acknowledged = new Set<number>();
  /** How long it took to open after each kill, ms. */
  readonly starts: number[] = [];
  readonly #program: string;
  readonly #place: Pick<Task, 'file' | 'url'>;
  /** Those of the last process. */
  #heard: number[] = [];

  /**
   * @param program looks at what is in the store, writes into it, and is killed
   * @param place where the store is
   */
  constructor(program: string, place: Pick<Task, 'file' | 'url'>) {
    this.#program = program;
    this.#place = place;
  }

  /** The usual start, ms. */
  get usualStart(): number {
    return this.starts.toSorted((a, b) => a - b)[Math.floor(this.starts.length / 2)] ?? Number.NaN;
  }

  /**
   * Lets a process look at what the last one left, and write until it is killed.
   *
   * @param batches so many are acknowledged first: on a slow machine that takes longer
   * @param afterMs then it has so long
   */
  async kill(batches: number, afterMs: number): Promise<void> {
    const found = await this.#loadUntilKilled(batches, afterMs);
    if (this.acknowledged.size > 0) this.starts.push(found.startMs);
    // Each batch adds one to each of the points, to the gauge's samples and to the watched time.
    expect(new Set(found.totals)).toEqual(found.samples === 0 ? new Set() : new Set([found.samples]));
    if (found.samples > 0) expect(found.totals).toHaveLength(POINTS);
    expect(found.observedMs).toBe(found.samples);
    // A batch may be durable though its acknowledgment was cut off: it is one more than was heard of, never less.
    expect(found.lost).toEqual([]);
    expect(found.samples).toBeGreaterThanOrEqual(this.acknowledged.size);
    for (const number of this.#heard) this.acknowledged.add(number);
  }

  async #loadUntilKilled(batches: number, afterMs: number): Promise<Found> {
    // What was not acknowledged is sent again, as a sender does.
    const first = Math.max(-1, ...this.acknowledged) + 1;
    const task: Task = { ...this.#place, first, acknowledged: this.#heard };
    const child = spawn(process.execPath, [this.#program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit');
    const errors = text(child.stderr);
    const said: string[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      said.push(line);
      if (said.length === batches + 1) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    const allRead = once(lines, 'close');
    const [code, signal] = await exit;
    await allRead;
    expect({ code, signal }, await errors).toEqual({ code: null, signal: 'SIGKILL' });
    const [found = '', ...written] = said;
    this.#heard = written.map(Number);
    return JSON.parse(found) as Found;
  }
}
