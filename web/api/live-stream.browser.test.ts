import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeServer } from '../testing/room.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.stream.start();
});

afterEach(() => {
  server.stream.stop();
  vi.useRealTimers();
});

describe('the stream', () => {
  test('waits until the server has spoken, then is live', () => {
    expect(server.stream.connection).toBe('waiting');
    server.hello();
    expect(server.stream.connection).toBe('live');
    expect(server.stream.heardAt).toBe(FIXED_NOW);
  });

  test('tells its listeners what it hears, and not what nobody can read', () => {
    const heard: string[] = [];
    const stop = server.stream.listen((event) => heard.push(event.type));
    server.hello();
    server.say({ type: 'actuals', at: FIXED_NOW, product: 'p' });
    server.say({ type: 'nonsense' } as never);
    stop();
    server.say({ type: 'alive', at: FIXED_NOW });
    expect(heard).toEqual(['hello', 'actuals']);
  });

  test('counts a server that hangs as lost within 15 seconds', () => {
    server.hello();
    vi.advanceTimersByTime(12_900);
    expect(server.stream.connection).toBe('live');
    vi.advanceTimersByTime(2_100);
    expect(server.stream.connection).toBe('lost');
  });

  test('is kept alive by a word every ten seconds', () => {
    server.hello();
    for (let i = 1; i < 10; i += 1) {
      vi.advanceTimersByTime(10_000);
      server.say({ type: 'alive', at: FIXED_NOW + i * 10_000 });
    }
    expect(server.stream.connection).toBe('live');
    expect(server.opened).toBe(1);
  });

  test('does not cry lost over a short break, and comes back by itself', () => {
    server.hello();
    server.cut();
    expect(server.stream.connection).toBe('waiting');
    vi.advanceTimersByTime(2_000);
    expect(server.opened).toBe(2);
    server.hello();
    expect(server.stream.connection).toBe('live');
  });

  test('tries again for ever, at most four times a minute in the long run', () => {
    for (let second = 0; second < 600; second += 1) {
      server.cut();
      vi.advanceTimersByTime(1_000);
    }
    expect(server.stream.connection).toBe('lost');
    expect(server.opened).toBeGreaterThan(25);
    expect(server.opened).toBeLessThan(70);
    const before = server.opened;
    while (server.opened === before) vi.advanceTimersByTime(1_000);
    server.hello();
    expect(server.stream.connection).toBe('live');
  });

  test('says when the server runs another version than the one the page came from', () => {
    server.hello('0.1.0');
    expect(server.stream.updated).toBe(false);
    server.cut();
    vi.advanceTimersByTime(2_000);
    server.hello('0.2.0');
    expect(server.stream.updated).toBe(true);
  });

  test('tries at once when the network is back', () => {
    server.cut();
    window.dispatchEvent(new Event('online'));
    expect(server.opened).toBe(2);
  });
});
