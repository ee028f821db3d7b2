import { afterEach, expect, it, vi } from 'vitest';
import type { SendOutcome } from './influx-client.ts';
import { Projector, type ProjectorParts } from './projector.ts';
import { RequestSize } from './request-size.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('an InfluxDB in trouble is not asked more often because many read, and at once when the first one reads', async () => {
  vi.useFakeTimers();
  const send = vi.fn(async () => ({ kind: 'away', reason: 'busy' }) as const);
  const outbox = { first: 1, next: 2, oldest: async () => [{ number: 1, points: 1, body: 'm v=1' }] };
  const projector = projectorOf(outbox, send);
  const attempts = async (ms: number) => {
    const before = send.mock.calls.length;
    await vi.advanceTimersByTimeAsync(ms);
    return send.mock.calls.length - before;
  };
  projector.start();
  await attempts(5 * 60_000);
  expect(await attempts(60_000)).toBe(2);
  await attempts(5_000);
  const first = projector.drained(3_000);
  expect(await attempts(0)).toBe(1);
  await attempts(3_000);
  expect(await first).toBe(false);
  let over = false;
  const readers = Array.from({ length: 20 }, async () => {
    while (!over) await projector.drained(3_000);
  });
  const many = await attempts(60_000);
  expect(many).toBeGreaterThan(25);
  expect(many).toBeLessThan(35);
  over = true;
  await attempts(33_000);
  await Promise.all(readers);
  // Nobody waits any more.
  expect(await attempts(60_000)).toBe(2);
  const closed = projector.close();
  await attempts(0);
  await closed;
});

it('an InfluxDB that is too slow for large requests takes all in small ones, and each of them once', async () => {
  vi.useFakeTimers();
  const body = Array.from({ length: 5_000 }, (_, i) => `m v=${i}`).join('\n');
  const outbox = {
    first: 1,
    next: 2,
    oldest: async () => [{ number: 1, points: 5_000, body }],
    arrived: () => {
      outbox.first = 2;
    },
  };
  const taken: string[] = [];
  const send = vi.fn(async (some: string) => {
    const lines = some.split('\n');
    if (lines.length > 400) return { kind: 'away', reason: 'timeout', slow: true } as const;
    taken.push(...lines);
    return { kind: 'taken' } as const;
  });
  const projector = projectorOf(outbox, send);
  projector.start();
  const arrived = projector.drained(60_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await arrived).toBe(true);
  expect(taken.join('\n')).toBe(body);
  expect(projector.absence).toBeUndefined();
  expect(send.mock.calls.length).toBeLessThan(40);
  const closed = projector.close();
  await vi.advanceTimersByTimeAsync(0);
  await closed;
});

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
    forget: vi.fn(async () => {
      await fails();
      return () => undefined;
    }),
  };
  const send = vi.fn(async () => ({ kind: 'taken' }) as const);
  const projector = new Projector({
    outbox,
    client: { send },
    size: new RequestSize(),
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

/** One that sends what an outbox holds. */
function projectorOf(outbox: object, send: (body: string) => Promise<SendOutcome>): Projector {
  const parts = { outbox, client: { send }, size: new RequestSize(), prepare: async () => undefined };
  return new Projector({ ...parts, now: () => 5, random: () => 0.5 } as unknown as ProjectorParts);
}
