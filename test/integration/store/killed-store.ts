import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore, ReadRequest, ReadResult } from '../../../core/ports.ts';
import { PRODUCT } from '../../contract/history.ts';
import { KILL_TEST_START, killBatch, POINTS } from './kill-batches.ts';

const YEAR_MS = 366 * 24 * 3_600_000;

/** A store that can be closed. */
interface Closable extends MeasurementStore {
  close(): Promise<void>;
}

/** What was seen of a store that is killed again and again. */
export class KilledStore {
  readonly acknowledged = new Set<number>();
  /** How long it took to open after each kill, ms. */
  readonly starts: number[] = [];
  readonly #open: () => Promise<Closable>;
  readonly #writer: readonly string[];
  #first = 0;

  /**
   * @param open opens it in this process
   * @param writer arguments of the process that writes into it, but for the number of the first batch
   */
  constructor(open: () => Promise<Closable>, writer: readonly string[]) {
    this.#open = open;
    this.#writer = writer;
  }

  /** The usual start, ms. */
  get usualStart(): number {
    return this.starts.toSorted((a, b) => a - b)[Math.floor(this.starts.length / 2)] ?? Number.NaN;
  }

  /**
   * Lets a process write until it is killed, and looks at what it left.
   *
   * @param batches so many are acknowledged first: on a slow machine that takes longer
   * @param afterMs then it has so long
   */
  async kill(batches: number, afterMs: number): Promise<void> {
    await this.#loadUntilKilled(batches, afterMs);
    const began = performance.now();
    const store = await this.#open();
    this.starts.push(performance.now() - began);
    try {
      await this.#check(store);
    } finally {
      await store.close();
    }
  }

  async #loadUntilKilled(batches: number, afterMs: number): Promise<void> {
    const script = join(import.meta.dirname, 'writer-process.ts');
    const child = spawn(process.execPath, [script, String(this.#first), ...this.#writer], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit');
    const errors = text(child.stderr);
    const lines = createInterface({ input: child.stdout });
    let heard = -1;
    lines.on('line', (line) => {
      if (line !== 'open') this.acknowledged.add(Number(line));
      heard += 1;
      if (heard === batches) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    const allRead = once(lines, 'close');
    const [code, signal] = await exit;
    await allRead;
    expect({ code, signal }, await errors).toEqual({ code: null, signal: 'SIGKILL' });
  }

  async #check(store: Closable): Promise<void> {
    const { selections } = await patiently(store, {
      product: PRODUCT,
      from: KILL_TEST_START,
      to: KILL_TEST_START + YEAR_MS,
      select: [
        { measure: 'requests', kind: 'counter', by: ['label:point'] },
        { measure: 'labeled_examples', kind: 'gauge' },
      ],
    });
    const totals = (selections[0]?.groups ?? []).map((group) =>
      group.kind === 'counter' ? (group.totals[0] ?? 0) : 0,
    );
    const gauge = selections[1]?.groups[0];
    const batches = gauge?.kind === 'gauge' ? (gauge.steps[0]?.samples ?? 0) : 0;
    // Each batch adds one to each of the points, to the gauge's samples and to the watched time.
    expect(new Set(totals)).toEqual(batches === 0 ? new Set() : new Set([batches]));
    if (batches > 0) expect(totals).toHaveLength(POINTS);
    expect(selections[0]?.observedMs[0] ?? 0).toBe(batches);
    const heard = [...this.acknowledged].filter((number) => number >= this.#first);
    const again = await Promise.all(heard.map((number) => store.write(killBatch(number))));
    expect(heard.filter((_, i) => again[i] !== 'duplicate')).toEqual([]);
    // A batch may be durable though its acknowledgment was cut off: it is one more than was heard of, never less.
    const next = Math.max(this.#first, ...this.acknowledged, -1) + 1;
    await Promise.all([0, 1, 2].map((extra) => store.write(killBatch(next + extra))));
    this.#first = next + 3;
  }
}

/** Reads again while InfluxDB is behind: on a busy machine it takes its time to take what waits in the spool. */
async function patiently(store: Closable, request: ReadRequest): Promise<ReadResult> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      return await store.read(request);
    } catch (error) {
      const isBehind = error instanceof GatelineError && error.code === 'store-unavailable';
      if (!isBehind || performance.now() > until) throw error;
    }
  }
}
