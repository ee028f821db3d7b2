import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import { DatabaseWatch } from './database-watch.ts';

const WRONG = new GatelineError('config-invalid', 'it drops data');

describe('the watch over a database in InfluxDB', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks until there is an answer, ever more rarely', async () => {
    const answers = [false, false, false, false, false, false, true];
    const asked: number[] = [];
    const start = Date.now();
    const watch = new DatabaseWatch(async () => {
      asked.push((Date.now() - start) / 1_000);
      return answers[asked.length - 1] ?? true;
    });
    watch.insist();
    watch.insist();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(asked).toEqual([1, 3, 7, 15, 31, 61, 91]);
    expect(watch.amiss).toBeUndefined();
  });

  it('keeps what is wrong while nobody answers, and forgets it when all is well', async () => {
    const gate = Promise.withResolvers<boolean>();
    const prepare = vi
      .fn<() => Promise<boolean>>()
      .mockRejectedValueOnce(WRONG)
      .mockResolvedValueOnce(false)
      .mockReturnValueOnce(gate.promise);
    const watch = new DatabaseWatch(prepare);
    await watch.ask();
    expect(watch.amiss).toBe('it drops data');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(prepare).toHaveBeenCalledTimes(3);
    expect(watch.amiss).toBe('it drops data');
    const asked = watch.ask();
    gate.resolve(true);
    await asked;
    await vi.advanceTimersByTimeAsync(300_000);
    expect(watch.amiss).toBeUndefined();
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it('says and asks nothing more when it is closed', async () => {
    const gate = Promise.withResolvers<boolean>();
    const prepare = vi.fn(() => gate.promise);
    const watch = new DatabaseWatch(prepare);
    const asked = watch.ask();
    const closed = watch.close();
    gate.reject(WRONG);
    await Promise.all([asked, closed]);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(watch.amiss).toBeUndefined();
    expect(prepare).toHaveBeenCalledOnce();
  });
});
