import { expect, it } from 'vitest';
import { Leases } from './leases.ts';

const LONG = 60_000;

it('work that is alone waits for the reads that run, and reads that come meanwhile wait for it', async () => {
  const leases = new Leases();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const work = Promise.withResolvers<void>();
  const reading = leases.hold(async () => {
    await first.promise;
    order.push('first read');
  });
  const alone = leases.alone(async () => {
    order.push('work begins');
    await work.promise;
    order.push('work ends');
  }, LONG);
  const later = leases.hold(async () => {
    order.push('second read');
  });
  first.resolve();
  await reading;
  work.resolve();
  await later;
  expect(await alone).toBe(true);
  expect(order).toEqual(['first read', 'work begins', 'work ends', 'second read']);
});

it('work that would be alone is put off when a read takes long, and others go on', async () => {
  const leases = new Leases();
  const exporting = Promise.withResolvers<void>();
  const long = leases.hold(() => exporting.promise);
  let isDone = false;
  const alone = leases.alone(async () => {
    isDone = true;
  }, 10);
  expect(await leases.hold(async () => 'read')).toBe('read');
  expect([await alone, isDone]).toEqual([false, false]);
  exporting.resolve();
  await long;
});

it('work that is alone and fails lets reads go on', async () => {
  const leases = new Leases();
  await expect(leases.alone(() => Promise.reject(new Error('full')), LONG)).rejects.toThrow('full');
  expect(await leases.hold(async () => 'read')).toBe('read');
});
