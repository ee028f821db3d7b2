import { describe, expect, it } from 'vitest';
import { ThreadCount } from './thread-count.ts';

/** Transactions begin at these times; what each of them changed to. */
function changes(threads: ThreadCount, times: readonly number[]): (number | undefined)[] {
  return times.map((at) => threads.writing(at, true));
}

const every = (ms: number, n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i * ms);

describe('the threads of the embedded store', () => {
  it('are one while transactions follow each other closely', () => {
    const threads = new ThreadCount(2);
    expect(changes(threads, every(10, 12))).toEqual([
      ...Array(8).fill(undefined),
      1,
      ...Array(3).fill(undefined),
    ]);
  });

  it('are all of them for a read when that is over, and not before', () => {
    const threads = new ThreadCount(2);
    changes(threads, every(10, 12));
    expect(threads.reading(130)).toBeUndefined();
    expect(threads.reading(2_000)).toBe(2);
    expect(threads.reading(2_001)).toBeUndefined();
    expect(changes(threads, every(10, 12, 3_000)).filter((one) => one !== undefined)).toEqual([1]);
  });

  it('are not let go of while something else is under way', () => {
    const threads = new ThreadCount(2);
    for (const at of every(10, 30)) expect(threads.writing(at, false)).toBeUndefined();
    expect(threads.writing(300, true)).toBe(1);
  });

  it('stay what they are with a transaction now and then, and where there is but one', () => {
    expect(changes(new ThreadCount(4), every(100, 50)).every((one) => one === undefined)).toBe(true);
    const one = new ThreadCount(1);
    expect(changes(one, every(1, 50)).every((count) => count === undefined)).toBe(true);
    expect(one.reading(10_000)).toBeUndefined();
  });
});
