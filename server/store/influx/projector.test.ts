import { expect, it, vi } from 'vitest';
import { Projector, type ProjectorParts } from './projector.ts';

it('a spool whose file fails for a while ends nothing: it is tried again, and what arrived is deleted then', async () => {
  let failing = true;
  const fails = async () => {
    if (failing) throw new Error('No space left on device\nmore');
  };
  const outbox = {
    first: 1,
    next: 2,
    oldest: vi.fn(async () => {
      await fails();
      return [{ number: 1, points: 1, body: 'm v=1' }];
    }),
    arrived: () => {
      outbox.first = 2;
    },
    forget: vi.fn(fails),
  };
  const send = vi.fn(async () => ({ kind: 'taken' }) as const);
  const projector = new Projector({
    outbox,
    client: { send },
    commits: { exclusively: (work: () => Promise<void>) => work() },
    database: { transaction: (work: () => Promise<void>) => work() },
    prepare: async () => undefined,
    now: () => 5,
    random: () => 0,
  } as unknown as ProjectorParts);
  projector.start();
  await vi.waitFor(() => expect(projector.absence).toBeDefined(), 30_000);
  expect(projector.absence).toEqual({ since: 5, reason: 'the spool fails (No space left on device)' });
  outbox.oldest.mockImplementation(async () => [{ number: 1, points: 1, body: 'm v=1' }]);
  expect(await projector.drained(30_000)).toBe(true);
  await vi.waitFor(() => expect(outbox.forget).toHaveBeenCalled(), 30_000);
  failing = false;
  await projector.close();
  expect(outbox.forget).toHaveBeenCalledTimes(2);
  expect(send).toHaveBeenCalledOnce();
});
