import { describe, expect, it } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import { onFreePorts } from './ports.ts';

describe('work on ports that were free a moment ago', () => {
  /** Fails that often with this error. */
  function work(fails: number, error: Error) {
    let tries = 0;
    return async () => {
      tries += 1;
      if (tries <= fails) throw error;
      return tries;
    };
  }
  const taken = new GatelineError('address-in-use', 'Port 4318 on 127.0.0.1 is taken by another program.');

  it('is done again when somebody was quicker', async () => {
    await expect(onFreePorts(work(2, taken))).resolves.toBe(3);
  });

  it('is given up when that happens again and again', async () => {
    await expect(onFreePorts(work(9, taken))).rejects.toBe(taken);
  });

  it('is not done again when something else is wrong', async () => {
    const locked = new GatelineError('store-locked', 'In use by process 7.');
    await expect(onFreePorts(work(1, locked))).rejects.toBe(locked);
  });
});
