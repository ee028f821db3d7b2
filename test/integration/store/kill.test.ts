import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../../server/store/duckdb/duckdb-store.ts';
import { PRODUCT } from '../../contract/history.ts';
import { KILL_TEST_START, killBatch, POINTS } from './kill-batches.ts';

const KILLS = 50;
const YEAR_MS = 366 * 24 * 3_600_000;

describe('a DuckDB store that is killed under load', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-kill-'));
    file = join(folder, 'gateline.duckdb');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it(`holds every acknowledged batch once and none in part, ${KILLS} times`, async () => {
    const random = generator(20_261_123);
    const acknowledged = new Set<number>();
    const starts: number[] = [];
    let first = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await loadUntilKilled(file, first, random() * 400, acknowledged);
      first = await checkAfterKill(file, acknowledged, first, starts);
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
    // The usual start, since the machine may have other work at times.
    expect(starts.toSorted((a, b) => a - b)[KILLS / 2], 'time to start after a kill, ms').toBeLessThan(2000);
  }, 240_000);
});

/** Checks the file and returns the number of the next batch to write. */
async function checkAfterKill(
  file: string,
  acknowledged: ReadonlySet<number>,
  first: number,
  starts: number[],
): Promise<number> {
  const began = performance.now();
  const store = await DuckdbStore.open({ file });
  starts.push(performance.now() - began);
  try {
    const window = { product: PRODUCT, from: KILL_TEST_START, to: KILL_TEST_START + YEAR_MS };
    const counts = await store.read({
      ...window,
      select: [
        { measure: 'requests', kind: 'counter', by: ['label:point'] },
        { measure: 'labeled_examples', kind: 'gauge' },
      ],
    });
    const totals = (counts.selections[0]?.groups ?? []).map((group) =>
      group.kind === 'counter' ? (group.totals[0] ?? 0) : 0,
    );
    const gauge = counts.selections[1]?.groups[0];
    const batches = gauge?.kind === 'gauge' ? (gauge.steps[0]?.samples ?? 0) : 0;
    // Each batch adds one to each of the points, to the gauge's samples and to the watched time.
    expect(new Set(totals)).toEqual(batches === 0 ? new Set() : new Set([batches]));
    if (batches > 0) expect(totals).toHaveLength(POINTS);
    expect(counts.selections[0]?.observedMs[0] ?? 0).toBe(batches);
    for (const number of acknowledged) {
      if (number >= first) expect(await store.write(killBatch(number)), `batch ${number}`).toBe('duplicate');
    }
    // A batch may be durable though its acknowledgment was cut off: it is one more than was heard of, never less.
    let next = Math.max(first, ...acknowledged, -1) + 1;
    for (let extra = 0; extra < 3; extra += 1) await store.write(killBatch(next + extra));
    next += 3;
    return next;
  } finally {
    await store.close();
  }
}

async function loadUntilKilled(
  file: string,
  first: number,
  delayMs: number,
  acknowledged: Set<number>,
): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'writer-process.ts'), file, String(first)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exit = once(child, 'exit');
  const errors = readAll(child);
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  lines.on('line', (line) => {
    if (line === 'open') setTimeout(() => child.kill('SIGKILL'), delayMs);
    else acknowledged.add(Number(line));
  });
  const allRead = once(lines, 'close');
  const [code, signal] = await exit;
  await allRead;
  expect({ code, signal }, await errors).toEqual({ code: null, signal: 'SIGKILL' });
}

async function readAll(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of child.stderr ?? []) text += String(part);
  return text;
}

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
