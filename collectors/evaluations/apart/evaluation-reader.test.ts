import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import { NOW, readRun } from '../testing/read.ts';
import { EvaluationReader, type EvaluationReaderOptions } from './evaluation-reader.ts';

const GIVEN = { product: 'desk', versions: [{ item: 'v2' }], now: NOW };

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

describe('files of evaluations, read in a process of their own', () => {
  const readers: EvaluationReader[] = [];
  const reader = (options: EvaluationReaderOptions = {}) => {
    const one = new EvaluationReader(options);
    readers.push(one);
    return one;
  };
  afterEach(() => Promise.all(readers.splice(0).map((one) => one.close())));

  it('are what they are when they are read here', async () => {
    const rows = Array.from({ length: 4_500 }, (_, i) => `t${i},${i % 2},${i % 7 === 0 ? 'x' : ''}`);
    const text = ['id,correct,error', ...rows].join('\n');
    const { runs, problems } = await reader().read({ name: 'x.csv', bytes: bytes(text) }, GIVEN);
    expect(problems).toEqual([]);
    expect(runs).toEqual([await readRun(text, { name: 'x.csv' })]);
  });

  it('are read from where they stand, and one that is not there is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateline-reader-'));
    try {
      const path = join(folder, 'x.csv');
      await writeFile(path, 'id,correct\na,1\n');
      const one = reader();
      expect((await one.read({ name: 'x.csv', path }, GIVEN)).runs).toHaveLength(1);
      expect((await one.read({ name: 'y.csv', path: join(folder, 'y.csv') }, GIVEN)).problems).toEqual([
        { severity: 'error', file: 'y.csv', message: 'This file cannot be read: it is not there.' },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('that take too long are given up, and the next are read', async () => {
    const one = reader({ timeoutMs: 400 });
    const long = `[${'{"a":1},'.repeat(4_000_000)}{}]`;
    expect(await one.read({ name: 'long.json', bytes: bytes(long) }, GIVEN)).toEqual({
      runs: [],
      problems: [
        { severity: 'error', file: 'long.json', message: 'It took longer than 0.4 s to read; split it.' },
      ],
    });
    const next = reader();
    expect((await next.read({ name: 'x', bytes: bytes('id,correct\na,1\n') }, GIVEN)).runs).toHaveLength(1);
  });

  it('that need too much memory are given up, and the same reader goes on', async () => {
    const one = reader({ memoryMb: 48 });
    const large = `[${'{"a":{"b":[1,2,3]}},'.repeat(1_500_000)}{}]`;
    const { problems } = await one.read({ name: 'large.json', bytes: bytes(large) }, GIVEN);
    expect(problems).toEqual([
      { severity: 'error', file: 'large.json', message: 'It needs more memory than it may have; split it.' },
    ]);
    expect((await one.read({ name: 'x', bytes: bytes('id,correct\na,1\n') }, GIVEN)).runs).toHaveLength(1);
  });

  it('leave the process its turns meanwhile', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) =>
      JSON.stringify({ id: `t${i}`, correct: i % 2, text: 'x'.repeat(200) }),
    );
    const reading = reader().read({ name: 'x.jsonl', bytes: bytes(rows.join('\n')) }, GIVEN);
    let turns = 0;
    const beat = setInterval(() => {
      turns += 1;
    }, 5);
    const { runs } = await reading;
    clearInterval(beat);
    expect(runs[0]?.items).toHaveLength(60_000);
    // Read here, they would leave it none.
    expect(turns).toBeGreaterThan(20);
  });

  it('wait for each other, but not too many', async () => {
    const one = reader({ mostWaiting: 2, limits: LIMITS });
    const file = () => ({ name: 'x', bytes: bytes('id,correct\na,1\n') });
    const both = [one.read(file(), GIVEN), one.read(file(), GIVEN)];
    await expect(one.read(file(), GIVEN)).rejects.toMatchObject({ code: 'store-busy' });
    expect((await Promise.all(both)).map(({ runs }) => runs.length)).toEqual([1, 1]);
    expect((await one.read(file(), GIVEN)).runs).toHaveLength(1);
  });

  it('keep nobody who wants to know no more waiting, nor who waits behind them', async () => {
    const one = reader();
    const long = bytes(`[${'{"a":1},'.repeat(4_000_000)}{}]`);
    const stop = new AbortController();
    const both = [1, 2].map(() => one.read({ name: 'long.json', bytes: long }, GIVEN, stop.signal));
    const began = performance.now();
    stop.abort(new Error('enough'));
    await Promise.all(both.map((read) => expect(read).rejects.toThrow('enough')));
    await one.close();
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('are not begun for whom nobody waits any more', async () => {
    const one = reader();
    const small = { name: 'x.csv', bytes: bytes('id,correct\na,1\n') };
    await expect(one.read(small, GIVEN, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const stop = new AbortController();
    const [first, second] = [one.read(small, GIVEN), one.read(small, GIVEN, stop.signal)];
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    expect((await first).runs).toHaveLength(1);
    await one.close();
  });

  it('are given up when the process ends', async () => {
    const one = reader();
    const reading = one.read({ name: 'x', bytes: bytes(`[${'{"a":1},'.repeat(3_000_000)}{}]`) }, GIVEN);
    const ended = expect(reading).rejects.toMatchObject({ code: 'store-unavailable' });
    await one.close();
    await ended;
    await expect(one.read({ name: 'x', bytes: bytes('') }, GIVEN)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  });
});
