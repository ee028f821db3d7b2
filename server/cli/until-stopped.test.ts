import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { untilStopped } from './until-stopped.ts';

describe('a running server', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('closes in peace at %s', async (signal) => {
    const { process, codes, closed } = waiting();
    process.emit(signal);
    await closed;
    expect(codes).toEqual([]);
    expect(process.listenerCount(signal)).toBe(0);
  });

  it('takes the echo of a signal for the same wish', () => {
    const { process, codes, clock } = waiting({ closes: false });
    process.emit('SIGINT');
    clock.at += 400;
    process.emit('SIGINT');
    expect(codes).toEqual([]);
  });

  it('ends at once when it is asked again', () => {
    const { process, codes, clock } = waiting({ closes: false });
    process.emit('SIGINT');
    clock.at += 600;
    process.emit('SIGINT');
    expect(codes).toEqual([130]);
  });

  it('tells when it could not close', async () => {
    const { process, closed } = waiting({ fails: true });
    process.emit('SIGTERM');
    await expect(closed).rejects.toThrow('stuck');
  });

  function waiting({ closes = true, fails = false } = {}) {
    const process = new EventEmitter();
    const codes: number[] = [];
    const clock = { at: 0 };
    const close = async () => {
      if (fails) throw new Error('stuck');
      if (!closes) await new Promise(() => {});
    };
    const closed = untilStopped(close, {
      from: process,
      now: () => clock.at,
      exitNow: (code) => codes.push(code),
    });
    return { process, codes, clock, closed };
  }
});
