import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from '../contract/stream.ts';
import { streamEvent } from '../contract/stream.ts';
import { type AppUnderTest, appUnderTest } from '../testing/app-under-test.ts';
import { StreamHub, type StreamReader } from './stream-hub.ts';

describe('the stream', () => {
  let app: AppUnderTest;
  const readers: StreamClient[] = [];
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.leave();
    await app.close();
  });

  it('begins with hello, and tells what changes to everybody who listens', async () => {
    app = await appUnderTest();
    const [one, two] = [await listenTo(app), await listenTo(app)];
    app.hub.publish({ type: 'verdict', at: 1, product: 'desk', item: 'v3', from: 'pass', to: 'fail' });
    for (const reader of [one, two]) {
      expect(await reader.next()).toMatchObject({ type: 'hello', version: '0.0.0-test' });
      expect(await reader.next()).toEqual({
        type: 'verdict',
        at: 1,
        product: 'desk',
        item: 'v3',
        from: 'pass',
        to: 'fail',
      });
    }
  });

  it('says at every beat that it is alive', async () => {
    app = await appUnderTest();
    const reader = await listenTo(app);
    app.hub.beat();
    expect(await reader.next()).toMatchObject({ type: 'hello' });
    expect(await reader.next()).toEqual({ type: 'alive', at: app.clock.at });
  });

  it('is neither compressed nor kept', async () => {
    app = await appUnderTest();
    const reader = await listenTo(app, { 'Accept-Encoding': 'gzip' });
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('content-encoding')).toBeNull();
    expect(reader.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses more readers than it may have, and has room again when one leaves', async () => {
    app = await appUnderTest({ maxReaders: 1 });
    const first = await listenTo(app);
    const refused = await app.ask('/api/v1/stream');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    first.leave();
    await vi.waitFor(() => expect(app.hub.readers).toBe(0), 30_000);
    expect((await listenTo(app)).headers.get('content-type')).toContain('event-stream');
  });

  it('sends a reader away whose token was revoked', async () => {
    app = await appUnderTest({ settings: { onLoopback: false } });
    const { token, record } = await app.tokens.create({ role: 'display' });
    const reader = await listenTo(app, { Authorization: `Bearer ${token}` });
    await reader.next();
    await app.tokens.revoke(record.id);
    app.hub.beat();
    expect(await reader.next()).toBeUndefined();
    expect(app.hub.readers).toBe(0);
  });

  it('drops a reader that does not read, and goes on for the others', async () => {
    app = await appUnderTest();
    const stalled = await stalledReader(app.port);
    const reader = await listenTo(app);
    await vi.waitFor(() => expect(app.hub.readers).toBe(2), 30_000);
    const bulk: StreamEvent = {
      type: 'breaker',
      at: 1,
      product: 'desk',
      breaker: 'x'.repeat(50_000),
      state: 'open',
    };
    await vi.waitFor(
      () => {
        app.hub.publish(bulk);
        expect(app.hub.dropped).toBe(1);
      },
      { timeout: 30_000, interval: 5 },
    );
    app.hub.publish({ type: 'alive', at: 99 });
    let last = await reader.next();
    while (last?.type !== 'alive') last = await reader.next();
    expect(app.hub.readers).toBe(1);
    stalled.destroy();
  });

  it('ends when the server does', async () => {
    app = await appUnderTest();
    const reader = await listenTo(app);
    await reader.next();
    app.hub.close();
    expect(await reader.next()).toBeUndefined();
    expect((await app.ask('/api/v1/stream')).status).toBe(429);
  });

  async function listenTo(from: AppUnderTest, headers: Record<string, string> = {}): Promise<StreamClient> {
    const reader = new StreamClient();
    await reader.open(`${from.origin}/api/v1/stream`, headers);
    readers.push(reader);
    return reader;
  }
});

describe('news of actuals', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('come at once, then at most once a second for each product', () => {
    const told: StreamEvent[] = [];
    const hub = new StreamHub({ clock: { now: () => Date.now() }, version: '1', maxReaders: 1 });
    hub.attach(recorder(told));
    for (let i = 0; i < 50; i += 1) {
      hub.actualsCommitted('desk');
      hub.actualsCommitted('chat');
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(5_000);
    const desk = told.filter((event) => event.type === 'actuals' && event.product === 'desk');
    expect(desk.map((event) => event.at - (desk[0]?.at ?? 0))).toEqual([0, 1_000, 2_000, 3_000]);
    expect(told.filter((event) => event.type === 'actuals' && event.product === 'chat')).toHaveLength(4);
  });

  it('that are due are not told any more when the hub is closed', () => {
    const told: StreamEvent[] = [];
    const hub = new StreamHub({ clock: { now: () => Date.now() }, version: '1', maxReaders: 1 });
    hub.attach(recorder(told));
    hub.actualsCommitted('desk');
    hub.actualsCommitted('desk');
    hub.close();
    vi.advanceTimersByTime(5_000);
    expect(told.filter((event) => event.type === 'actuals')).toHaveLength(1);
  });
});

/** A reader that keeps every event, and checks each against the contract. */
function recorder(told: StreamEvent[]): StreamReader {
  const write = (chunk: Buffer) => {
    for (const [, data] of chunk.toString().matchAll(/^data: (.*)$/gm))
      told.push(streamEvent.parse(JSON.parse(data ?? '')));
    return true;
  };
  return { mayStay: () => true, sink: { write, end: () => {}, destroy: () => {}, writableLength: 0 } };
}

/** Reads server-sent events from a real connection. */
class StreamClient {
  headers = new Headers();
  readonly #abort = new AbortController();
  #chunks: ReadableStreamDefaultReader<string> | undefined;
  #pending = '';

  async open(url: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(url, { headers, signal: this.#abort.signal });
    this.headers = response.headers;
    this.#chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event; `undefined` when the stream has ended. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#pending.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#pending.slice(0, end);
        this.#pending = this.#pending.slice(end + 2);
        if (block.startsWith('data: ')) return streamEvent.parse(JSON.parse(block.slice(6)));
        continue;
      }
      const chunk = await this.#chunks?.read();
      if (chunk === undefined || chunk.done) return undefined;
      this.#pending += chunk.value;
    }
  }

  leave(): void {
    this.#abort.abort();
  }
}

/** Asks for the stream and never reads a byte of it. */
async function stalledReader(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.pause();
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.write('GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n', () => resolve());
  await promise;
  return socket;
}
