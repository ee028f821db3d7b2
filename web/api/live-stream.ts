import type { StreamEvent } from '../../server/http/contract/stream.ts';
import { STREAM_ADDRESS } from './endpoints.ts';

/** The server speaks at least every 10 s; after this long without a word it counts as lost. */
const LOST_AFTER_MS = 13_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

const EVENT_TYPES: readonly StreamEvent['type'][] = [
  'hello',
  'actuals',
  'verdict',
  'roadmap',
  'breaker',
  'alive',
];

/** `waiting`: not heard yet, or for a moment. `live`: heard lately. `lost`: silent for longer than it may be. */
export type Connection = 'waiting' | 'live' | 'lost';

/** What of EventSource is used, so that tests bring their own. */
export interface EventSourceLike {
  addEventListener(type: string, listener: (event: MessageEvent | Event) => void): void;
  close(): void;
}

/**
 * The one connection over which the server tells what changed. It reconnects by itself, for ever, and notices silence: a server that
 * hangs without closing counts as lost, too. Dispatches `change` when {@link connection} or {@link updated} changes.
 */
export class LiveStream extends EventTarget {
  readonly #open: (address: string) => EventSourceLike;
  readonly #listeners = new Set<(event: StreamEvent) => void>();
  #source: EventSourceLike | undefined;
  #lossTimer: ReturnType<typeof setTimeout> | undefined;
  #hangTimer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #connection: Connection = 'waiting';
  #heardAt: number | undefined;
  #version: string | undefined;
  #updated = false;

  constructor(open: (address: string) => EventSourceLike = (address) => new EventSource(address)) {
    super();
    this.#open = open;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** When the server last spoke, by its own clock, Unix ms; `undefined` when it never did. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** The server now runs another version than the one that this page came from. */
  get updated(): boolean {
    return this.#updated;
  }

  /** Adds a listener for events; the answer takes it away again. */
  listen(listener: (event: StreamEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#wake);
    window.addEventListener('online', this.#wake);
    this.#awaitLoss();
    this.#connect();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#wake);
    window.removeEventListener('online', this.#wake);
    clearTimeout(this.#lossTimer);
    this.#disconnect();
  }

  /** Tries again now instead of when the next attempt is due. */
  reconnect(): void {
    this.#retryMs = FIRST_RETRY_MS;
    this.#connect();
  }

  readonly #wake = (): void => {
    if (!document.hidden && this.#connection !== 'live') this.reconnect();
  };

  #connect(): void {
    this.#disconnect();
    const source = this.#open(STREAM_ADDRESS);
    this.#source = source;
    const receive = (event: MessageEvent | Event) => {
      if (source === this.#source && 'data' in event) this.#receive(event.data);
    };
    // Whether the server names its events or not, the type stands in the data.
    for (const type of ['message', ...EVENT_TYPES]) source.addEventListener(type, receive);
    source.addEventListener('error', () => source === this.#source && this.#retryLater());
    this.#awaitHang();
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#hangTimer);
    this.#source?.close();
    this.#source = undefined;
  }

  #retryLater(): void {
    this.#disconnect();
    // Many walls must not come back in the same instant after a restart.
    const jitter = 0.75 + Math.random() / 2;
    this.#retry = setTimeout(() => this.#connect(), this.#retryMs * jitter);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    if (this.#connection === 'live') this.#become('waiting');
  }

  #receive(data: string): void {
    const event = parse(data);
    if (event === undefined) return;
    this.#heardAt = Math.max(event.at, this.#heardAt ?? 0);
    this.#retryMs = FIRST_RETRY_MS;
    this.#awaitLoss();
    this.#awaitHang();
    if (event.type === 'hello') this.#greet(event.version);
    this.#become('live');
    for (const listener of this.#listeners) listener(event);
  }

  #greet(version: string): void {
    this.#updated = this.#version !== undefined && version !== this.#version;
    this.#version ??= version;
    if (this.#updated) this.dispatchEvent(new Event('change'));
  }

  /** Silence that lasts too long is a lost server, whatever the socket says. */
  #awaitLoss(): void {
    clearTimeout(this.#lossTimer);
    this.#lossTimer = setTimeout(() => this.#become('lost'), LOST_AFTER_MS);
  }

  /** A connection over which nothing comes is given up for a new one. */
  #awaitHang(): void {
    clearTimeout(this.#hangTimer);
    this.#hangTimer = setTimeout(() => this.#retryLater(), LOST_AFTER_MS);
  }

  #become(connection: Connection): void {
    if (connection === this.#connection || (connection === 'waiting' && this.#connection === 'lost')) return;
    this.#connection = connection;
    this.dispatchEvent(new Event('change'));
  }
}

function parse(data: unknown): StreamEvent | undefined {
  try {
    const event: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    const known = EVENT_TYPES.includes((event as StreamEvent | undefined)?.type as StreamEvent['type']);
    return known ? (event as StreamEvent) : undefined;
  } catch {
    return undefined;
  }
}
