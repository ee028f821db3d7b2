import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(parseOptions([])).toEqual({
      host: '127.0.0.1',
      port: 9464,
      seed: 'demo',
      rate: 1,
      flushIntervalMs: 10_000,
      zone: 'Europe/Berlin',
      paused: false,
      calm: false,
    });
  });

  it('is read', () => {
    const args =
      '--host 0.0.0.0 --port 0 --otlp http://127.0.0.1:4318/ --seed s --rate 20 --flush-interval 0.5 --today 2026-11-23 --paused --calm --breaker-reset 1';
    expect(parseOptions(args.split(' '))).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      otlp: 'http://127.0.0.1:4318',
      rate: 20,
      flushIntervalMs: 500,
      today: '2026-11-23',
      paused: true,
      breakerResetMs: 1000,
    });
  });

  it.each([
    [['--port', 'http'], '--port takes a number from 0 to 65535, not "http".'],
    [['--host', 'everywhere'], '--host takes an address such as 0.0.0.0, not "everywhere".'],
    [['--rate', '-1'], /--rate/],
    [['--rate='], '--rate takes a number from 0 to 10000, not "".'],
    [['--otlp', 'localhost:4318'], /--otlp takes an address such as/],
    [['--nonsense'], /--nonsense/],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
