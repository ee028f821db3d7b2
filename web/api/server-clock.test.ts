import { expect, test } from 'vitest';
import { ServerClock } from './server-clock.ts';

test('without word from the server it is the time of this machine', () => {
  expect(new ServerClock(() => 5_000).now()).toBe(5_000);
});

test('a machine that is an hour behind reads the time of the server', () => {
  const clock = new ServerClock(() => 1_000);
  clock.learn(3_601_000);
  expect(clock.now()).toBe(3_601_000);
});

test('an answer that was long under way does not turn the clock back', () => {
  const clock = new ServerClock(() => 10_000);
  clock.learn(9_990);
  clock.learn(4_000);
  expect(clock.skewMs).toBe(-10);
});

test('a clock that was set while the page stood open is followed', () => {
  let local = 0;
  const clock = new ServerClock(() => local);
  clock.learn(500_000);
  local = 500_000;
  for (let i = 0; i < 12; i += 1) clock.learn(500_000);
  expect(clock.skewMs).toBe(0);
});
